import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex as anywhere } from './sha256-anywhere.ts';
import { sha256Hex as inNode } from './sha256-node.ts';

test('a digest made in Node and one made elsewhere are the same, for any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => inNode(bytes) === anywhere(bytes)));
});

test('a digest made in Node and one made elsewhere are the same, for any text, lone surrogates too', () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 200 });
  fc.assert(fc.property(text, (given) => inNode(given) === anywhere(given)));
});

test('the digest of the empty text is the published one', () => {
  assert.equal(inNode(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
