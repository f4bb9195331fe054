import { StripeError } from './errors.ts';
import { recordMovement } from './ledger.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { amountOf, currencyOf } from './money.ts';
import type { Params } from './params.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

const CARD = {
  brand: 'visa',
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'SE',
  exp_month: 8,
  exp_year: 2029,
  fingerprint: 'Xt5EWLLDS7FJjR1c',
  funding: 'credit',
  last4: '4242',
  network: 'visa',
  three_d_secure: null,
  wallet: null,
};

export function newCharge(store: Store, fields: Partial<StripeObject> & { amount: number }): StripeObject {
  const id = fields.id ?? store.nextId('charge');
  const charge = {
    id,
    object: 'charge',
    amount_captured: fields.amount,
    amount_refunded: 0,
    application_fee: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null },
    calculated_statement_descriptor: 'AGENTPORT SANDBOX',
    captured: true,
    created: store.seconds(),
    currency: 'eur',
    customer: null,
    description: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    invoice: null,
    livemode: false,
    metadata: {},
    outcome: {
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: null,
    payment_method: 'pm_card_visa',
    payment_method_details: { card: { ...CARD }, type: 'card' },
    receipt_email: null,
    receipt_url: null,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/charges/${id}/refunds` },
    shipping: null,
    source: null,
    statement_descriptor: null,
    status: 'succeeded',
    transfer_data: null,
    ...fields,
  } as StripeObject;
  charge.balance_transaction = recordMovement(store, 'charge', charge).id;
  return store.put('charge', charge);
}

/** Stripe's own test tokens: these are declined, all others succeed. */
function refuseDeclined(params: Params): void {
  if (!/declined/i.test(params.text('source') ?? params.text('payment_method') ?? '')) return;
  throw new StripeError(402, 'card_error', 'Your card was declined.', {
    code: 'card_declined',
    decline_code: 'generic_decline',
  });
}

export const chargeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/charges',
    params: { ...LIST_PARAMS, customer: 'string', payment_intent: 'string', transfer_group: 'string' },
    run: ({ store, params }) =>
      listOf('/v1/charges', matching(store.all('charge'), params, ['customer', 'payment_intent']), params),
  },
  {
    method: 'POST',
    path: '/v1/charges',
    params: {
      amount: 'integer!',
      currency: 'string!',
      customer: 'string',
      source: 'string',
      description: 'string',
      metadata: 'object',
      receipt_email: 'string',
      statement_descriptor: 'string',
      statement_descriptor_suffix: 'string',
      capture: 'boolean',
      shipping: 'object',
    },
    run({ store, params }) {
      const amount = amountOf(params);
      const currency = currencyOf(params);
      const customer = params.text('customer');
      if (customer) store.get('customer', customer, 'customer');
      if (!customer && !params.text('source')) {
        throw new StripeError(400, 'invalid_request_error', 'Must provide source or customer.', {
          code: 'parameter_missing',
        });
      }
      refuseDeclined(params);
      const captured = params.flag('capture') ?? true;
      return newCharge(store, {
        amount,
        currency,
        customer: customer ?? null,
        description: params.text('description') ?? null,
        receipt_email: params.text('receipt_email') ?? null,
        metadata: mergeMetadata(params),
        captured,
        amount_captured: captured ? amount : 0,
      });
    },
  },
  {
    method: 'GET',
    path: '/v1/charges/:charge',
    params: {},
    run: ({ store, path }) => store.get('charge', path.charge ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/charges/:charge',
    params: { description: 'string', metadata: 'object', receipt_email: 'string', customer: 'string' },
    run({ store, path, params }) {
      const charge = store.get('charge', path.charge ?? '');
      for (const name of ['description', 'receipt_email'] as const) {
        if (params.names().includes(name)) charge[name] = params.text(name) ?? null;
      }
      charge.metadata = mergeMetadata(params, charge.metadata as Record<string, string>);
      return charge;
    },
  },
  {
    method: 'POST',
    path: '/v1/charges/:charge/capture',
    params: { amount: 'integer', receipt_email: 'string', statement_descriptor: 'string' },
    run({ store, path, params }) {
      const charge = store.get('charge', path.charge ?? '');
      if (charge.captured === true) {
        throw new StripeError(
          400,
          'invalid_request_error',
          `Charge ${charge.id} has already been captured.`,
          {
            code: 'charge_already_captured',
          },
        );
      }
      charge.captured = true;
      charge.amount_captured = amountOf(params, charge.amount as number);
      return charge;
    },
  },
];
