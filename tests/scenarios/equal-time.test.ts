import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spread, timeSideBySide } from '../../packages/gateway/src/operators/side-by-side.fixture.ts';
import { openScene } from '../support/scene.ts';

const ALIKE = 2;

test('T45 a question of another agent is refused as fast as one that never was', async (t) => {
  const scene = await openScene();
  const [owner, stranger] = [await scene.gateway.agent(), await scene.gateway.agent()];
  const asked = await scene.ask(owner.token);
  const look = (id: string) => async () => assert.equal((await scene.own(stranger.token, id)).status, 404);
  const ways = { hidden: look(asked.id), unknown: look(`${asked.id.slice(0, -4)}zzzz`) };
  const medians = await timeSideBySide(ways, 101);
  t.diagnostic(`${spread(medians).toFixed(2)} ${JSON.stringify(medians)}`);
  assert.ok(spread(medians) < ALIKE, JSON.stringify(medians));
});
