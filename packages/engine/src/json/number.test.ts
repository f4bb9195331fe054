import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberFlaw } from './number.ts';

test('every way to write the same decimal is judged alike', () => {
  const literal = fc
    .tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: -12, max: 8 }), fc.nat(6), fc.boolean())
    .map(([digits, exponent, zeros, upper]) => ({
      plain: `${digits}e${exponent}`,
      padded: `${digits}${'0'.repeat(zeros)}.${'0'.repeat(zeros)}${upper ? 'E' : 'e'}${exponent - zeros}`,
    }));
  fc.assert(
    fc.property(literal, ({ plain, padded }) => {
      assert.equal(Number(plain), Number(padded));
      assert.equal(numberFlaw(plain, Number(plain)), null);
      assert.equal(numberFlaw(padded, Number(padded)), null);
    }),
  );
});

test('a digit beyond what a double holds is a flaw', () => {
  for (const literal of ['0.1000000000000000055', '123456789.1234567890123', '1.00000000000000000001']) {
    assert.equal(numberFlaw(literal, Number(literal)), 'number_inexact', literal);
  }
});
