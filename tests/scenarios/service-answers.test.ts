import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene();
const { stripe } = scene.gateway.sandbox;
const writes = { only: ({ method }: { method: string }) => method === 'POST' };

afterEach(() => stripe.service.mode({ kind: 'normal' }));

async function unknownCall(token: string) {
  const asked = await scene.ask(token);
  stripe.service.mode({ kind: 'drop', when: 'after_effect' }, writes);
  await scene.approve(asked.id);
  assert.equal(await scene.settled(asked.id), 'outcome_unknown');
  stripe.service.mode({ kind: 'normal' });
  return asked;
}

function reconcile(callId: string, happened: boolean) {
  return scene.gateway.operator.send('POST', `/api/v1/calls/${callId}/reconcile`, { happened });
}

test('T35 a write cut off after it took effect is unknown: said so, shown to people, never sent again', async () => {
  const { token } = await scene.gateway.agent();
  const before = scene.effects();
  const asked = await unknownCall(token);
  for (let attempt = 1; attempt <= 3; attempt++) {
    const again = await scene.call(token, asked.args, { prefer: 'wait=1' });
    assert.equal(again.status, 424, again.text);
    assert.equal(again.body.error.retryable, false);
    assert.equal(again.body.call.id, asked.callId);
  }
  assert.equal(scene.effects(), before + 1);
  const status = await scene.gateway.operator.send('GET', '/api/v1/calls?state=outcome_unknown');
  assert.ok(status.body.items.some((item: { id: string }) => item.id === asked.callId));
  const page = await scene.gateway.operator.send('GET', `/api/v1/approvals/${asked.id}`);
  assert.equal(page.body.state, 'outcome_unknown');
});

test('a policy turned to allow does not send an unknown call again', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await unknownCall(token);
  const before = scene.effects();
  await scene.policy('allow');
  assert.equal((await scene.call(token, asked.args)).status, 424);
  await scene.policy('ask');
  assert.equal(scene.effects(), before);
});

test('an unknown outcome of one of two allowed calls at once still bars the third', async () => {
  await scene.policy('allow');
  const { token } = await scene.gateway.agent();
  const args = scene.newCustomer();
  stripe.service.mode({ kind: 'drop', when: 'after_effect' }, { ...writes, times: 1 });
  const both = await Promise.all([scene.call(token, args), scene.call(token, args)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 424]);
  const before = scene.effects();
  const third = await scene.call(token, args);
  await scene.policy('ask');
  assert.equal(third.status, 424, third.text);
  assert.equal(scene.effects(), before);
});

test('a person who found that it happened: the agent is told once, and nothing is sent', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await unknownCall(token);
  const before = scene.effects();
  const reconciled = await reconcile(asked.callId, true);
  assert.equal(reconciled.status, 200, reconciled.text);
  assert.equal(reconciled.body.state, 'reconciled_succeeded');
  const told = await scene.call(token, asked.args);
  assert.equal(told.body.call.id, asked.callId, told.text);
  assert.equal(told.body.error.code, 'reply_withheld');
  assert.match(told.body.error.message, /took effect/);
  assert.equal((await scene.call(token, asked.args)).status, 202, 'afterwards it is a new question');
  assert.equal(scene.effects(), before);
  assert.equal((await reconcile(asked.callId, false)).status, 409);
});

test('a person who found that it did not happen: the agent is told once and may ask anew', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await unknownCall(token);
  await scene.call(token, asked.args);
  await reconcile(asked.callId, false);
  const told = await scene.call(token, asked.args);
  assert.equal(told.body.call.id, asked.callId, told.text);
  assert.match(told.body.error.message, /did not take effect/);
  assert.equal((await scene.call(token, asked.args)).status, 202);
});

test('an allowed call that turned out unknown is not repeated before the agent was told what a person found', async () => {
  await scene.policy('allow');
  const { token } = await scene.gateway.agent();
  const args = scene.newCustomer();
  stripe.service.mode({ kind: 'drop', when: 'after_effect' }, { ...writes, times: 1 });
  const unknown = await scene.call(token, args);
  assert.equal(unknown.status, 424, unknown.text);
  const before = scene.effects();
  await reconcile(unknown.body.call.id, true);
  const told = await scene.call(token, args);
  await scene.policy('ask');
  assert.equal(told.body.error?.code, 'reply_withheld', told.text);
  assert.equal(scene.effects(), before);
});

test('a server error on a write is unknown, for it may have taken effect; on a read it failed', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  stripe.service.mode({ kind: 'status', status: 500, effect: true });
  await scene.approve(asked.id);
  assert.equal(await scene.settled(asked.id), 'outcome_unknown');
  const read = await scene.gateway.call(token, 'stripe.list_customers', {});
  assert.equal(read.status, 502, read.text);
  assert.equal(read.body.error.details.upstream_status, 500);
});

test('a refusal by the service is a failure, handed out once; then it may be asked again', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  stripe.service.mode({ kind: 'status', status: 402 }, writes);
  await scene.approve(asked.id);
  assert.equal(await scene.settled(asked.id), 'failed');
  const told = await scene.call(token, asked.args);
  assert.equal(told.status, 502, told.text);
  assert.equal(told.body.error.details.upstream_status, 402);
  assert.notEqual((await scene.ask(token, asked.args)).id, asked.id);
});

test('when the service asks for fewer requests, the agent is told how long to wait', async () => {
  const { token } = await scene.gateway.agent();
  stripe.service.mode({ kind: 'status', status: 429, retry_after_s: 7 });
  const read = await scene.gateway.call(token, 'stripe.list_customers', {});
  assert.equal(read.status, 429, read.text);
  assert.equal(read.headers['retry-after'], '7');
  assert.equal(read.body.error.details.retry_after_s, 7);
});

test('the log holds every one of these stories and verifies', () => scene.verify());
