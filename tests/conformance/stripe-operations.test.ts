import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { HttpWire, JsonObject } from '@agentport/engine';
import {
  SANDBOX_STRIPE_KEY,
  SEEDED,
  type StripeService,
  startStripe,
  stripeRoutes,
} from '@agentport/sandbox';
import { request } from 'undici';
import {
  bind,
  type Catalog,
  checkArguments,
  createCatalog,
  parseManifest,
} from '../../packages/gateway/src/catalog/index.ts';

const MANIFEST = join(import.meta.dirname, '../../integrations/stripe/integration.yaml');

type Ids = Readonly<
  Record<'refund' | 'subscription' | 'product' | 'price' | 'dispute' | 'payout' | 'intent', string>
>;

/** One sensible call for every operation. A list without filters needs no row. */
function sensibleArguments(ids: Ids): Readonly<Record<string, JsonObject>> {
  const customer = SEEDED.samuel;
  return {
    search_customers: { query: "email:'marta.lindqvist@example.com'" },
    get_customer: { customer },
    create_customer: { name: 'Nora Berg', email: 'nora@example.com', metadata: { plan: 'team' } },
    update_customer: { customer, phone: '+46 8 000 00 00', address: { city: 'Lund', country: 'SE' } },
    delete_customer: { customer },
    get_charge: { charge: SEEDED.charge, expand: ['customer'] },
    create_charge: { amount: 1500, currency: 'eur', customer, description: 'Extra seat' },
    get_refund: { refund: ids.refund },
    create_refund: { charge: SEEDED.charge, amount: 500, reason: 'duplicate', customer_id: SEEDED.marta },
    get_payment_intent: { payment_intent: SEEDED.paymentIntent },
    create_payment_intent: { amount: 2500, currency: 'eur', customer },
    cancel_payment_intent: { payment_intent: ids.intent },
    get_invoice: { invoice: SEEDED.openInvoice },
    create_invoice: { customer, description: 'November' },
    create_invoice_item: { customer, amount: 900, currency: 'eur', invoice: SEEDED.draftInvoice },
    finalize_invoice: { invoice: SEEDED.draftInvoice },
    send_invoice: { invoice: SEEDED.openInvoice },
    pay_invoice: { invoice: SEEDED.openInvoice },
    void_invoice: { invoice: SEEDED.openInvoice },
    get_subscription: { subscription: ids.subscription },
    update_subscription: { subscription: ids.subscription, cancel_at_period_end: true },
    cancel_subscription: { subscription: ids.subscription, cancellation_details: { feedback: 'unused' } },
    get_product: { product: ids.product },
    create_product: { name: 'Storage' },
    get_price: { price: ids.price },
    create_price: {
      product: ids.product,
      currency: 'eur',
      unit_amount: 900,
      recurring: { interval: 'month' },
    },
    get_dispute: { dispute: ids.dispute },
    get_payout: { payout: ids.payout },
    create_payout: { amount: 1000, currency: 'eur' },
  };
}

describe('the Stripe integration against the sandbox', () => {
  let stripe: StripeService;
  let catalog: Catalog;
  before(async () => {
    stripe = await startStripe({ key: SANDBOX_STRIPE_KEY });
    const parsed = parseManifest(readFileSync(MANIFEST, 'utf8'), MANIFEST);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    catalog = createCatalog([parsed.definition]);
  });
  beforeEach(() => stripe.reset());
  after(() => stripe.close());

  async function send(wire: HttpWire, body: Uint8Array) {
    const query = new URLSearchParams(
      wire.query.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    const reply = await request(`${wire.origin}${wire.path}${query ? `?${query}` : ''}`, {
      method: wire.method,
      headers: { ...Object.fromEntries(wire.headers), authorization: `Bearer ${SANDBOX_STRIPE_KEY}` },
      ...(body.length > 0 ? { body } : {}),
    });
    return { status: reply.statusCode, text: await reply.body.text() };
  }

  async function call(name: string, args: JsonObject) {
    const definition = catalog.integration('stripe');
    const operation = catalog.operation('stripe', name);
    assert.ok(definition && operation, name);
    const checked = checkArguments(operation, args);
    assert.ok(checked.ok, `${name}: ${JSON.stringify(checked)}`);
    const { wire, body } = bind(definition, operation, { base_url: stripe.url }, checked.args);
    assert.equal(wire.kind, 'http');
    return send(wire as HttpWire, body);
  }

  async function firstId(
    list: string,
    wanted: (row: { id: string; status?: string }) => boolean = () => true,
  ) {
    const { data } = JSON.parse((await call(list, {})).text) as { data: { id: string; status?: string }[] };
    const id = data.find(wanted)?.id;
    assert.ok(id, `${list} is empty`);
    return id;
  }

  async function seededIds(): Promise<Ids> {
    return {
      refund: await firstId('list_refunds'),
      subscription: await firstId('list_subscriptions'),
      product: await firstId('list_products'),
      price: await firstId('list_prices'),
      dispute: await firstId('list_disputes'),
      payout: await firstId('list_payouts'),
      intent: await firstId('list_payment_intents', (row) => row.status === 'requires_payment_method'),
    };
  }

  test('every operation gets a 2xx for a sensible call', async () => {
    const names = Object.keys(catalog.integration('stripe')?.operations ?? {});
    assert.ok(names.length >= 25);
    for (const name of names) {
      stripe.reset();
      const { status, text } = await call(name, sensibleArguments(await seededIds())[name] ?? {});
      assert.equal(status, 200, `${name}: ${text}`);
    }
  });

  test('every parameter an operation may send is known to the sandbox', () => {
    for (const [name, operation] of Object.entries(catalog.integration('stripe')?.operations ?? {})) {
      assert.equal(operation.binding.kind, 'http');
      const { method, path } = operation.binding as { method: string; path: string };
      const shape = path.replace(/\{\w+\}/g, '*');
      const route = stripeRoutes.find(
        (one) => one.method === method && one.path.replace(/:\w+/g, '*') === shape,
      );
      assert.ok(route, `${name}: ${method} ${path}`);
      const checks = operation.checks.map((check) => check.argument);
      for (const parameter of Object.keys((operation.params.properties ?? {}) as JsonObject)) {
        if (parameter === 'expand' || checks.includes(parameter) || path.includes(`{${parameter}}`)) continue;
        assert.ok(Object.hasOwn(route.params, parameter), `${name}: the sandbox does not know ${parameter}`);
      }
    }
  });
});
