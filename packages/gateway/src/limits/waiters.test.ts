import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createWaiters } from './waiters.ts';

test('T70 100,000 callers of one agent leave half of the places for others, who are served', () => {
  const waiters = createWaiters(() => 10_000);
  const held = Array.from({ length: 100_000 }, () => waiters.enter('agt_greedy')).filter(Boolean);
  assert.equal(held.length, 5_000);
  assert.ok(waiters.enter('agt_other'));
});

test('a place that is given back twice is free once', () => {
  const waiters = createWaiters(() => 2);
  const leave = waiters.enter('agt_1');
  leave?.();
  leave?.();
  assert.equal(waiters.size, 0);
  assert.ok(waiters.enter('agt_1'));
});

test('never more than there are places, and a newcomer finds one while nobody has more than a fair share', () => {
  const moves = fc.array(fc.tuple(fc.nat(5), fc.boolean()), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), moves, (max, steps) => {
      const waiters = createWaiters(() => max);
      const held: (() => void)[] = [];
      for (const [agent, comes] of steps) {
        const leave = comes ? waiters.enter(`agt_${agent}`) : held.pop()?.();
        if (leave) held.push(leave);
        assert.equal(waiters.size, held.length);
        assert.ok(held.length <= max);
      }
    }),
  );
});
