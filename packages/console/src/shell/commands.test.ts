import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandsOf, matching } from './commands.ts';

const KNOWN = {
  mayStop: true,
  agents: [{ id: 'agt_1', name: 'billing-helper' }],
  connections: [{ id: 'con_1', name: 'stripe-eu', title: 'Stripe' }],
  requests: [
    {
      id: 'apr_7k2m',
      title: [{ t: 'text' as const, v: 'Refund €12.00' }],
      agent: { id: 'agt_1', name: 'billing-helper' },
      operation: 'create_refund',
    },
  ],
};

const places = (typed: string) => matching(commandsOf({ ...KNOWN, typed }), typed).map(({ to }) => to);

test('a page, an agent, a connection and a request are found by their words, in any order', () => {
  assert.equal(places('poli')[0], '/policy');
  assert.ok(places('billing').includes('/agents/agt_1'));
  assert.deepEqual(places('stripe'), ['/connections/stripe-eu']);
  assert.deepEqual(places('helper refund'), ['/approvals/apr_7k2m']);
  assert.deepEqual(places('nothing of the kind'), []);
  assert.deepEqual(places('stop an agent'), [null]);
  assert.deepEqual(matching(commandsOf({ ...KNOWN, typed: '', mayStop: false }), 'stop an agent'), []);
});

test('a request is found by the end of its id, and by a whole id even when it does not wait any more', () => {
  assert.deepEqual(places('7k2m'), ['/approvals/apr_7k2m']);
  assert.deepEqual(places('apr_0old'), ['/approvals/apr_0old']);
  assert.deepEqual(places('https://ap.example/approvals/apr_0old'), ['/approvals/apr_0old']);
});

test('whatever is typed, the list is short and leads only to pages of ours', () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const found = places(typed);
      assert.ok(found.length <= 40);
      for (const to of found) assert.match(to ?? '/', /^\/[a-z0-9_/%-]*$/);
    }),
  );
});
