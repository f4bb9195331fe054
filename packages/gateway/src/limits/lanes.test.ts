import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../storage/testing.ts';
import { createLanes } from './lanes.ts';

test('no more exchanges at one time than there are places; who waits longest is next', async () => {
  const lanes = createLanes(testClock());
  const first = await lanes.enter('con_1', 1, null);
  assert.equal(first?.waited, false);
  const order: string[] = [];
  const waiting = ['b', 'c'].map(async (name) => {
    const place = await lanes.enter('con_1', 1, null);
    order.push(name);
    assert.equal(place?.waited, true);
    place?.leave();
  });
  assert.deepEqual(order, []);
  first?.leave();
  await Promise.all(waiting);
  assert.deepEqual(order, ['b', 'c']);
});

test('one slow service does not slow another', async () => {
  const lanes = createLanes(testClock());
  await lanes.enter('con_slow', 1, null);
  assert.equal((await lanes.enter('con_fast', 1, null))?.waited, false);
});

test('who waits too long, too many who wait, and who has left get no place', async () => {
  const clock = testClock();
  const lanes = createLanes(clock);
  const busy = await lanes.enter('con_1', 1, null);
  const gone = new AbortController();
  const queue = [lanes.enter('con_1', 1, gone.signal), ...[1, 2, 3].map(() => lanes.enter('con_1', 1, null))];
  assert.equal(await lanes.enter('con_1', 1, null), null);
  gone.abort();
  assert.equal(await queue[0], null);
  clock.advance(10_000);
  assert.deepEqual(await Promise.all(queue), [null, null, null, null]);
  busy?.leave();
  assert.equal((await lanes.enter('con_1', 1, null))?.waited, false);
});

test('a place given back twice is one place', async () => {
  const lanes = createLanes(testClock());
  const [first] = [await lanes.enter('con_1', 2, null), await lanes.enter('con_1', 2, null)];
  first?.leave();
  first?.leave();
  assert.equal((await lanes.enter('con_1', 2, null))?.waited, false);
  let served = false;
  void lanes.enter('con_1', 2, null).then(() => {
    served = true;
  });
  await Promise.resolve();
  assert.equal(served, false);
});
