import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { driveToEnd } from './asked-call.ts';
import { openStage } from './stage.ts';

/** Where the pieces differ that a gateway leaves to the other one. */
const POINTS = [
  'answer: commit acknowledged',
  'claim: commit acknowledged',
  'wire: request body sent',
  'courier: answered',
  'outcome: entry written',
  'sequencer: leaves written',
];

const stage = await openStage({ after: (done) => after(done) }, 'postgres', {
  agents: 1,
  gateways: 2,
  starts: 'few',
});
const [agent] = stage.agents;
assert.ok(agent);
await stage.gateway(1);
for (const [index, point] of POINTS.entries()) {
  test(`killed at "${point}": the other gateway brings it to its end, once`, async () => {
    const ref = `taken-${index}`;
    // the second one gives entries their place, for it was alive all the time
    const [lost, other] = point.startsWith('sequencer') ? [1, 0] : [0, 1];
    const survivor = await stage.gateway(other);
    const victim = await stage.gateway(lost);
    const asking = lost === 0 ? lost : other;
    const asked = await stage.ask(agent, 'write', ref, { gateway: asking });
    await victim.arm(point, 'kill');
    await stage.answer(ref, asked?.body?.approval?.id, 'approve', asking);
    await until(() => !victim.isAlive(), { deadlineMs: 20_000, what: 'the kill' });
    await stage.lapse(lost);

    const status = await driveToEnd(stage, agent, ref, other);
    assert.ok([200, 424].includes(status), `the agent's last answer was ${status}`);
    assert.ok(await stage.rest(20_000), 'comes to rest by the other gateway');
    assert.deepEqual(await stage.check(other), [], survivor.log());
    assert.ok(!victim.isAlive() && survivor.isAlive());
  });
}
