import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { money } from './money.ts';
import { utcTime } from './timestamp.ts';

test('an amount in minor units is written with the digits of its currency', () => {
  assert.equal(money(124_000, 'eur'), '€1,240.00');
  assert.equal(money(5, 'GBP'), '£0.05');
  assert.equal(money(-1_234_567_89, 'usd'), '-$1,234,567.89');
  assert.equal(money(1_240, 'JPY'), 'JPY 1,240');
  assert.equal(money(1_240, 'KWD'), 'KWD 1.240');
  assert.equal(money(0, 'CHF'), 'CHF 0.00');
});

test('nothing is guessed: an unknown or disputed currency or a broken amount has no meaning', () => {
  for (const currency of ['XXX', 'ISK', 'UGX', 'MGA', '', 'toString', null, undefined, 5]) {
    assert.equal(money(100, currency), null, String(currency));
  }
  for (const amount of [1.5, '100', null, undefined, Number.NaN, 2 ** 53, [100]]) {
    assert.equal(money(amount, 'EUR'), null, String(amount));
  }
});

test('the digits of an amount are exactly those that are sent', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD'), (amount, currency) => {
      const digits = money(amount === 0 ? 0 : amount, currency)?.replace(/[^0-9-]/g, '');
      assert.equal(Number(digits), amount === 0 ? 0 : amount);
    }),
  );
});

test('unix seconds are written as the moment they are, for every year of four digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
      const iso = new Date(seconds * 1_000).toISOString();
      assert.equal(utcTime(seconds), `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`);
    }),
    { numRuns: 5_000 },
  );
  assert.equal(utcTime(253_402_300_800), null);
  assert.equal(utcTime(1.5), null);
  assert.equal(utcTime('0'), null);
});
