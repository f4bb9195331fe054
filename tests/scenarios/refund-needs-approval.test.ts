import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { startTestGateway } from '../support/gateway.ts';

const REFUND = { charge: SEEDED.charge, amount: 4_200, customer_id: SEEDED.marta };

test('a read runs at once, with the credential the agent never sees', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const answer = await gateway.call(token, 'stripe.list_customers', { limit: 2 });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.result.data.length, 2);
  assert.deepEqual(
    gateway.sandbox.stripe.recorder.entries.map(({ path, credential }) => [path, credential]),
    [['/v1/customers', 'right']],
  );
});

test('a refund waits for a person, is sent exactly once when approved, and its result is handed out once', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const asked = await gateway.call(token, 'stripe.create_refund', REFUND);
  assert.equal(asked.status, 202, asked.text);
  const { id } = asked.body.approval;
  assert.equal(gateway.sandbox.stripe.recorder.count({ method: 'POST' }), 0);

  const seen = await gateway.operator.send('GET', `/api/v1/approvals/${id}`);
  assert.equal(seen.status, 200, seen.text);
  const approved = await gateway.operator.approve(id);
  assert.equal(approved.status, 200, approved.text);

  const collected = await gateway.call(token, 'stripe.create_refund', REFUND, { prefer: 'wait=20' });
  assert.equal(collected.status, 200, collected.text);
  assert.equal(collected.body.result.amount, 4_200);
  const refunds = gateway.sandbox.stripe.recorder.entries.filter(
    ({ path, method }) => path === '/v1/refunds' && method === 'POST',
  );
  assert.equal(refunds.length, 1);
  assert.deepEqual(refunds[0]?.body, { charge: SEEDED.charge, amount: '4200' });

  const again = await gateway.call(token, 'stripe.create_refund', REFUND);
  assert.equal(again.status, 202, 'a third identical call asks anew');
  assert.notEqual(again.body.approval.id, id);
});

test('a deletion is denied, and nothing leaves', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const answer = await gateway.call(token, 'stripe.delete_customer', { customer: SEEDED.marta });
  assert.equal(answer.status, 403);
  assert.equal(answer.body.error.code, 'denied');
  assert.equal(gateway.sandbox.stripe.recorder.entries.length, 0);
});

test('the log tells the whole story and verifies', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.agent();
  const asked = await gateway.call(token, 'stripe.create_refund', REFUND);
  await gateway.operator.approve(asked.body.approval.id);
  await gateway.call(token, 'stripe.create_refund', REFUND, { prefer: 'wait=20' });
  const entries = await gateway.operator.send('GET', `/api/v1/audit/entries?call=${asked.body.call.id}`);
  assert.deepEqual(entries.body.items.map((entry: { kind: string }) => entry.kind).reverse(), [
    'call.pending',
    'approval.approved',
    'call.executing',
    'call.finished',
  ]);
  const verified = await gateway.operator.send('POST', '/api/v1/audit/verify');
  assert.equal(verified.body.ok, true, verified.text);
});
