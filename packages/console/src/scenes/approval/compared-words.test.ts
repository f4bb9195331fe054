import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Comparison, unusualWords, usualWords } from './compared-words.ts';

const amount = (times: number, unusual = true): Comparison => ({
  kind: 'number',
  pointer: '/amount',
  unusual,
  earlier: [1200, 3400, 6850, 2000, 5000],
  lowest: '€12.00',
  middle: '€34.00',
  highest: '€68.50',
  times,
});

test('an unusual amount says how many times the middle it is, and of what', () => {
  assert.equal(unusualWords(amount(36.47)), '36 times the middle of the last 5 approved (€34.00).');
  assert.equal(unusualWords(amount(2.34)), '2.3 times the middle of the last 5 approved (€34.00).');
  assert.equal(
    unusualWords(amount(1_240_000)),
    '1,240,000 times the middle of the last 5 approved (€34.00).',
  );
  assert.equal(unusualWords(amount(0.1)), 'Outside the last 5 approved (€12.00 to €68.50).');
});

test('a usual value says so quietly, an unusual one never does', () => {
  assert.equal(usualWords(amount(1, false)), 'The last 5 approved: €12.00 to €68.50');
  assert.equal(usualWords(amount(36)), null);
  const same = {
    kind: 'text',
    pointer: '/reason',
    unusual: false,
    of: 20,
    same: 19,
    usual: [],
    usually: 19,
  } as const;
  assert.equal(usualWords({ ...same, usual: [] }), 'As in 19 of the last 20 approved');
});
