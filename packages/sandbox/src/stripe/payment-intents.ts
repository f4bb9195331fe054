import { newCharge } from './charges.ts';
import { StripeError } from './errors.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { amountOf, currencyOf } from './money.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

export function newPaymentIntent(
  store: Store,
  fields: Partial<StripeObject> & { amount: number },
): StripeObject {
  const id = fields.id ?? store.nextId('payment_intent');
  return store.put('payment_intent', {
    id,
    object: 'payment_intent',
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_SandboxOnlyNotReal`,
    confirmation_method: 'automatic',
    created: store.seconds(),
    currency: 'eur',
    customer: null,
    description: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: {},
    next_action: null,
    payment_method: null,
    payment_method_types: ['card'],
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    status: 'requires_payment_method',
    ...fields,
  } as StripeObject);
}

/** Confirming succeeds at once: no bank asks questions here. */
export function confirm(store: Store, intent: StripeObject): StripeObject {
  const amount = intent.amount as number;
  const charge = newCharge(store, {
    amount,
    currency: intent.currency as string,
    customer: intent.customer as string | null,
    payment_intent: intent.id,
    description: intent.description as string | null,
    created: intent.created,
  });
  return Object.assign(intent, { status: 'succeeded', latest_charge: charge.id, amount_received: amount });
}

function wrongState(intent: StripeObject, verb: string): StripeError {
  const message = `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`;
  return new StripeError(400, 'invalid_request_error', message, { code: 'payment_intent_unexpected_state' });
}

const WRITABLE = {
  customer: 'string',
  description: 'string',
  metadata: 'object',
  payment_method: 'string',
  receipt_email: 'string',
  payment_method_types: 'list',
  setup_future_usage: 'string',
  statement_descriptor: 'string',
  statement_descriptor_suffix: 'string',
  shipping: 'object',
} as const;

export const paymentIntentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/payment_intents',
    params: { ...LIST_PARAMS, customer: 'string' },
    run: ({ store, params }) =>
      listOf('/v1/payment_intents', matching(store.all('payment_intent'), params, ['customer']), params),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents',
    params: {
      ...WRITABLE,
      amount: 'integer!',
      currency: 'string!',
      confirm: 'boolean',
      off_session: 'boolean',
      capture_method: 'string',
      confirmation_method: 'string',
      automatic_payment_methods: 'object',
      return_url: 'string',
    },
    run({ store, params }) {
      const customer = params.text('customer') ?? null;
      if (customer) store.get('customer', customer, 'customer');
      const method = params.text('payment_method') ?? null;
      const intent = newPaymentIntent(store, {
        amount: amountOf(params),
        currency: currencyOf(params),
        customer,
        description: params.text('description') ?? null,
        metadata: mergeMetadata(params),
        payment_method: method,
        receipt_email: params.text('receipt_email') ?? null,
        status: method ? 'requires_confirmation' : 'requires_payment_method',
      });
      return params.flag('confirm') && method ? confirm(store, intent) : intent;
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:intent',
    params: { client_secret: 'string' },
    run: ({ store, path }) => store.get('payment_intent', path.intent ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:intent',
    params: { ...WRITABLE, amount: 'integer', currency: 'string' },
    run({ store, path, params }) {
      const intent = store.get('payment_intent', path.intent ?? '');
      if (intent.status === 'succeeded' && params.integer('amount'))
        throw wrongState(intent, 'change the amount of');
      for (const name of ['customer', 'description', 'payment_method', 'receipt_email'] as const) {
        if (params.names().includes(name)) intent[name] = params.text(name) ?? null;
      }
      intent.amount = amountOf(params, intent.amount as number);
      intent.metadata = mergeMetadata(params, intent.metadata as Record<string, string>);
      return intent;
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:intent/confirm',
    params: {
      payment_method: 'string',
      off_session: 'boolean',
      return_url: 'string',
      receipt_email: 'string',
    },
    run({ store, path, params }) {
      const intent = store.get('payment_intent', path.intent ?? '');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongState(intent, 'confirm');
      intent.payment_method = params.text('payment_method') ?? intent.payment_method ?? null;
      if (intent.payment_method === null) throw wrongState(intent, 'confirm');
      return confirm(store, intent);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:intent/cancel',
    params: { cancellation_reason: 'string' },
    run({ store, path, params }) {
      const intent = store.get('payment_intent', path.intent ?? '');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongState(intent, 'cancel');
      return Object.assign(intent, {
        status: 'canceled',
        canceled_at: store.seconds(),
        cancellation_reason: params.text('cancellation_reason') ?? null,
      });
    },
  },
];
