import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { Fault } from '../kernel/fault.ts';
import { bodyOf, deadOrigin, httpService, rawService } from '../upstream/testing.ts';
import { TEST_TIME } from '../vault/testing.ts';
import { courierBench, FAKE_KEY } from './testing.ts';

interface Arrived {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
const arrived: Arrived[] = [];
const service = await httpService(async (request, response) => {
  const { method, url, headers } = request;
  arrived.push({ method, url, headers, body: (await bodyOf(request)).toString() });
  const status = Number(url?.match(/status\/(\d+)/)?.[1] ?? 200);
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '7' }).end('{"ok":true}');
});
after(() => service.close());

const BODY = Buffer.from('amount=100');
const POST = { method: 'POST', headers: [['content-type', 'application/x-www-form-urlencoded']] } as const;

test('exactly the permitted action arrives, with the credential in its slot', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const action = bench.action({ ...POST, query: [['a b', 'c&d']] }, BODY, 'financial');
  const sent = await bench.send({ action, body: BODY });
  assert.equal(sent.disposition, 'succeeded');
  assert.deepEqual(sent.reply?.parts, [{ kind: 'json', value: { ok: true } }]);
  assert.equal(sent.timing.startedAt, TEST_TIME);
  assert.equal(arrived.length, 1);
  assert.equal(arrived[0]?.url, '/v1/thing?a%20b=c%26d');
  assert.equal(arrived[0]?.body, 'amount=100');
  assert.equal(arrived[0]?.headers.authorization, `Bearer ${FAKE_KEY}`);
  await bench.close();
});

test('header and basic slots carry the credential as the definition says', async () => {
  const cases = [
    [{ kind: 'header', name: 'X-Api-Key', format: 'Token {credential}' }, 'x-api-key', `Token ${FAKE_KEY}`],
    [{ kind: 'basic' }, 'authorization', `Basic ${Buffer.from(`${FAKE_KEY}:`).toString('base64')}`],
  ] as const;
  for (const [auth, name, value] of cases) {
    const bench = await courierBench(service.origin, auth);
    arrived.length = 0;
    await bench.send({ action: bench.action() });
    assert.equal(arrived[0]?.headers[name], value);
    await bench.close();
  }
});

test('the service idempotency key is the permit id, and no call can set it', async () => {
  const bench = await courierBench(service.origin);
  if (bench.route) bench.route = { ...bench.route, idempotencyHeader: 'idempotency-key' };
  arrived.length = 0;
  const action = bench.action(POST, BODY, 'write');
  const permit = bench.permit(action);
  await bench.send({ action, permit, body: BODY });
  assert.equal(arrived[0]?.headers['idempotency-key'], permit.id);
  await bench.close();
});

test('T5 a permit is refused for other arguments, another agent, another connection, and after its end', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const action = bench.action(POST, BODY, 'financial');
  const permit = bench.permit(action);
  const others = [
    { action: { ...action, args: { amount: 999 } }, body: BODY },
    { action: { ...action, agent: 'agt_2' }, body: BODY },
    { action: { ...action, connection: { id: 'con_2', version: 1 } }, body: BODY },
    { action: { ...action, connection: { id: 'con_1', version: 2 } }, body: BODY },
    { action: bench.action({ ...POST, path: '/v1/other' }, BODY, 'financial'), body: BODY },
    { action, body: Buffer.from('amount=999') },
  ];
  for (const other of others) {
    const sent = await bench.send({ ...other, permit });
    assert.equal(sent.reached, 'not_sent');
    assert.equal(sent.problem?.code, 'action_changed');
  }
  bench.clock.set(TEST_TIME + 60_000);
  const late = await bench.send({ action, body: BODY, permit });
  assert.equal(late.problem?.code, 'approval_expired');
  assert.equal(late.reached, 'not_sent');
  assert.equal(arrived.length, 0);
  await bench.close();
});

test('T5 a permit spent once sends nothing a second time', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const action = bench.action(POST, BODY, 'write');
  const permit = bench.permit(action);
  assert.equal((await bench.send({ action, body: BODY, permit })).disposition, 'succeeded');
  assert.equal((await bench.send({ action, body: BODY, permit })).reached, 'not_sent');
  assert.equal(arrived.length, 1);
  await bench.close();
});

test('T5 a permit that was not signed by this vault sends nothing', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const action = bench.action();
  const permit = { ...bench.permit(action), expires_at: TEST_TIME + 999_999 };
  assert.equal((await bench.send({ action, permit })).reached, 'not_sent');
  assert.equal(arrived.length, 0);
  await bench.close();
});

test('T13 T14 a connection that moved, changed its definition or was disabled gets nothing', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const { route } = bench;
  assert.ok(route);
  const moved = [
    { ...route, connectionVersion: 2 },
    { ...route, definitionSha256: 'e'.repeat(64) },
    { ...route, active: false },
    { ...route, org: 'other' },
    { ...route, url: 'http://127.0.0.1:1' },
    null,
  ];
  for (const next of moved) {
    bench.route = next;
    const sent = await bench.send({ action: bench.action() });
    assert.equal(sent.reached, 'not_sent');
    assert.equal(sent.disposition, 'failed');
  }
  assert.equal(arrived.length, 0);
  await bench.close();
});

test('T56 T57 T58 a wire with overriding, smuggling or credential headers is never sent', async () => {
  const bench = await courierBench(service.origin, {
    kind: 'header',
    name: 'x-api-key',
    format: '{credential}',
  });
  arrived.length = 0;
  const headers = [
    ['x-http-method-override', 'DELETE'],
    ['authorization', 'Bearer agent-chosen'],
    ['x-api-key', 'agent-chosen'],
    ['cookie', 'a=b'],
    ['x-forwarded-for', '127.0.0.1'],
    ['host', 'inner'],
    ['transfer-encoding', 'chunked'],
    ['x-note', 'a\r\nx-evil: 1'],
    ['x_api_key', 'agent-chosen'],
  ] as const;
  for (const header of headers) {
    const sent = await bench.send({ action: bench.action({ headers: [header] }) });
    assert.equal(sent.reached, 'not_sent', header[0]);
  }
  assert.equal(
    (await bench.send({ action: bench.action({ query: [['_method', 'DELETE']] }) })).reached,
    'not_sent',
  );
  assert.equal((await bench.send({ action: bench.action({ path: '/v1/%2e%2e/x' }) })).reached, 'not_sent');
  assert.equal(arrived.length, 0);
  await bench.close();
});

test('each status ends as it should: definite failures, rate limits, unknown outcomes of writes', async () => {
  const bench = await courierBench(service.origin);
  const cases = [
    [200, 'write', 'succeeded', null],
    [204, 'write', 'succeeded', null],
    [302, 'write', 'failed', 'upstream_redirect'],
    [304, 'read', 'failed', 'upstream_error'],
    [402, 'financial', 'failed', 'upstream_error'],
    [404, 'read', 'failed', 'upstream_error'],
    [429, 'write', 'failed', 'upstream_rate_limited'],
    [500, 'read', 'failed', 'upstream_error'],
    [500, 'write', 'outcome_unknown', 'outcome_unknown'],
    [503, 'destructive', 'outcome_unknown', 'outcome_unknown'],
  ] as const;
  for (const [status, risk, disposition, code] of cases) {
    const action = bench.action({ ...POST, path: `/status/${status}` }, BODY, risk);
    const sent = await bench.send({ action, body: BODY });
    assert.equal(sent.disposition, disposition, `${status} ${risk}`);
    assert.equal(sent.problem?.code ?? null, code, `${status} ${risk}`);
    assert.equal(sent.upstreamStatus, status);
    if (status === 429) assert.equal(sent.retryAfterSeconds, 7);
  }
  if (bench.route) bench.route = { ...bench.route, definite5xx: true };
  const definite = bench.action({ ...POST, path: '/status/500' }, BODY, 'write');
  assert.equal((await bench.send({ action: definite, body: BODY })).disposition, 'failed');
  await bench.close();
});

test('no answer: a write that may have left is unknown, a read failed, and nothing that did not leave is unknown', async () => {
  const silent = await rawService((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const bench = await courierBench(silent.origin);
  const write = await bench.send({ action: bench.action(POST, BODY, 'write'), body: BODY });
  assert.equal(write.disposition, 'outcome_unknown');
  assert.equal(write.reached, 'interrupted');
  const read = await bench.send({ action: bench.action() });
  assert.equal(read.disposition, 'failed');
  await bench.close();
  await silent.close();
  const dead = await courierBench(await deadOrigin());
  const unsent = await dead.send({ action: dead.action(POST, BODY, 'write'), body: BODY });
  assert.equal(unsent.disposition, 'failed');
  assert.equal(unsent.problem?.code, 'upstream_unreachable');
  assert.match(JSON.stringify(dead.logged), /ECONNREFUSED/);
  assert.doesNotMatch(JSON.stringify(unsent), /ECONNREFUSED|127\.0\.0\.1/);
  await dead.close();
});

test('a stop right before the socket sends nothing; a stop after bytes left leaves a write unknown', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const action = bench.action(POST, BODY, 'write');
  const stopped = await bench.send({
    action,
    body: BODY,
    beforeSend: async () => {
      throw new Fault('agent_stopped', 'This agent was stopped.');
    },
  });
  assert.equal(stopped.problem?.code, 'agent_stopped');
  assert.equal(stopped.reached, 'not_sent');
  const cut = await bench.send({ action, body: BODY, signal: AbortSignal.abort() });
  assert.equal(cut.reached, 'not_sent');
  assert.equal(arrived.length, 0);
  await bench.close();
  const controller = new AbortController();
  const silent = await rawService((socket) => socket.once('data', () => controller.abort()));
  const late = await courierBench(silent.origin);
  const unknown = await late.send({
    action: late.action(POST, BODY, 'write'),
    body: BODY,
    signal: controller.signal,
  });
  assert.equal(unknown.disposition, 'outcome_unknown');
  await late.close();
  await silent.close();
});

test('a permit that runs out while the last check waits sends nothing', async () => {
  const bench = await courierBench(service.origin);
  arrived.length = 0;
  const sent = await bench.send({
    action: bench.action(),
    beforeSend: async () => bench.clock.set(TEST_TIME + 60_000),
  });
  assert.equal(sent.problem?.code, 'approval_expired');
  assert.equal(arrived.length, 0);
  await bench.close();
});

test('a credential too short to be scrubbed, or unfit for a header, is never used', async () => {
  for (const key of ['short', `${FAKE_KEY}\r\nx: y`, `${FAKE_KEY}\u00e9`]) {
    const bench = await courierBench(service.origin, { kind: 'bearer' }, key);
    arrived.length = 0;
    const sent = await bench.send({ action: bench.action() });
    assert.equal(sent.problem?.code, 'sealed');
    assert.equal(sent.reached, 'not_sent');
    assert.equal(arrived.length, 0);
    await bench.close();
  }
});

test('an unexpected error before sending is a failure that says nothing left, and its cause goes to the log only', async () => {
  const bench = await courierBench(service.origin);
  const sent = await bench.send({
    action: bench.action(),
    beforeSend: async () => {
      throw new Error('private cause');
    },
  });
  assert.equal(sent.problem?.code, 'internal');
  assert.equal(JSON.stringify(sent).includes('private cause'), false);
  assert.equal(bench.logged.length, 1);
  await bench.close();
});

test('answers become parts by their type, and fall back rather than guess', async () => {
  const answers: [string, string | Buffer, string][] = [
    ['application/json; charset=utf-8', '{"a":1}', 'json'],
    ['application/problem+json', '{"a":1}', 'json'],
    ['application/json', '{"a":1,"a":2}', 'text'],
    ['application/json', '{"id":12345678901234567890}', 'text'],
    ['application/json', Buffer.of(0xff, 0xfe, 0x00), 'binary'],
    ['text/plain', 'hello', 'text'],
    ['application/pdf', '%PDF', 'binary'],
  ];
  for (const [type, body, kind] of answers) {
    const odd = await httpService((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const bench = await courierBench(odd.origin);
    const sent = await bench.send({ action: bench.action() });
    assert.equal(sent.reply?.parts[0]?.kind, kind, type);
    await bench.close();
    await odd.close();
  }
});
