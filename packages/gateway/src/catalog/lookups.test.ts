import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Operation } from './definition.ts';
import { loadCatalog } from './load.ts';
import { currencyOf, fillArguments, formatFact } from './lookups.ts';

const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('lookups', () => {
  let refund: Operation;
  before(async () => {
    const catalog = await loadCatalog(INTEGRATIONS);
    refund = catalog.operation('stripe', 'create_refund') ?? assert.fail();
  });

  it('run only when every argument they need was given', () => {
    const { charge, payment_intent: intent } = refund.lookups;
    assert.deepEqual(fillArguments(charge?.args ?? {}, { charge: 'ch_1' }), { charge: 'ch_1' });
    assert.equal(fillArguments(intent?.args ?? {}, { charge: 'ch_1' }), null);
  });

  it('keep the type of an argument that stands alone, and make text of a longer one', () => {
    const filled = fillArguments({ n: '{number}', s: 'no. {number}', t: true }, { number: 7 });
    assert.deepEqual(filled, { n: 7, s: 'no. 7', t: true });
  });

  it('prototype names are no arguments', () => {
    assert.equal(fillArguments({ a: '{constructor}' }, {}), null);
  });

  it('format facts as people read them, and leave out what is not there', () => {
    const object = { amount: 124000, currency: 'eur', created: 1_763_078_400, customer: null, nested: {} };
    assert.equal(
      formatFact({ label: 'x', pointer: '/amount', format: 'money', currency: '/currency' }, object),
      '€1,240.00',
    );
    assert.equal(
      formatFact({ label: 'x', pointer: '/created', format: 'unix_seconds' }, object),
      '2025-11-14 00:00:00 UTC',
    );
    assert.equal(formatFact({ label: 'x', pointer: '/customer', format: 'text' }, object), null);
    assert.equal(formatFact({ label: 'x', pointer: '/nested', format: 'text' }, object), null);
    assert.equal(formatFact({ label: 'x', pointer: '/nope', format: 'text' }, object), null);
  });

  it('never guess the decimals of an unknown currency', () => {
    const fact = { label: 'x', pointer: '/amount', format: 'money', currency: '/currency' } as const;
    assert.equal(formatFact(fact, { amount: 5, currency: 'xyz' }), '5 in the smallest unit of xyz');
    assert.equal(formatFact(fact, { amount: 5 }), '5 in the smallest unit of an unknown currency');
  });

  it('find the currency of an amount in the first source that knows it', () => {
    assert.equal(currencyOf(refund, 'amount', {}, { charge: { currency: 'eur' } }), 'eur');
    assert.equal(currencyOf(refund, 'amount', {}, { payment_intent: { currency: 'sek' } }), 'sek');
    assert.equal(currencyOf(refund, 'amount', {}, {}), null);
    assert.equal(currencyOf(refund, 'amount', {}, { charge: { currency: 'not a code' } }), null);
    assert.equal(currencyOf(refund, 'reason', {}, { charge: { currency: 'eur' } }), null);
  });
});
