import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globMatches } from './glob.ts';

test('a pattern matches exactly what the same pattern as a regular expression matches', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '_', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (glob, name) => {
      const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
      assert.equal(globMatches(glob, name), expected);
    }),
    { numRuns: 5_000 },
  );
});

test('T72 a pattern made to be slow is as fast as any other', () => {
  const started = process.hrtime.bigint();
  assert.equal(globMatches(`${'a*'.repeat(2_000)}b`, 'a'.repeat(20_000)), false);
  assert.ok(process.hrtime.bigint() - started < 500_000_000n);
});
