import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { startPair } from '../support/pair.ts';
import { until } from '../support/until.ts';

const pair = await startPair({ after });
const { a, b } = pair;
const { stripe } = a.sandbox;
const by = { org: ORG, actor: 'system:test' };

let made = 0;
const newCustomer = () => ({ name: `Person ${++made}`, email: `person${made}@example.com` });
const ask = async (token: string) => {
  const answer = await a.call(token, 'stripe.create_customer', newCustomer());
  assert.equal(answer.status, 202, answer.text);
  return answer.body.approval.id as string;
};

test('an agent that waits at one gateway gets the result of what was approved at another', async () => {
  const { token } = await a.agent();
  const waiting = a.call(token, 'stripe.create_customer', newCustomer(), { prefer: 'wait=20' });
  const approval = await until(
    async () => (await b.gateway.approvals.list({ org: ORG, state: 'pending', limit: 10 })).items[0],
    { what: 'the question at B' },
  );
  const changes: string[] = [];
  const stop = a.running.gateway.approvals.onChange((change) => changes.push(change.state));
  await pair.approveAtB(approval.id);
  const answer = await waiting;
  stop();
  assert.equal(answer.status, 200, answer.text);
  assert.ok(changes.includes('approved') && changes.includes('succeeded'), changes.join());
  const call = await a.running.gateway.db.read
    .selectFrom('calls')
    .selectAll()
    .where('id', '=', approval.callId)
    .executeTakeFirstOrThrow();
  assert.equal(call.gateway_id, b.gateway.cluster.lease().gateway);
});

test('a token revoked, an agent stopped and everything stopped at one gateway hold at the other at once', async () => {
  const { id, token } = await a.agent();
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 200);
  await a.running.gateway.stopping.stopAgent({ ...by, id });
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 403);
  await a.running.gateway.stopping.releaseAgent({ ...by, id });
  await a.running.gateway.stopping.stopAll(ORG, 'system:test');
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 403);
  await a.running.gateway.stopping.releaseAll(ORG, 'system:test');
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 200);
  await a.running.gateway.agents.remove({ ...by, id });
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 401);
});

test('T36 a stop at one gateway cuts off, within a second, what is on its way at another', async (t) => {
  t.after(() => stripe.service.mode({ kind: 'normal' }));
  const { id, token } = await a.agent();
  stripe.service.mode({ kind: 'hang', when: 'after_effect' });
  const before = stripe.recorder.count({ method: 'GET' });
  const running = pair.callB(token, 'stripe.list_customers', {});
  await until(() => stripe.recorder.count({ method: 'GET' }) > before, { what: 'the call at the service' });
  const stoppedAt = performance.now();
  await a.running.gateway.stopping.stopAgent({ ...by, id });
  const answer = await running;
  assert.notEqual(answer.status, 200);
  assert.ok(performance.now() - stoppedAt < 1_500, `${performance.now() - stoppedAt} ms`);
});

test('a policy made active at one gateway holds for the next call at the other', async () => {
  const { token } = await a.agent();
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 200);
  const { policies } = a.running.gateway;
  const content = policies.active();
  const effect = (wanted: 'deny' | 'allow') => ({
    content: {
      ...content,
      policy: {
        ...content.policy,
        tiers: [{ connection: 'stripe', operation: 'list_customers', effect: wanted }],
      },
    },
    source: 'test',
    changes: [],
    status: 'active' as const,
    actor: 'system:test',
  });
  await policies.install(effect('deny'));
  assert.equal((await pair.callB(token, 'stripe.list_customers', {})).status, 403);
  await policies.install(effect('allow'));
  await until(async () => (await pair.callB(token, 'stripe.list_customers', {})).status === 200, {
    deadlineMs: 2_000,
    what: 'the milder policy at B',
  });
});

test('a connection that is added, changed or removed at one gateway is so at the other within two seconds', async () => {
  const { token } = await a.agent();
  const { connections } = a.running.gateway;
  await connections.create({
    org: ORG,
    name: 'second',
    integration: 'stripe',
    key: new Secret(stripe.credential),
    baseUrl: stripe.url,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
  const status = async () => (await pair.callB(token, 'second.list_customers', {})).status;
  await until(async () => (await status()) === 200, { deadlineMs: 2_000, what: 'the connection at B' });
  await connections.remove(ORG, 'second', 'system:test');
  await until(async () => (await status()) === 404, { deadlineMs: 2_000, what: 'its end at B' });
});

test('what a gateway had approved and not begun when it went is executed by another, once', async () => {
  const { token } = await a.agent();
  const approval = await ask(token);
  const view = await b.gateway.approvals.read(ORG, approval);
  const before = stripe.recorder.count({ method: 'POST' });
  // as a gateway leaves it that is killed right after the answer is durable
  await b.gateway.db.unit(async (tx) => {
    const gone = { gateway_id: 'gtw_gone', gateway_epoch: 1 };
    const [person] = await tx.selectFrom('operators').select('id').execute();
    await tx
      .insertInto('reviews')
      .values({
        id: `rev_${approval}`,
        org: ORG,
        approval_id: approval,
        operator_id: person?.id ?? '',
        answer: 'approve',
        reason: null,
        action_sha256: view?.actionSha256 ?? '',
        display_sha256: view?.displaySha256 ?? '',
        display_version: 1,
        display_payload: 'pay_x',
        sign_in_id: 'sin_x',
        address: null,
        second_factor: 'totp',
        created_at: a.clock.now(),
      })
      .execute();
    await tx
      .updateTable('approvals')
      .set({ decided_at: a.clock.now(), execute_before: a.clock.now() + 300_000 })
      .where('id', '=', approval)
      .execute();
    await tx
      .updateTable('calls')
      .set({ state: 'approved', ...gone })
      .where('id', '=', view?.callId ?? '')
      .execute();
  });
  await until(
    async () => (await a.running.gateway.approvals.read(ORG, approval))?.outcome?.state === 'succeeded',
    {
      deadlineMs: 15_000,
      what: 'the takeover',
    },
  );
  assert.equal(stripe.recorder.count({ method: 'POST' }), before + 1);
});

test('every entry of both gateways stands in one log, which both verify and witness', async () => {
  const entries = await a.running.gateway.audit.tail(0, 500);
  assert.deepEqual(
    entries.map(({ index }) => index),
    entries.map((_, index) => index),
  );
  assert.equal(new Set(entries.map(({ event }) => event.id)).size, entries.length);
  for (const gateway of [a.running.gateway, b.gateway]) {
    await gateway.audit.checkpoint();
    const { ok, problem, waiting, witnessChecked } = await gateway.audit.verify();
    assert.deepEqual(
      { ok, problem, waiting, witnessChecked },
      { ok: true, problem: undefined, waiting: 0, witnessChecked: true },
    );
  }
  const inboxes = await Promise.all([a.running.gateway.audit.inbox(), b.gateway.audit.inbox()]);
  assert.equal(inboxes.filter(({ sequencer }) => sequencer).length, 1, 'one of them gives the places');
  for (const url of [a.url, b.url]) {
    const ready = (await (await fetch(`${url}/ready`)).json()) as Record<string, unknown>;
    assert.deepEqual([ready.status, ready.lease], ['ok', 'held']);
  }
});
