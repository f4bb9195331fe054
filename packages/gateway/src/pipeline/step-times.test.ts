import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../storage/testing.ts';
import type { GateRequest } from './request.ts';
import { createStopwatch } from './step-times.ts';

const request = (): GateRequest => ({ kind: 'resume', org: 'default', callId: 'cal_1' });

test('each step gets the time since the step before, and requests do not mix', () => {
  const clock = testClock();
  const watch = createStopwatch(clock);
  const [one, other] = [request(), request()];
  watch.start(one);
  clock.advance(3);
  watch.start(other);
  watch.lap(one, 'authenticate');
  clock.advance(40);
  watch.lap(one, 'forward');
  watch.lap(other, 'authenticate');
  assert.deepEqual(watch.times(one), { authenticate: 3, forward: 40 });
  assert.deepEqual(watch.times(other), { authenticate: 40 });
});

test('a clock that goes back never makes a step negative, and who was not timed has no times', () => {
  const clock = testClock();
  const watch = createStopwatch(clock);
  const one = request();
  watch.start(one);
  clock.set(clock.now() - 5_000);
  watch.lap(one, 'resolve');
  assert.deepEqual(watch.times(one), { resolve: 0 });
  assert.deepEqual(watch.times(request()), {});
});
