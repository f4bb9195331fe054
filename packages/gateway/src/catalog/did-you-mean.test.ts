import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { didYouMean } from './did-you-mean.ts';

const NAMES = ['list_customers', 'get_customer', 'create_refund', 'delete_customer', 'amount'];

describe('did you mean', () => {
  it('finds a swap, a missing letter and another spelling style', () => {
    assert.equal(didYouMean('ammount', NAMES), 'amount');
    assert.equal(didYouMean('create_refnud', NAMES), 'create_refund');
    assert.equal(didYouMean('createRefund', NAMES), 'create_refund');
    assert.equal(didYouMean('list-customer', NAMES), 'list_customers');
  });

  it('stays silent when nothing is close', () => {
    assert.equal(didYouMean('send_email', NAMES), null);
    assert.equal(didYouMean('x', NAMES), null);
    assert.equal(didYouMean('amount', []), null);
  });

  it('does no work for absurdly long names', () => {
    assert.equal(didYouMean('a'.repeat(1_000_000), NAMES), null);
  });

  it('only ever suggests a candidate', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, candidates) => {
        const meant = didYouMean(name, candidates);
        assert.ok(meant === null || candidates.includes(meant));
      }),
    );
  });
});
