import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExpected, surprises } from './expected.ts';

const rows = [{ scenario: 'known', reason: 'not built yet' }];

test('a listed failure is no surprise', () => {
  assert.deepEqual(surprises(['other'], ['known'], rows), []);
});

test('a new failure, a row that passes and a row that was not run are each named', () => {
  assert.match(surprises([], ['known', 'new'], rows).join(), /^new failed/);
  assert.match(surprises(['known'], [], rows).join(), /^known passes now/);
  assert.match(surprises(['other'], [], rows).join(), /^known is listed but was not run/);
});

test('a listed failure without a reason is refused', () => {
  const listed = '0.1.16: [{ scenario: known, reason: not built yet }]';
  assert.deepEqual(readExpected(listed, '0.1.16'), rows);
  assert.deepEqual(readExpected(listed, '2026-07-28'), []);
  assert.throws(() => readExpected('0.1.16: [{ scenario: known }]', '0.1.16'), /a scenario and a reason/);
});
