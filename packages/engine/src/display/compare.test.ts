import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../json/value.ts';
import { compareValues } from './compare.ts';
import type { DisplayModel, DisplayRow } from './model.ts';
import { rowsOf } from './rows.ts';

function model(args: JsonObject, meaning: Record<string, string> = {}): DisplayModel {
  const { rows } = rowsOf({ action: { args }, parameters: [], secrets: {} } as never);
  return {
    rows: rows.map((row): DisplayRow => ({ ...row, meaning: meaning[row.pointer] ?? null })),
  } as never;
}

const euros = (minor: number) => `€${(minor / 100).toFixed(2)}`;
const refund = (amount: number, more: JsonObject = {}) =>
  model({ amount, ...more }, { '/amount': euros(amount) });
const SMALL = [3400, 1200, 6850, 2000, 5000].map((amount) => refund(amount));

test('an amount far beyond the earlier ones is unusual and says against what', () => {
  const [found] = compareValues(refund(124_000), SMALL);
  assert.deepEqual(found, {
    kind: 'number',
    pointer: '/amount',
    unusual: true,
    earlier: [3400, 1200, 6850, 2000, 5000],
    lowest: '€12.00',
    middle: '€34.00',
    highest: '€68.50',
    times: 124_000 / 3400,
  });
});

test('an amount among the earlier ones, and a counter that goes on, are usual', () => {
  assert.equal(compareValues(refund(4000), SMALL)[0]?.unusual, false);
  const issues = [101, 105, 109, 120, 131].map((number) => model({ number }));
  assert.equal(compareValues(model({ number: 132 }), issues)[0]?.unusual, false);
});

test('four earlier calls say nothing', () => {
  assert.deepEqual(compareValues(refund(124_000), SMALL.slice(1)), []);
});

test('amounts of another currency are not compared', () => {
  const yen = SMALL.map((_, index) => model({ amount: 100 + index }, { '/amount': `JPY ${100 + index}` }));
  assert.deepEqual(compareValues(refund(124_000), yen), []);
});

test('a recipient that none of the earlier calls had is unusual and is shown beside the usual one', () => {
  const mails = Array.from({ length: 6 }, () => model({ to: 'books@example.com' }));
  const [found] = compareValues(model({ to: 'drop@example.net' }), mails);
  assert.deepEqual(found, {
    kind: 'text',
    pointer: '/to',
    unusual: true,
    of: 6,
    same: 0,
    usual: [{ t: 'text', v: 'books@example.com' }],
    usually: 6,
  });
  assert.equal(compareValues(model({ to: 'books@example.com' }), mails)[0]?.unusual, false);
});

test('a text that is different in every call is not compared', () => {
  const charges = Array.from({ length: 20 }, (_, index) => model({ charge: `ch_${index}` }));
  assert.deepEqual(compareValues(model({ charge: 'ch_new' }), charges), []);
});

test('a value nobody gave before, and one that is left out, are unusual', () => {
  assert.deepEqual(
    compareValues(refund(3000, { destination: 'acct_2' }), SMALL).find(
      ({ pointer }) => pointer === '/destination',
    ),
    { kind: 'given', pointer: '/destination', unusual: true, of: 5 },
  );
  assert.deepEqual(compareValues(model({}), SMALL), [
    { kind: 'left_out', pointer: '/amount', unusual: true, of: 5 },
  ]);
});

test('T22 a masked or escaped value is never compared, so nothing of it appears elsewhere', () => {
  const hidden = Array.from({ length: 6 }, () => model({ to: 'a\u202eb' }));
  assert.deepEqual(compareValues(model({ to: 'x' }), hidden), []);
  const plain = Array.from({ length: 6 }, () => model({ to: 'x' }));
  assert.deepEqual(compareValues(model({ to: 'a\u202eb' }), plain), []);
});

test('any arguments can be compared with any others', () => {
  const args = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
  fc.assert(
    fc.property(args, fc.array(args, { maxLength: 20 }), (now, before) => {
      const found = compareValues(
        model(now as JsonObject),
        before.map((one) => model(one as JsonObject)),
      );
      assert.doesNotMatch(JSON.stringify(found), /null,null/);
    }),
    { numRuns: 200 },
  );
});
