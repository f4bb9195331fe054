import { invalid, StripeError } from './errors.ts';
import { balances, recordMovement } from './ledger.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { amountOf, currencyOf } from './money.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

export function newPayout(store: Store, fields: Partial<StripeObject> & { amount: number }): StripeObject {
  const created = fields.created ?? store.seconds();
  const payout = {
    id: store.nextId('payout'),
    object: 'payout',
    arrival_date: created + 2 * 86_400,
    automatic: false,
    balance_transaction: null,
    created,
    currency: 'eur',
    description: null,
    destination: 'ba_SandboxBankAccount',
    failure_code: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    type: 'bank_account',
    ...fields,
  } as StripeObject;
  payout.balance_transaction = recordMovement(store, 'payout', payout).id;
  return store.put('payout', payout);
}

export function newDispute(store: Store, charge: StripeObject, fields: Partial<StripeObject>): StripeObject {
  charge.disputed = true;
  return store.put('dispute', {
    id: store.nextId('dispute'),
    object: 'dispute',
    amount: charge.amount ?? 0,
    balance_transactions: [],
    charge: charge.id,
    created: store.seconds(),
    currency: charge.currency ?? 'eur',
    evidence: {},
    evidence_details: {
      due_by: charge.created + 20 * 86_400,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent ?? null,
    reason: 'product_not_received',
    status: 'needs_response',
    ...fields,
  } as StripeObject);
}

function requireFunds(store: Store, amount: number, currency: string): void {
  const available = balances(store).find((row) => row.currency === currency)?.amount ?? 0;
  if (amount <= available) return;
  throw new StripeError(400, 'invalid_request_error', 'You have insufficient funds in your Stripe account.', {
    code: 'balance_insufficient',
  });
}

export const balanceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/balance',
    params: {},
    run: ({ store }) => ({ object: 'balance', available: balances(store), livemode: false, pending: [] }),
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions',
    params: { ...LIST_PARAMS, currency: 'string', payout: 'string', source: 'string', type: 'string' },
    run: ({ store, params }) =>
      listOf(
        '/v1/balance_transactions',
        matching(store.all('balance_transaction'), params, ['currency', 'source', 'type']),
        params,
      ),
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions/:transaction',
    params: {},
    run: ({ store, path }) => store.get('balance_transaction', path.transaction ?? ''),
  },
  {
    method: 'GET',
    path: '/v1/disputes',
    params: { ...LIST_PARAMS, charge: 'string', payment_intent: 'string' },
    run: ({ store, params }) =>
      listOf('/v1/disputes', matching(store.all('dispute'), params, ['charge', 'payment_intent']), params),
  },
  {
    method: 'GET',
    path: '/v1/disputes/:dispute',
    params: {},
    run: ({ store, path }) => store.get('dispute', path.dispute ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/disputes/:dispute',
    params: { evidence: 'object', metadata: 'object', submit: 'boolean' },
    run({ store, path, params }) {
      const dispute = store.get('dispute', path.dispute ?? '');
      dispute.metadata = mergeMetadata(params, dispute.metadata as Record<string, string>);
      if (params.flag('submit') ?? false) dispute.status = 'under_review';
      return dispute;
    },
  },
  {
    method: 'POST',
    path: '/v1/disputes/:dispute/close',
    params: {},
    run: ({ store, path }) => Object.assign(store.get('dispute', path.dispute ?? ''), { status: 'lost' }),
  },
  {
    method: 'GET',
    path: '/v1/payouts',
    params: { ...LIST_PARAMS, arrival_date: 'range', destination: 'string', status: 'string' },
    run: ({ store, params }) =>
      listOf('/v1/payouts', matching(store.all('payout'), params, ['destination', 'status']), params),
  },
  {
    method: 'POST',
    path: '/v1/payouts',
    params: {
      amount: 'integer!',
      currency: 'string!',
      description: 'string',
      destination: 'string',
      metadata: 'object',
      method: 'string',
      source_type: 'string',
      statement_descriptor: 'string',
    },
    run({ store, params }) {
      const amount = amountOf(params);
      const currency = currencyOf(params);
      requireFunds(store, amount, currency);
      return newPayout(store, {
        amount,
        currency,
        description: params.text('description') ?? null,
        metadata: mergeMetadata(params),
      });
    },
  },
  {
    method: 'GET',
    path: '/v1/payouts/:payout',
    params: {},
    run: ({ store, path }) => store.get('payout', path.payout ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/payouts/:payout/cancel',
    params: {},
    run({ store, path }) {
      const payout = store.get('payout', path.payout ?? '');
      if (payout.status !== 'pending')
        throw invalid(`Payouts with the status ${payout.status} cannot be canceled.`, 'payouts_not_allowed');
      return Object.assign(payout, { status: 'canceled' });
    },
  },
];
