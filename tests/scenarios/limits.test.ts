import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { send, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const gateway = await startTestGateway(
  { after },
  { limits: { calls_per_minute: 40, total_calls_per_minute: 150, concurrent_calls: 4 } },
);

const customer = (name: string) => ({ email: `${name}@example.com` });
const entries = async (of: TestGateway, kind: 'limit.reached' | 'limit.counted', agent: string) => {
  const { items } = await of.running.gateway.audit.list({ limit: 200, kind });
  return items.filter(({ event }) => event.agent === agent).map(({ event }) => event.details);
};
const metric = async (of: TestGateway, limit: string) => {
  const text = await of.running.gateway.metrics.text();
  return Number(new RegExp(`agentport_limited_total\\{limit="${limit}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

test('T26 a flood is refused with 429 and a true wait at every entrance, sends nothing, and leaves two entries', async () => {
  const { id, token } = await gateway.agent();
  gateway.clock.advance(120_000);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => gateway.call(token, 'stripe.no_such_operation', {})),
  );
  assert.equal(answers.filter(({ status }) => status === 404).length, 40, 'refused calls count too');
  const [over] = answers.filter(({ status }) => status === 429);
  assert.equal(over?.body.error.code, 'rate_limited');
  assert.equal(over?.body.error.details.limit, 'calls_per_minute');
  assert.equal(over?.body.error.retryable, true);
  const wait = Number(over?.headers['retry-after']);
  assert.ok(Number.isInteger(wait) && wait > 0 && wait <= 63, String(wait));

  const mcp = await callByMcp(token, 'stripe__list_customers');
  assert.equal(mcp.isError, true);
  assert.match(mcp.text, /rate_limited.*Wait \d+ seconds/);
  assert.equal(mcp.retryAfter, wait);

  assert.deepEqual(await entries(gateway, 'limit.reached', id), [
    { limit: 'calls_per_minute', max: 40, refused: 1 },
  ]);
  gateway.clock.advance(60_000);
  await gateway.running.gateway.audit.checkpoint();
  assert.deepEqual(await entries(gateway, 'limit.counted', id), [
    { limit: 'calls_per_minute', max: 40, refused: 61 },
  ]);
  assert.equal(await metric(gateway, 'calls_per_minute'), 61);
  gateway.clock.advance(wait * 1_000 - 60_000);
  assert.equal((await gateway.call(token, 'stripe.no_such_operation', {})).status, 404, 'the wait was true');
});

test('T26 of 1,000 different questions three wait for a person; the same question again costs no place', async () => {
  const own = await startTestGateway({ after }, { limits: { calls_per_minute: 5_000 } });
  const { id, token } = await own.agent();
  const asked = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) =>
      own.call(token, 'stripe.create_customer', customer(`flood-${index}`)),
    ),
  );
  assert.equal(asked.filter(({ status }) => status === 202).length, 3);
  const [over] = asked.filter(({ status }) => status === 429);
  assert.equal(over?.body.error.code, 'too_many_pending_approvals');
  assert.equal(over?.body.error.details.limit, 'pending_per_operation');
  assert.equal(Number(over?.headers['retry-after']), 1_800);

  const first = asked.findIndex(({ status }) => status === 202);
  const again = await own.call(token, 'stripe.create_customer', customer(`flood-${first}`));
  assert.equal(again.body.approval.id, asked[first]?.body.approval.id);
  assert.equal((await own.call(token, 'github.create_issue', issue(1))).status, 202, 'another operation');

  assert.equal((await own.operator.deny(again.body.approval.id)).status, 200);
  assert.equal((await own.call(token, 'stripe.create_customer', customer('next'))).status, 202);
  assert.equal((await entries(own, 'limit.reached', id)).length, 1);
});

test('questions of one agent are limited over all its operations', async () => {
  const own = await startTestGateway({ after }, { limits: { pending_approvals: 2 } });
  const { token } = await own.agent();
  const other = await own.agent();
  assert.equal((await own.call(token, 'stripe.create_customer', customer('a'))).status, 202);
  assert.equal((await own.call(token, 'github.create_issue', issue(1))).status, 202);
  const over = await own.call(token, 'github.create_issue', issue(2));
  assert.equal(over.body.error.details.limit, 'pending_approvals');
  assert.equal((await own.call(other.token, 'github.create_issue', issue(3))).status, 202);
});

test('more calls at one time than an agent may have are refused until one has ended', async () => {
  const { token } = await gateway.agent();
  gateway.clock.advance(120_000);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      gateway.call(token, 'stripe.list_customers', { limit: index + 1 }),
    ),
  );
  const over = answers.filter(({ status }) => status === 429);
  assert.ok(over.length > 0);
  assert.equal(over[0]?.body.error.code, 'too_many_concurrent_calls');
  assert.equal(over[0]?.headers['retry-after'], '1');
  assert.equal(
    (await gateway.call(token, 'stripe.list_customers', {})).status,
    200,
    'the places are free again',
  );
});

test('T83 many agents of one owner do not make more calls than all agents may', async () => {
  gateway.clock.advance(120_000);
  const agents = await Promise.all(Array.from({ length: 10 }, () => gateway.agent()));
  const answers = await Promise.all(
    agents.flatMap(({ token }) =>
      Array.from({ length: 30 }, () => gateway.call(token, 'stripe.no_such_operation', {})),
    ),
  );
  const taken = answers.filter(({ status }) => status === 404);
  assert.ok(taken.length <= 150, String(taken.length));
  const [over] = answers.filter(({ status }) => status === 429);
  assert.equal(over?.body.error.details.limit, 'total_calls_per_minute');
});

test('a flood of wrong tokens is refused without a look-up, and agents behind the same address go on', async () => {
  const { token } = await gateway.agent();
  gateway.clock.advance(120_000);
  assert.equal((await gateway.call(token, 'stripe.list_customers', {})).status, 200);
  const wrong = `${token.slice(0, 40)}`;
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      send(gateway.url, index % 2 ? 'GET' : 'POST', index % 2 ? '/v1/approvals' : '/mcp', undefined, {
        authorization: `Bearer ${wrong}${index}`,
      }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 401).length, 60);
  const over = answers.find(({ status }) => status === 429);
  assert.equal(over?.body.error.code, 'too_many_wrong_tokens');
  assert.equal((await gateway.call(token, 'stripe.list_customers', {})).status, 200);
  assert.equal(await metric(gateway, 'wrong_tokens_per_minute'), 140);
});

test('an agent may wait for a person only while there is a place to wait in; it is answered at once otherwise', async () => {
  const own = await startTestGateway({ after }, { limits: { waiters: 4 } });
  const { token } = await own.agent();
  const asked = await own.call(token, 'stripe.create_customer', customer('a'));
  const { id } = asked.body.approval;
  const waiting = Array.from({ length: 10 }, () =>
    send(own.url, 'GET', `/v1/approvals/${id}?wait=60`, undefined, { authorization: `Bearer ${token}` }),
  );
  const { waiters } = own.running.gateway.limits;
  // eight find no place and are answered while the question still stands
  const early = await firstOf(waiting, 8);
  assert.ok(early.every(({ body }) => body.state === 'pending'));
  assert.equal(waiters.size, 2);
  assert.equal((await own.operator.deny(id)).status, 200);
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200);
  assert.equal(waiters.size, 0);
});

test('T103 a file that raises a ceiling waits for a person; one that lowers it applies at once', async () => {
  const yaml = (calls: number) => `limits:\n  calls_per_minute: ${calls}\n`;
  const own = await startTestGateway({ after }, { yaml: yaml(100) });
  const { configFile, policies } = own.running.gateway;
  const calls = () => policies.active().limits.agent.calls_per_minute;
  const edit = (text: string) => {
    writeFileSync(own.configFile, text);
    return configFile.load();
  };
  assert.equal(calls(), 100);
  await edit(yaml(50));
  assert.equal(calls(), 50);
  const { waiting } = await edit(yaml(5_000));
  assert.equal(calls(), 50);
  assert.deepEqual(
    waiting.map(({ what }) => what),
    ['agent calls_per_minute is 5000.'],
  );
  const pending = await policies.pending();
  assert.ok(pending);
  await configFile.activate(pending.number, 'opr_1');
  assert.equal(calls(), 5_000);
});

/** The first `count` of them to be answered. */
function firstOf<T>(promises: readonly Promise<T>[], count: number): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const done: T[] = [];
    for (const promise of promises) {
      promise.then((value) => {
        done.push(value);
        if (done.length === count) resolve(done);
      }, reject);
    }
  });
}

function issue(number: number) {
  return { owner: 'acme', repo: 'shop', title: `Issue ${number}` };
}

async function callByMcp(token: string, name: string) {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  const answer = await client.callTool({ name, arguments: {} });
  await client.close();
  const [text] = answer.content as { text: string }[];
  const body = answer.structuredContent as { error: { details: { retry_after_s: number } } };
  return { isError: answer.isError, text: text?.text ?? '', retryAfter: body.error.details.retry_after_s };
}

test('what people say a connection may carry holds from the next call on: places, deadline, and who may say so', async () => {
  const own = await startTestGateway({ after });
  const { token } = await own.agent();
  const { service, recorder } = own.sandbox.stripe;
  const path = '/api/v1/connections/stripe/limits';
  const wrong = await own.operator.send('PUT', path, { concurrent_calls: 0, deadline_ms: null });
  assert.equal(wrong.status, 400, wrong.text);
  const said = { concurrent_calls: 1, deadline_ms: 2_000 };
  const set = await own.operator.send('PUT', path, said);
  assert.equal(set.status, 200, set.text);
  const by = { concurrent_calls: 'console', deadline_ms: 'console' };
  assert.deepEqual(set.body.limits, { ...said, said, set_by: by });

  const start = recorder.count({ method: 'GET' });
  service.mode({ kind: 'hang', when: 'after_body' });
  const calls = Array.from({ length: 6 }, (_, index) =>
    own.call(token, 'stripe.list_customers', { limit: index + 1 }),
  );
  const busy = await Promise.race(calls);
  assert.equal(busy.status, 429, `one has the place, four wait, one is told at once: ${busy.text}`);
  await until(() => recorder.count({ method: 'GET' }) - start === 1, { what: 'the one with the place' });
  service.mode({ kind: 'normal' });
  own.clock.advance(2_000);
  const statuses = (await Promise.all(calls)).map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [200, 200, 200, 200, 429, 502], 'one ran into the new deadline');
});
