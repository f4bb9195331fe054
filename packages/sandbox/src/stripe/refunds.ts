import { invalid, StripeError } from './errors.ts';
import { recordMovement } from './ledger.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { amountOf, spoken } from './money.ts';
import type { Params } from './params.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'];

function chargeToRefund(store: Store, params: Params): StripeObject {
  const charge = params.text('charge');
  const intent = params.text('payment_intent');
  if (charge) return store.get('charge', charge, 'charge');
  if (!intent) {
    throw invalid(
      'One of the following params should be provided: payment_intent or charge.',
      'parameter_missing',
    );
  }
  const latest = store.get('payment_intent', intent, 'payment_intent').latest_charge;
  if (typeof latest === 'string') return store.get('charge', latest, 'payment_intent');
  throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`);
}

function refundableAmount(charge: StripeObject, params: Params): number {
  const left = (charge.amount as number) - (charge.amount_refunded as number);
  if (charge.refunded === true || left === 0) {
    throw new StripeError(400, 'invalid_request_error', `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = amountOf(params, left);
  if (amount <= left) return amount;
  const currency = charge.currency as string;
  const whole = charge.amount_refunded === 0 ? 'charge amount' : 'unrefunded amount on charge';
  throw invalid(
    `Refund amount (${spoken(amount, currency)}) is greater than ${whole} (${spoken(left, currency)})`,
    'amount_too_large',
    'amount',
  );
}

export function newRefund(
  store: Store,
  charge: StripeObject,
  fields: Partial<StripeObject> & { amount: number },
) {
  const refund = {
    id: store.nextId('refund'),
    object: 'refund',
    balance_transaction: null,
    charge: charge.id,
    created: store.seconds(),
    currency: charge.currency,
    destination_details: {
      card: { reference: '4242000000000000', reference_status: 'available', type: 'refund' },
      type: 'card',
    },
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
    ...fields,
  } as StripeObject;
  refund.balance_transaction = recordMovement(store, 'refund', refund).id;
  charge.amount_refunded = (charge.amount_refunded as number) + fields.amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  return store.put('refund', refund);
}

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    params: {
      charge: 'string',
      payment_intent: 'string',
      amount: 'integer',
      reason: 'string',
      metadata: 'object',
      refund_application_fee: 'boolean',
      reverse_transfer: 'boolean',
      instructions_email: 'string',
      currency: 'string',
      customer: 'string',
      origin: 'string',
    },
    run({ store, params }) {
      const reason = params.text('reason');
      if (reason !== undefined && !REASONS.includes(reason)) {
        throw invalid(`Invalid reason: must be one of ${REASONS.join(', ')}`, 'parameter_invalid', 'reason');
      }
      const charge = chargeToRefund(store, params);
      const amount = refundableAmount(charge, params);
      return newRefund(store, charge, { amount, reason: reason ?? null, metadata: mergeMetadata(params) });
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    params: { ...LIST_PARAMS, charge: 'string', payment_intent: 'string' },
    run: ({ store, params }) =>
      listOf('/v1/refunds', matching(store.all('refund'), params, ['charge', 'payment_intent']), params),
  },
  {
    method: 'GET',
    path: '/v1/refunds/:refund',
    params: {},
    run: ({ store, path }) => store.get('refund', path.refund ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/refunds/:refund',
    params: { metadata: 'object' },
    run({ store, path, params }) {
      const refund = store.get('refund', path.refund ?? '');
      refund.metadata = mergeMetadata(params, refund.metadata as Record<string, string>);
      return refund;
    },
  },
];
