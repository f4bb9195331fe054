import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import type { OperatorTable } from '../../packages/gateway/src/storage/schema/operators.ts';
import { copyIntegrations } from '../support/integrations.ts';
import { openScene } from '../support/scene.ts';

const integrations = copyIntegrations({ after });
const { edit } = integrations;
const scene = await openScene({ integrationsDir: integrations.directory });

const database = () => scene.gateway.running.gateway.db;

function changeOperator(columns: Partial<OperatorTable>) {
  return database().unit((tx) => tx.updateTable('operators').set(columns).execute());
}

/** Asks, approves, lets something happen before the execution, and says how it ended. */
async function endAfter(meanwhile: () => Promise<unknown>) {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  await scene.approveThen(asked.id, meanwhile);
  const state = await scene.settled(asked.id);
  return { token, asked, state, sent: scene.effects() - before };
}

test('T10 an approver removed between approval and execution voids the approval', async () => {
  for (const lost of [{ status: 'removed' }, { status: 'suspended' }, { role: 'auditor' }] as const) {
    const { state, sent, token, asked } = await endAfter(() => changeOperator(lost));
    await changeOperator({ status: 'active', role: 'owner' });
    assert.deepEqual([state, sent], ['revoked', 0], JSON.stringify(lost));
    const told = await scene.own(token, asked.id);
    assert.match(told.body.outcome.error.message, /taken back/);
  }
});

test('T13 a definition that changed after the approval voids it: what would leave is not what was approved', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  edit("templates: ['Create customer {name} ({email})'", "templates: ['Add customer {name} ({email})'");
  await scene.restart();
  assert.equal((await scene.approve(asked.id)).status, 200);
  assert.equal(await scene.settled(asked.id), 'superseded');
  const again = await scene.ask(token, asked.args);
  edit('path: /v1/customers, body: form }', 'path: /v1/products, body: form }');
  await scene.restart();
  const before = scene.gateway.sandbox.stripe.recorder.count({ method: 'POST' });
  await scene.approve(again.id);
  assert.equal(await scene.settled(again.id), 'superseded');
  assert.equal(scene.gateway.sandbox.stripe.recorder.count({ method: 'POST' }), before);
  edit('path: /v1/products, body: form }', 'path: /v1/customers, body: form }');
  await scene.restart();
});

test('T14 another account behind the same connection voids the approval', async () => {
  const { connections } = scene.gateway.running.gateway;
  const { credential } = scene.gateway.sandbox.stripe;
  const use = (key: string) => connections.replaceCredential(ORG, 'stripe', new Secret(key), 'system:test');
  const { state, sent } = await endAfter(() => use('sk_test_anotherAccountNotARealKey'));
  assert.deepEqual([state, sent], ['superseded', 0]);
  await use(credential);
});

test('a connection switched off after the approval is not used', async () => {
  const { connections } = scene.gateway.running.gateway;
  const { state, sent } = await endAfter(() => connections.disable(ORG, 'stripe', 'system:test'));
  assert.deepEqual([state, sent], ['superseded', 0]);
  await connections.enable(ORG, 'stripe', null, 'system:test');
});

test('T15 a policy turned to deny after the approval wins', async () => {
  const { state, sent, token, asked } = await endAfter(() => scene.policy('deny'));
  await scene.policy('ask');
  assert.deepEqual([state, sent], ['withdrawn', 0]);
  const told = await scene.own(token, asked.id);
  assert.equal(told.body.outcome.error.code, 'denied');
});

test('a policy that changed and still asks is decided anew, and the approval holds', async () => {
  const { state, sent } = await endAfter(() => scene.policy('ask'));
  assert.deepEqual([state, sent], ['succeeded', 1]);
});

test('a policy that moves faster than it can be decided denies, before and after an approval', async () => {
  const shift = (by: number) =>
    database().unit((tx) =>
      tx
        .updateTable('orgs')
        .set((eb) => ({ policy_version: eb('policy_version', '+', by) }))
        .execute(),
    );
  const { state, sent, token } = await endAfter(() => shift(1));
  const fresh = await scene.call(token, scene.newCustomer());
  await shift(-1);
  assert.deepEqual([state, sent], ['withdrawn', 0]);
  assert.equal(fresh.status, 403, fresh.text);
  assert.equal(fresh.body.error.details.reasons[0].code, 'policy_moved');
});

test('an agent that was removed after the approval gets nothing done', async () => {
  const { agents } = scene.gateway.running.gateway;
  const agent = await scene.gateway.agent();
  const asked = await scene.ask(agent.token);
  const before = scene.effects();
  await scene.approveThen(asked.id, () => agents.remove({ org: ORG, id: agent.id, actor: 'system:test' }));
  assert.notEqual(await scene.settled(asked.id), 'succeeded');
  assert.equal(scene.effects(), before);
});

test('the log of all this verifies', () => scene.verify());
