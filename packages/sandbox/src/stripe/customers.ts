import { missing } from './errors.ts';
import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import type { ParamSpec, Params } from './params.ts';
import type { Route } from './route.ts';
import type { Json, Store, StripeObject } from './store.ts';

const WRITABLE = {
  name: 'string',
  email: 'string',
  phone: 'string',
  description: 'string',
  metadata: 'object',
  address: 'object',
  shipping: 'object',
  source: 'string',
  payment_method: 'string',
  balance: 'integer',
  invoice_prefix: 'string',
  invoice_settings: 'object',
  preferred_locales: 'list',
  tax_exempt: 'string',
  default_source: 'string',
} as const satisfies ParamSpec;

export function newCustomer(store: Store, fields: Partial<StripeObject> = {}): StripeObject {
  return store.put('customer', {
    id: store.nextId('customer'),
    object: 'customer',
    address: null,
    balance: 0,
    created: store.seconds(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...fields,
  } as StripeObject);
}

function apply(customer: StripeObject, params: Params): StripeObject {
  for (const name of [
    'name',
    'email',
    'phone',
    'description',
    'invoice_prefix',
    'tax_exempt',
    'default_source',
  ]) {
    if (params.names().includes(name)) customer[name] = params.text(name) ?? null;
  }
  for (const name of ['address', 'shipping']) {
    const record = params.record(name);
    if (record) customer[name] = record as Json;
  }
  const balance = params.integer('balance');
  if (balance !== undefined) customer.balance = balance;
  const locales = params.texts('preferred_locales');
  if (locales.length > 0) customer.preferred_locales = locales;
  customer.metadata = mergeMetadata(params, customer.metadata as Record<string, string>);
  return customer;
}

/** A deleted customer can be read (`deleted: true`) but no longer changed. */
function living(store: Store, id: string): StripeObject {
  const customer = store.get('customer', id);
  if (customer.deleted === true) throw missing('customer', id);
  return customer;
}

export const customerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/customers',
    params: { ...LIST_PARAMS, email: 'string', test_clock: 'string' },
    run({ store, params }) {
      const alive = store.all('customer').filter((row) => row.deleted !== true);
      return listOf('/v1/customers', matching(alive, params, ['email']), params);
    },
  },
  {
    method: 'POST',
    path: '/v1/customers',
    params: WRITABLE,
    run: ({ store, params }) => apply(newCustomer(store), params),
  },
  {
    method: 'GET',
    path: '/v1/customers/search',
    params: { query: 'string!', limit: 'integer', page: 'string' },
    run({ store, params }) {
      const rows = store.all('customer').filter((row) => found(row, params.text('query') ?? ''));
      const data = rows.slice(0, params.integer('limit') ?? 10);
      return { object: 'search_result', data, has_more: false, next_page: null, url: '/v1/customers/search' };
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer',
    params: {},
    run: ({ store, path }) => store.get('customer', path.customer ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/customers/:customer',
    params: WRITABLE,
    run: ({ store, path, params }) => apply(living(store, path.customer ?? ''), params),
  },
  {
    method: 'DELETE',
    path: '/v1/customers/:customer',
    params: {},
    run({ store, path }) {
      const { id, created } = living(store, path.customer ?? '');
      store.put('customer', { id, object: 'customer', created, deleted: true });
      return { id, object: 'customer', deleted: true };
    },
  },
];

/** Understands `field:'value'` (equal) and `field~'value'` (contains), joined by AND. */
function found(row: StripeObject, query: string): boolean {
  const clauses = [...query.matchAll(/(\w+)([:~])["']([^"']*)["']/g)];
  return clauses.every(([, field = '', operator, value = '']) => {
    const text = String(row[field] ?? '').toLowerCase();
    return operator === ':' ? text === value.toLowerCase() : text.includes(value.toLowerCase());
  });
}
