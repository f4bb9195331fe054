import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '../kernel/random.ts';
import { isTokenOf, mintToken } from './token.ts';

test('a token is recognised as its own kind and no other', () => {
  const token = mintToken('op', '01k5abc', systemRandom);
  assert.equal(isTokenOf('op', token), true);
  assert.equal(isTokenOf('setup', token), false);
});

test('a token with any one character changed is recognised as damaged', () => {
  const token = mintToken('setup', '0a1b2c3d', systemRandom);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019_-'), (at, letter) => {
      fc.pre(token[at] !== letter);
      return !isTokenOf('setup', token.slice(0, at) + letter + token.slice(at + 1));
    }),
  );
});
