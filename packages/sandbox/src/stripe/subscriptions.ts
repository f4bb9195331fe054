import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

const MONTH_S = 30 * 86_400;

export function newSubscription(
  store: Store,
  customer: string,
  price: StripeObject,
  created: number,
): StripeObject {
  const id = store.nextId('subscription');
  const item = { id: `si_${id.slice(4)}`, object: 'subscription_item', price, quantity: 1, subscription: id };
  return store.put('subscription', {
    id,
    object: 'subscription',
    billing_cycle_anchor: created,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created,
    currency: price.currency ?? 'eur',
    current_period_end: created + MONTH_S,
    current_period_start: created,
    customer,
    default_payment_method: null,
    ended_at: null,
    items: {
      object: 'list',
      data: [item],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    metadata: {},
    start_date: created,
    status: 'active',
    trial_end: null,
    trial_start: null,
  });
}

export const subscriptionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/subscriptions',
    params: {
      ...LIST_PARAMS,
      customer: 'string',
      status: 'string',
      price: 'string',
      collection_method: 'string',
    },
    run({ store, params }) {
      const status = params.text('status');
      // Without a status Stripe leaves out the cancelled ones; `all` shows everything.
      const rows = store.all('subscription').filter((row) => {
        if (status === undefined) return row.status !== 'canceled';
        return status === 'all' || row.status === status;
      });
      return listOf('/v1/subscriptions', matching(rows, params, ['customer', 'collection_method']), params);
    },
  },
  {
    method: 'GET',
    path: '/v1/subscriptions/:subscription',
    params: {},
    run: ({ store, path }) => store.get('subscription', path.subscription ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/subscriptions/:subscription',
    params: {
      cancel_at_period_end: 'boolean',
      metadata: 'object',
      description: 'string',
      default_payment_method: 'string',
      proration_behavior: 'string',
      items: 'list',
    },
    run({ store, path, params }) {
      const subscription = store.get('subscription', path.subscription ?? '');
      const atEnd = params.flag('cancel_at_period_end') ?? subscription.cancel_at_period_end === true;
      return Object.assign(subscription, {
        cancel_at_period_end: atEnd,
        cancel_at: atEnd ? (subscription.current_period_end ?? null) : null,
        metadata: mergeMetadata(params, subscription.metadata as Record<string, string>),
      });
    },
  },
  {
    method: 'DELETE',
    path: '/v1/subscriptions/:subscription',
    params: { invoice_now: 'boolean', prorate: 'boolean', cancellation_details: 'object' },
    run({ store, path }) {
      const subscription = store.get('subscription', path.subscription ?? '');
      const now = store.seconds();
      const details = { comment: null, feedback: null, reason: 'cancellation_requested' };
      return Object.assign(subscription, {
        status: 'canceled',
        canceled_at: now,
        ended_at: now,
        cancellation_details: details,
      });
    },
  },
];
