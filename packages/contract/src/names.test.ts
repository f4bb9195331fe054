import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION_NAME, isConnectionName, OPERATION_NAME, RESERVED_CONNECTION_NAMES } from './names.ts';
import { ROUTES } from './routes.ts';

test('no route of the contract can be taken over by a connection', () => {
  for (const { path } of Object.values(ROUTES)) {
    const [, first = ''] = path.split('/');
    assert.equal(isConnectionName(first), false, path);
  }
});

test('reserved names are refused, ordinary ones are not', () => {
  for (const name of RESERVED_CONNECTION_NAMES) assert.equal(isConnectionName(name), false);
  for (const name of ['stripe', 'stripe-eu', 'gh2']) assert.equal(isConnectionName(name), true);
  for (const name of ['Stripe', 's', '2fast', 'a_b', 'x'.repeat(17), '', 'stripe\n']) {
    assert.equal(isConnectionName(name), false, JSON.stringify(name));
  }
});

test('a tool name parts at its first double underscore in one way only', () => {
  assert.equal(CONNECTION_NAME.test('a__b'), false);
  assert.equal(OPERATION_NAME.test('list__customers'), false);
  assert.equal(OPERATION_NAME.test('list_customers'), true);
  assert.equal(OPERATION_NAME.test('list_customers\n'), false);
});
