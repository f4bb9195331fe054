import { invalid, StripeError } from './errors.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { amountOf, currencyOf } from './money.ts';
import type { Route } from './route.ts';
import type { Json, Store, StripeObject } from './store.ts';

export function newInvoice(store: Store, fields: Partial<StripeObject>): StripeObject {
  const id = fields.id ?? store.nextId('invoice');
  return store.put('invoice', {
    id,
    object: 'invoice',
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    billing_reason: 'manual',
    collection_method: 'charge_automatically',
    created: store.seconds(),
    currency: 'eur',
    customer: null,
    description: null,
    due_date: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    number: null,
    paid: false,
    period_end: store.seconds(),
    period_start: store.seconds(),
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    total: 0,
    ...fields,
  } as StripeObject);
}

function addLine(invoice: StripeObject, item: StripeObject): void {
  const lines = invoice.lines as { data: Json[] };
  lines.data.push({
    id: `il_${item.id.slice(3)}`,
    object: 'line_item',
    amount: item.amount ?? 0,
    description: item.description ?? null,
  });
  const total = (invoice.total as number) + (item.amount as number);
  Object.assign(invoice, { total, subtotal: total, amount_due: total, amount_remaining: total });
}

function requireStatus(invoice: StripeObject, allowed: readonly string[], verb: string): void {
  if (allowed.includes(invoice.status as string)) return;
  throw new StripeError(
    400,
    'invalid_request_error',
    `This invoice has the status ${invoice.status}, so it cannot be ${verb}. It must be ${allowed.join(' or ')}.`,
    { code: 'invoice_not_editable' },
  );
}

function moveTo(store: Store, invoice: StripeObject, status: string, stamp: string): StripeObject {
  const transitions = { ...(invoice.status_transitions as Record<string, Json>), [stamp]: store.seconds() };
  return Object.assign(invoice, { status, status_transitions: transitions });
}

const WRITABLE = {
  description: 'string',
  metadata: 'object',
  collection_method: 'string',
  days_until_due: 'integer',
  due_date: 'integer',
  auto_advance: 'boolean',
  footer: 'string',
  custom_fields: 'list',
  default_payment_method: 'string',
  statement_descriptor: 'string',
} as const;

export const invoiceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/invoices',
    params: {
      ...LIST_PARAMS,
      customer: 'string',
      status: 'string',
      subscription: 'string',
      collection_method: 'string',
      due_date: 'range',
    },
    run: ({ store, params }) =>
      listOf(
        '/v1/invoices',
        matching(store.all('invoice'), params, ['customer', 'status', 'subscription', 'collection_method']),
        params,
      ),
  },
  {
    method: 'POST',
    path: '/v1/invoices',
    params: {
      ...WRITABLE,
      customer: 'string!',
      currency: 'string',
      subscription: 'string',
      pending_invoice_items_behavior: 'string',
    },
    run({ store, params }) {
      const customer = store.get('customer', params.text('customer') ?? '', 'customer');
      const collection = params.text('collection_method') ?? 'charge_automatically';
      const days = params.integer('days_until_due');
      if (collection === 'send_invoice' && days === undefined && !params.integer('due_date')) {
        throw invalid(
          'If you use send_invoice, give days_until_due or due_date.',
          'parameter_missing',
          'days_until_due',
        );
      }
      const invoice = newInvoice(store, {
        customer: customer.id,
        currency: currencyOf(params, 'eur'),
        description: params.text('description') ?? null,
        collection_method: collection,
        auto_advance: params.flag('auto_advance') ?? false,
        metadata: mergeMetadata(params),
        due_date: days === undefined ? (params.integer('due_date') ?? null) : store.seconds() + days * 86_400,
      });
      if (params.text('pending_invoice_items_behavior') === 'include') attachPending(store, invoice);
      return invoice;
    },
  },
  {
    method: 'GET',
    path: '/v1/invoices/:invoice',
    params: {},
    run: ({ store, path }) => store.get('invoice', path.invoice ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/invoices/:invoice',
    params: WRITABLE,
    run({ store, path, params }) {
      const invoice = store.get('invoice', path.invoice ?? '');
      requireStatus(invoice, ['draft', 'open'], 'updated');
      if (params.names().includes('description')) invoice.description = params.text('description') ?? null;
      invoice.metadata = mergeMetadata(params, invoice.metadata as Record<string, string>);
      return invoice;
    },
  },
  step('finalize', { auto_advance: 'boolean' }, ['draft'], 'open', 'finalized_at', (invoice, store) => {
    invoice.number = `SANDBOX-${String(store.all('invoice').length).padStart(4, '0')}`;
    invoice.hosted_invoice_url = `https://invoice.stripe.com/i/sandbox/${invoice.id}`;
  }),
  step('void', {}, ['open', 'uncollectible'], 'void', 'voided_at', (invoice) => {
    invoice.amount_remaining = 0;
  }),
  step(
    'pay',
    { payment_method: 'string', paid_out_of_band: 'boolean' },
    ['open'],
    'paid',
    'paid_at',
    (invoice) => {
      Object.assign(invoice, { paid: true, amount_paid: invoice.total ?? 0, amount_remaining: 0 });
    },
  ),
  step('send', {}, ['draft', 'open'], 'open', 'finalized_at', () => {}),
  step('mark_uncollectible', {}, ['open'], 'uncollectible', 'marked_uncollectible_at', () => {}),
  {
    method: 'POST',
    path: '/v1/invoiceitems',
    params: {
      customer: 'string!',
      amount: 'integer',
      currency: 'string',
      description: 'string',
      invoice: 'string',
      metadata: 'object',
      quantity: 'integer',
    },
    run({ store, params }) {
      const customer = store.get('customer', params.text('customer') ?? '', 'customer');
      const into = params.text('invoice');
      const invoice = into ? store.get('invoice', into, 'invoice') : null;
      if (invoice) requireStatus(invoice, ['draft'], 'changed');
      const item = store.put('invoiceitem', {
        id: store.nextId('invoiceitem'),
        object: 'invoiceitem',
        amount: amountOf(params),
        created: store.seconds(),
        currency: currencyOf(params, 'eur'),
        customer: customer.id,
        description: params.text('description') ?? null,
        invoice: invoice?.id ?? null,
        livemode: false,
        metadata: mergeMetadata(params),
      });
      if (invoice) addLine(invoice, item);
      return item;
    },
  },
  {
    method: 'DELETE',
    path: '/v1/invoices/:invoice',
    params: {},
    run({ store, path }) {
      const invoice = store.get('invoice', path.invoice ?? '');
      requireStatus(invoice, ['draft'], 'deleted');
      store.remove('invoice', invoice.id);
      return { id: invoice.id, object: 'invoice', deleted: true };
    },
  },
];

function attachPending(store: Store, invoice: StripeObject): void {
  for (const item of store.all('invoiceitem')) {
    if (item.customer !== invoice.customer || item.invoice !== null) continue;
    item.invoice = invoice.id;
    addLine(invoice, item);
  }
}

/** `POST /v1/invoices/{id}/{verb}`: one move of the invoice's states. */
function step(
  verb: string,
  params: Route['params'],
  from: readonly string[],
  to: string,
  stamp: string,
  change: (invoice: StripeObject, store: Store) => void,
): Route {
  return {
    method: 'POST',
    path: `/v1/invoices/:invoice/${verb}`,
    params,
    run({ store, path }) {
      const invoice = store.get('invoice', path.invoice ?? '');
      requireStatus(invoice, from, `moved by ${verb}`);
      change(invoice, store);
      return moveTo(store, invoice, to, stamp);
    },
  };
}
