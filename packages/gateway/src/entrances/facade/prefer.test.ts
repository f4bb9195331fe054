import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPreference, WAIT_DEFAULT_S, WAIT_MAX_S } from './prefer.ts';

test('wait and respond-async are understood as RFC 7240 writes them', () => {
  const cases: readonly (readonly [string | undefined, number, string | null])[] = [
    [undefined, 50, null],
    ['wait=10', 10, 'wait=10'],
    ['Wait = "10"', 10, 'wait=10'],
    ['respond-async', 0, 'respond-async'],
    ['respond-async, wait=10', 10, 'wait=10'],
    ['return=minimal; foo, wait=0', 0, 'wait=0'],
    ['wait=5, wait=9', 5, 'wait=5'],
    ['wait=100000', WAIT_MAX_S, `wait=${WAIT_MAX_S}`],
    ['wait=-1', WAIT_DEFAULT_S, null],
    ['wait=soon', WAIT_DEFAULT_S, null],
    ['handling=lenient', WAIT_DEFAULT_S, null],
  ];
  for (const [header, waitS, applied] of cases) {
    assert.deepEqual(readPreference(header), { waitS, applied }, header);
  }
});

test('no header makes a wait longer than the longest, or throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `wait=${text}`),
      ),
      (header) => {
        const { waitS } = readPreference(header);
        assert.ok(waitS >= 0 && waitS <= WAIT_MAX_S);
      },
    ),
  );
});
