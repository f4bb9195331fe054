import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearerOf } from './bearer.ts';

test('only one whole Bearer credential counts', () => {
  assert.equal(bearerOf('Bearer abc'), 'abc');
  assert.equal(bearerOf('bearer   abc '), 'abc');
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'abc',
    'Bearer a b',
    'Bearer a,Bearer b',
  ]) {
    assert.equal(bearerOf(header), null, header);
  }
});
