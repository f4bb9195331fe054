import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { pendingBody, RESERVED_CONNECTION_NAMES, releasedBody } from '@agentport/contract';
import { DENIED, openStage, released, type Stage } from '../agent-plane/stage.fixture.ts';
import { until } from '../agent-plane/stage-clock.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.calls.length = 0;
  stage.play(() => released({ ok: true }));
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(stage.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token-a', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answered = (await response.json()) as {
    result: unknown;
    error: { code: string; details: { reasons: unknown } };
  };
  return { status: response.status, headers: response.headers, body: answered };
}

test('an allowed call is answered with the service’s own JSON and its call id', async () => {
  const answer = await post('/stripe/list_customers', { limit: 3 });
  assert.equal(answer.status, 200);
  assert.deepEqual(releasedBody.parse(answer.body).result, { ok: true });
  assert.equal(answer.headers.get('agentport-call'), 'cal_1');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const [call] = stage.calls;
  assert.deepEqual(call?.args, { limit: 3 });
  assert.equal(call?.connection, 'stripe');
  assert.equal(call?.operation, 'list_customers');
});

test('no body is no arguments', async () => {
  const response = await fetch(`${stage.url}/stripe/list_customers`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-a' },
  });
  assert.equal(response.status, 200);
  assert.deepEqual(stage.calls[0]?.args, {});
});

test('session, key and note reach the path; a note travels percent-encoded', async () => {
  await post(
    '/stripe/create_refund',
    {},
    {
      'agentport-session': 'run-1',
      'idempotency-key': 'k-1',
      'agentport-note': encodeURIComponent('Zurück an die Kundin ✓ 100%'),
    },
  );
  const [call] = stage.calls;
  assert.equal(call?.session, 'run-1');
  assert.equal(call?.idempotencyKey, 'k-1');
  assert.equal(call?.note, 'Zurück an die Kundin ✓ 100%');
});

test('headers that cannot be read are refused before anything is decided', async () => {
  for (const headers of [
    { 'agentport-session': 'a b' },
    { 'agentport-session': 'x'.repeat(129) },
    { 'idempotency-key': 'x'.repeat(256) },
    { 'agentport-note': '100% sure' },
    { 'agentport-note': 'caf\u00e9' },
    { 'agentport-note': 'x'.repeat(2001) },
  ]) {
    const answer = await post('/stripe/create_refund', {}, headers);
    assert.equal(answer.status, 400, JSON.stringify(headers));
    assert.equal(answer.body.error.code, 'invalid_request');
  }
  assert.equal(stage.calls.length, 0);
});

test('without a known token nothing is decided and the answer is 401 with a challenge', async () => {
  for (const authorization of [
    '',
    'Bearer wrong',
    'Basic dG9rZW4tYTo=',
    'token-a',
    'Bearer token-a, Bearer token-b',
  ]) {
    const answer = await post('/stripe/list_customers', {}, { authorization });
    assert.equal(answer.status, 401, authorization);
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    assert.doesNotMatch(answer.headers.get('www-authenticate') ?? '', /resource_metadata/);
  }
  const answer = await post('/stripe/list_customers?access_token=token-a', {}, { authorization: '' });
  assert.equal(answer.status, 401);
});

test('T58 what proxies and browsers claim reaches neither the path nor the caller’s address', async () => {
  await post(
    '/stripe/list_customers',
    {},
    {
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'x-original-url': '/stripe/delete_customer',
      cookie: 'agentport_sign_in=x',
    },
  );
  const [call] = stage.calls;
  assert.equal(call?.caller.address, '127.0.0.1');
  assert.equal(call?.operation, 'list_customers');
  assert.doesNotMatch(JSON.stringify(call), /203\.0\.113|sign_in|delete_customer/);
});

test('T17 duplicate JSON keys are refused at parse', async () => {
  const answer = await post('/stripe/create_refund', '{"amount":1,"amount":100000}');
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error.code, 'invalid_json');
  assert.equal(stage.calls.length, 0);
});

test('T54 a path cannot be bent into another operation', async () => {
  for (const path of [
    '/stripe%2flist_customers/x',
    '/stripe/..%2fdelete_customer',
    '/stripe/list_customers;x=1',
    '/stripe/list_customers%00',
  ]) {
    stage.calls.length = 0;
    await post(path, {});
    for (const call of stage.calls) {
      assert.equal(`/${call.connection}/${call.operation}`, decodeURIComponent(path), path);
    }
  }
});

test('a denied call is 403 with its reasons', async () => {
  stage.play(() => DENIED);
  const answer = await post('/stripe/delete_customer', {});
  assert.equal(answer.status, 403);
  assert.deepEqual(answer.body.error.details.reasons, [
    { code: 'tier_connection', rule: 'stripe.delete_customer' },
  ]);
});

test('respond-async answers at once where a person must approve, and says where to look', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_1'));
  const answer = await post('/stripe/create_refund', {}, { prefer: 'respond-async' });
  assert.equal(answer.status, 202);
  assert.equal(pendingBody.parse(answer.body).approval.id, 'apr_1');
  assert.equal(answer.headers.get('location'), '/v1/approvals/apr_1');
  assert.equal(answer.headers.get('preference-applied'), 'respond-async');
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
});

test('a held call returns the result of an approval given in time', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_2'));
  const answering = post('/stripe/create_refund', {});
  await until(() => stage.approvals.waiting === 1);
  stage.approvals.answer('apr_2', 'succeeded', released({ refunded: true }, 'cal_2'));
  const answer = await answering;
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body.result, { refunded: true });
});

test('a call is held 50 seconds, or as the client prefers', async () => {
  for (const [prefer, heldMs] of [
    [undefined, 50_000],
    ['wait=10', 10_000],
    ['wait=9999', 300_000],
  ] as const) {
    stage.play(() => stage.approvals.ask('agt_a', 'apr_3'));
    const answering = post('/stripe/create_refund', {}, prefer === undefined ? {} : { prefer });
    await until(() => stage.approvals.waiting === 1);
    await stage.clock.advance(heldMs - 1);
    assert.equal(stage.approvals.waiting, 1);
    await stage.clock.advance(1);
    assert.equal((await answering).status, 202);
  }
});

test('a client that goes away ends its wait and leaves the question standing', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_4'));
  const request = httpRequest(`${stage.url}/stripe/create_refund`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-a' },
  });
  request.on('error', () => undefined);
  request.end();
  await until(() => stage.approvals.waiting === 1);
  request.destroy();
  await until(() => stage.approvals.waiting === 0);
  assert.equal(stage.approvals.questions.get('apr_4')?.view.state, 'pending');
});

test('no reserved name is taken for a connection', async () => {
  for (const name of RESERVED_CONNECTION_NAMES) {
    const answer = await post(`/${name}/list_customers`, {});
    assert.ok([404, 400].includes(answer.status), name);
  }
  assert.equal(stage.calls.length, 0);
});

test('every route of this plane but the facade begins with a reserved name', () => {
  const lines = stage.app.printRoutes({ commonPrefix: false }).split('\n');
  const firsts = lines
    .map((line) => /^[├└]── \/([^/\s(]*)/.exec(line)?.[1])
    .filter((first) => first !== undefined && first !== '' && first !== ':connection');
  assert.ok(firsts.length > 0);
  for (const first of firsts) assert.ok(RESERVED_CONNECTION_NAMES.has(first ?? ''), first);
});
