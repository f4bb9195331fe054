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
