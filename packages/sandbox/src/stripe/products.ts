import { LIST_PARAMS, listOf, matching } from './list.ts';
import { mergeMetadata } from './metadata.ts';
import { currencyOf } from './money.ts';
import type { Route } from './route.ts';
import type { Store, StripeObject } from './store.ts';

export function newProduct(store: Store, fields: Partial<StripeObject>): StripeObject {
  const created = fields.created ?? store.seconds();
  return store.put('product', {
    id: store.nextId('product'),
    object: 'product',
    active: true,
    created,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: '',
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
    ...fields,
  } as StripeObject);
}

export function newPrice(store: Store, fields: Partial<StripeObject> & { product: string }): StripeObject {
  return store.put('price', {
    id: store.nextId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: store.seconds(),
    currency: 'eur',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: 0,
    unit_amount_decimal: String(fields.unit_amount ?? 0),
    ...fields,
  } as StripeObject);
}

const PRODUCT_WRITABLE = {
  active: 'boolean',
  description: 'string',
  metadata: 'object',
  images: 'list',
  url: 'string',
  unit_label: 'string',
  shippable: 'boolean',
  statement_descriptor: 'string',
  tax_code: 'string',
} as const;

export const productRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/products',
    params: {
      ...LIST_PARAMS,
      active: 'boolean',
      ids: 'list',
      shippable: 'boolean',
      url: 'string',
      type: 'string',
    },
    run({ store, params }) {
      const ids = params.texts('ids');
      const rows = store.all('product').filter((row) => ids.length === 0 || ids.includes(row.id));
      return listOf('/v1/products', matching(rows, params, ['active', 'shippable', 'url', 'type']), params);
    },
  },
  {
    method: 'POST',
    path: '/v1/products',
    params: { ...PRODUCT_WRITABLE, name: 'string!', default_price_data: 'object' },
    run: ({ store, params }) =>
      newProduct(store, {
        name: params.text('name') ?? '',
        description: params.text('description') ?? null,
        active: params.flag('active') ?? true,
        metadata: mergeMetadata(params),
      }),
  },
  {
    method: 'GET',
    path: '/v1/products/:product',
    params: {},
    run: ({ store, path }) => store.get('product', path.product ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/products/:product',
    params: { ...PRODUCT_WRITABLE, name: 'string', default_price: 'string' },
    run({ store, path, params }) {
      const product = store.get('product', path.product ?? '');
      for (const name of ['name', 'description', 'url'] as const) {
        if (params.names().includes(name)) product[name] = params.text(name) ?? null;
      }
      product.active = params.flag('active') ?? product.active ?? true;
      product.metadata = mergeMetadata(params, product.metadata as Record<string, string>);
      return Object.assign(product, { updated: store.seconds() });
    },
  },
  {
    method: 'GET',
    path: '/v1/prices',
    params: {
      ...LIST_PARAMS,
      active: 'boolean',
      currency: 'string',
      product: 'string',
      type: 'string',
      lookup_keys: 'list',
      recurring: 'object',
    },
    run: ({ store, params }) =>
      listOf(
        '/v1/prices',
        matching(store.all('price'), params, ['active', 'currency', 'product', 'type']),
        params,
      ),
  },
  {
    method: 'POST',
    path: '/v1/prices',
    params: {
      currency: 'string!',
      unit_amount: 'integer!',
      product: 'string!',
      recurring: 'object',
      nickname: 'string',
      active: 'boolean',
      metadata: 'object',
      lookup_key: 'string',
      tax_behavior: 'string',
    },
    run({ store, params }) {
      const product = store.get('product', params.text('product') ?? '', 'product');
      const recurring = params.record('recurring');
      const interval = { interval: 'month', interval_count: 1, usage_type: 'licensed', ...recurring };
      return newPrice(store, {
        product: product.id,
        currency: currencyOf(params),
        unit_amount: params.integer('unit_amount') ?? 0,
        nickname: params.text('nickname') ?? null,
        active: params.flag('active') ?? true,
        metadata: mergeMetadata(params),
        ...(recurring ? { recurring: interval, type: 'recurring' } : {}),
      });
    },
  },
  {
    method: 'GET',
    path: '/v1/prices/:price',
    params: {},
    run: ({ store, path }) => store.get('price', path.price ?? ''),
  },
];
