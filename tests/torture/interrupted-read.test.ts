import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openStage } from './stage.ts';

test('a read that a kill cut off gives its idempotency key back: asked again with it, it is read', async () => {
  const stage = await openStage({ after: (done) => after(done) }, 'sqlite', {
    agents: 1,
    gateways: 1,
    starts: 'few',
  });
  const [agent] = stage.agents;
  assert.ok(agent);
  const gateway = await stage.gateway();
  await gateway.arm('wire: request body sent', 'kill');
  assert.equal(await stage.ask(agent, 'read', 'cut-off', { key: 'one' }), null);
  await gateway.exited;
  const again = await stage.ask(agent, 'read', 'cut-off', { key: 'one' });
  assert.equal(again?.status, 200, again?.text);
  assert.deepEqual(await stage.check(), []);
});

test('a read that an error cut off failed, for it changed nothing: asked again with its key, it is read', async (t) => {
  const stage = await openStage(t, 'sqlite', { agents: 1, gateways: 1, starts: 'few' });
  const [agent] = stage.agents;
  assert.ok(agent);
  const gateway = await stage.gateway();
  await gateway.arm('courier: answered', 'throw');
  const broken = await stage.ask(agent, 'read', 'broken-off', { key: 'one' });
  assert.equal(broken?.body?.error?.code ?? broken?.body?.code, 'shutting_down', broken?.text);
  const again = await stage.ask(agent, 'read', 'broken-off', { key: 'one' });
  assert.equal(again?.status, 200, again?.text);
  assert.deepEqual(await stage.check(), []);
});
