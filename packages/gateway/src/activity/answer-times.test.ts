import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, mostOf } from './answer-times.ts';

test('nobody answered: there is no time to show', () => {
  assert.deepEqual([median([]), mostOf([])], [null, null]);
});

test('one slow answer moves neither figure', () => {
  const times = [40, 10, 30, 20, 50, 60, 70, 80, 90, 1_000_000];
  assert.deepEqual([median(times), mostOf(times)], [55, 90]);
});

test('at least half took the median or less, at least nine of ten the other figure, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (times) => {
      const within = (limit: number) => times.filter((time) => time <= limit).length / times.length;
      assert.ok(within(median(times) ?? -1) >= 0.5);
      assert.ok(within(mostOf(times) ?? -1) >= 0.9);
      assert.ok((median(times) ?? 0) <= (mostOf(times) ?? 0) || times.length < 3);
    }),
  );
});
