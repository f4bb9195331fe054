import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { copyIntegrations } from '../support/integrations.ts';
import { openScene } from '../support/scene.ts';

const integrations = copyIntegrations({ after });
const TITLE = '    title: Create a customer\n';
integrations.edit(TITLE, `${TITLE}    run: on_collect\n`);
const scene = await openScene({ integrationsDir: integrations.directory });

const stateOf = async (id: string) => (await scene.gateway.running.gateway.approvals.read(ORG, id))?.state;

test('an operation that runs on collect is not sent before its agent comes back for it, and then once', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  assert.equal((await scene.approve(asked.id)).status, 200);
  await scene.restart();
  assert.deepEqual(scene.gateway.running.recovered, { unknown: 0, resumed: 0 });
  assert.equal(await stateOf(asked.id), 'approved');
  assert.equal(scene.effects(), before);
  const waits = await Promise.all(
    Array.from({ length: 5 }, () => scene.call(token, asked.args, { prefer: 'wait=20' })),
  );
  assert.equal(scene.effects(), before + 1);
  assert.equal(waits.filter(({ status }) => status === 200).length, 1, 'handed out once');
});

test('an agent that waits when the approval comes has it sent at once', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  const waiting = scene.call(token, asked.args, { prefer: 'wait=20' });
  await scene.own(token, asked.id); // the wait above was asked for before this was answered
  await scene.approve(asked.id);
  const collected = await waiting;
  assert.equal(collected.status, 200, collected.text);
  assert.equal(scene.effects(), before + 1);
});

test('an agent that comes back too late finds the approval ended, and nothing is sent', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  await scene.approve(asked.id);
  scene.gateway.clock.advance(5 * 60_000);
  assert.equal(await scene.settled(asked.id), 'permit_expired');
  assert.notEqual((await scene.ask(token, asked.args)).id, asked.id);
  assert.equal(scene.effects(), before);
});

test('a person who denies before the agent came back takes the approval back', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const before = scene.effects();
  await scene.approve(asked.id);
  assert.equal((await scene.deny(asked.id, 'Changed my mind')).status, 200);
  const told = await scene.own(token, asked.id);
  assert.equal(told.body.state, 'revoked', told.text);
  assert.equal(scene.effects(), before);
  assert.equal((await scene.approve(asked.id)).status, 409);
});
