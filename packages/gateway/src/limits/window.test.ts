import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Granted, reserve } from './window.ts';

test('a window is open until its ceiling, and says when the next call is free', () => {
  const first = reserve([], { now: 5_400, calls: 10, max: 10 });
  assert.deepEqual([first.calls, first.freeAt], [10, null]);
  const over = reserve(first.granted, { now: 6_000, calls: 1, max: 10 });
  assert.equal(over.calls, 0);
  assert.ok(over.freeAt !== null);
  assert.equal(reserve(first.granted, { now: over.freeAt - 1, calls: 1, max: 10 }).calls, 0);
  assert.equal(reserve(first.granted, { now: over.freeAt, calls: 1, max: 10 }).calls, 1);
});

test('what was not used is free again at once', () => {
  const first = reserve([], { now: 0, calls: 10, max: 10 });
  const unused = { slot: first.slot, calls: 4 };
  assert.equal(reserve(first.granted, { now: 900, calls: 10, max: 10, unused }).calls, 4);
});

test('a ceiling that was lowered refuses until enough seconds have passed', () => {
  const first = reserve([], { now: 0, calls: 5, max: 10 });
  const second = reserve(first.granted, { now: 10_000, calls: 5, max: 10 });
  const lowered = reserve(second.granted, { now: 11_000, calls: 1, max: 3 });
  assert.ok(lowered.freeAt !== null && lowered.freeAt > 70_000);
});

test('a clock that went back opens nothing', () => {
  const full = reserve([], { now: 1_000_000, calls: 10, max: 10 });
  for (const now of [999_999, 500_000, 0]) {
    const again = reserve(full.granted, { now, calls: 1, max: 10 });
    assert.equal(again.calls, 0);
    assert.ok(again.freeAt !== null && again.freeAt > 1_060_000);
  }
});

test('a row stays small however long an agent goes on', () => {
  let granted: Granted = [];
  for (let now = 0; now < 600_000; now += 400)
    granted = reserve(granted, { now, calls: 1, max: 1_000 }).granted;
  assert.ok(granted.length <= 62);
});

test('never more than the ceiling in any 60 s, whatever is asked when', () => {
  const asks = fc.array(fc.record({ after: fc.integer({ min: 0, max: 20_000 }), calls: fc.nat(20) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), asks, (max, steps) => {
      const used: { at: number; calls: number }[] = [];
      let now = 0;
      let granted: Granted = [];
      for (const { after, calls } of steps) {
        now += after;
        const reserved = reserve(granted, { now, calls, max });
        granted = reserved.granted;
        // at the earliest and at the latest moment they may be used
        used.push({ at: now, calls: reserved.calls });
        for (const end of [now, (reserved.slot + 1) * 1_000 - 1]) {
          const within = used.filter(({ at }) => at > end - 60_000 && at <= end);
          assert.ok(within.reduce((sum, one) => sum + one.calls, 0) <= max);
        }
      }
    }),
  );
});
