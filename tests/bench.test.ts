import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unmeasuredRoutes } from '../bench/harness/asked-pages.ts';

test('the bench asks for every route that a page reads', () => {
  assert.deepEqual(unmeasuredRoutes(), []);
});
