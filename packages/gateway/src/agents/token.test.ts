import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '../kernel/random.ts';
import { mintToken, sameDigest, tokenDigest, tokenIdOf } from './token.ts';

const ID = 'tok_01k9zjzv2e8x4f7b3m5n6p8q9r';

test('a token names its id, fits one double click, and carries 256 random bits', () => {
  const token = mintToken(ID, systemRandom);
  assert.match(token, /^ap_agent_[0-9a-hjkmnp-tv-z]{26}_[0-9A-Za-z]{49}$/);
  assert.equal(tokenIdOf(token), ID);
  assert.notEqual(mintToken(ID, systemRandom), token);
  const lowest = mintToken(ID, { bytes: (count) => Buffer.alloc(count) });
  const highest = mintToken(ID, { bytes: (count) => Buffer.alloc(count, 0xff) });
  assert.equal(lowest.length, highest.length);
  assert.equal(tokenIdOf(highest), ID);
});

test('any change of one character is noticed before the database is asked', () => {
  const token = mintToken(ID, systemRandom);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      fc.pre(token[at] !== character);
      assert.equal(tokenIdOf(token.slice(0, at) + character + token.slice(at + 1)), null);
    }),
  );
});

test('no text makes the reader of tokens throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenIdOf(text) === null));
});

test('T44 digests are compared whole', () => {
  const digest = tokenDigest('x');
  assert.equal(sameDigest(digest, tokenDigest('x')), true);
  assert.equal(sameDigest(digest, tokenDigest('y')), false);
});
