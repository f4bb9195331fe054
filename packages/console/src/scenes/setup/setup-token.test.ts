import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setupToken } from './setup-token.ts';

test('the setup token is found in the fragment or the query, and its absence is noticed', () => {
  assert.equal(setupToken('#ap_setup_1_abc', ''), 'ap_setup_1_abc');
  assert.equal(setupToken('#token=ap_setup_1_abc', ''), 'ap_setup_1_abc');
  assert.equal(setupToken('', '?token=ap_setup_1_abc'), 'ap_setup_1_abc');
  assert.equal(setupToken('', ''), null);
  assert.equal(setupToken('#other=1', ''), null);
});
