import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchPath } from './match-path.ts';

test('a path is taken apart by its pattern, decoded, with or without a slash at its end', () => {
  assert.deepEqual(matchPath('/approvals/{id}', '/approvals/apr_1'), { id: 'apr_1' });
  assert.deepEqual(matchPath('/approvals/{id}', '/approvals/a%2Fb/'), { id: 'a/b' });
  assert.deepEqual(matchPath('/', '/'), {});
});

test('another page, another depth and a broken encoding do not match by accident', () => {
  assert.equal(matchPath('/approvals/{id}', '/approvals'), null);
  assert.equal(matchPath('/approvals/{id}', '/approvals/a/b'), null);
  assert.equal(matchPath('/agents', '/activity'), null);
  assert.deepEqual(matchPath('/approvals/{id}', '/approvals/%zz'), { id: '%zz' });
});
