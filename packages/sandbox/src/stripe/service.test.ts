import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { stripeClient, TEST_KEY } from './client.fixture.ts';
import { SEEDED } from './seed.ts';
import { type StripeService, startStripe } from './service.ts';

describe('the Stripe sandbox', () => {
  let stripe: StripeService;
  let call: ReturnType<typeof stripeClient>;
  before(async () => {
    stripe = await startStripe({ key: TEST_KEY, now: () => Date.UTC(2026, 10, 21) });
    call = stripeClient(stripe.url);
  });
  beforeEach(() => stripe.reset());
  after(() => stripe.close());

  test('lists at least five customers and eight charges, newest first, in the list envelope', async () => {
    const customers = await call('GET', '/v1/customers');
    assert.equal(customers.status, 200);
    assert.equal(customers.body.object, 'list');
    assert.equal(customers.body.url, '/v1/customers');
    assert.ok(customers.body.data.length >= 5);
    assert.ok(customers.body.data.some((row: { name: string }) => row.name === 'Marta Lindqvist'));
    const charges = await call('GET', '/v1/charges?limit=100');
    assert.ok(charges.body.data.length >= 8);
    const created = charges.body.data.map((row: { created: number }) => row.created);
    assert.deepEqual(
      created,
      created.toSorted((a: number, b: number) => b - a),
    );
  });

  test('pages reach every row exactly once', async () => {
    const all = (await call('GET', '/v1/charges?limit=100')).body.data.map((row: { id: string }) => row.id);
    const seen: string[] = [];
    for (let more = true, page = 0; more && page < 20; page += 1) {
      const cursor = seen.length > 0 ? `&starting_after=${seen.at(-1)}` : '';
      const { body } = await call('GET', `/v1/charges?limit=3${cursor}`);
      seen.push(...body.data.map((row: { id: string }) => row.id));
      more = body.has_more;
    }
    assert.deepEqual(seen, all);
  });

  test('a wrong or missing key is refused in the shape of a Stripe error and never printed whole', async () => {
    const wrong = await call('GET', '/v1/customers', undefined, {
      authorization: 'Bearer sk_test_someOtherKey123456',
    });
    assert.equal(wrong.status, 401);
    assert.equal(wrong.body.error.type, 'invalid_request_error');
    assert.ok(!wrong.body.error.message.includes('someOtherKey'));
    const none = await call('GET', '/v1/customers', undefined, { authorization: '' });
    assert.equal(none.status, 401);
    assert.equal(none.headers.get('www-authenticate'), 'Basic realm="Stripe"');
  });

  test('the key is also taken as the user name of HTTP basic', async () => {
    const basic = Buffer.from(`${TEST_KEY}:`).toString('base64');
    assert.equal(
      (await call('GET', '/v1/balance', undefined, { authorization: `Basic ${basic}` })).status,
      200,
    );
  });

  test('a refund lowers what is left, and the next one that asks for more is refused', async () => {
    const first = await call('POST', '/v1/refunds', {
      charge: SEEDED.charge,
      amount: '5000',
      'metadata[case]': 'T-1',
    });
    assert.equal(first.status, 200);
    assert.match(first.body.id, /^re_/);
    assert.deepEqual(
      [first.body.amount, first.body.metadata.case, first.body.status],
      [5000, 'T-1', 'succeeded'],
    );
    const charge = await call('GET', `/v1/charges/${SEEDED.charge}`);
    assert.deepEqual([charge.body.amount_refunded, charge.body.refunded], [5000, false]);
    const tooMuch = await call('POST', '/v1/refunds', { charge: SEEDED.charge, amount: '7901' });
    assert.equal(tooMuch.status, 400);
    assert.match(tooMuch.body.error.message, /€79\.01.*greater than unrefunded amount.*€79\.00/);
  });

  test('a refund of a payment intent refunds its charge whole when no amount is given', async () => {
    const refund = await call('POST', '/v1/refunds', { payment_intent: SEEDED.paymentIntent });
    assert.deepEqual([refund.body.charge, refund.body.amount], [SEEDED.charge, 12_900]);
    const again = await call('POST', '/v1/refunds', { charge: SEEDED.charge });
    assert.equal(again.status, 400);
    assert.equal(again.body.error.code, 'charge_already_refunded');
  });

  test('unknown, missing and ill-typed parameters are named in the error', async () => {
    const cases = [
      [{ charge: SEEDED.charge, ammount: '1' }, 'parameter_unknown', 'ammount'],
      [{}, 'parameter_missing', undefined],
      [{ charge: SEEDED.charge, amount: '1.5' }, 'parameter_invalid_integer', 'amount'],
      [{ charge: SEEDED.charge, amount: '0' }, 'parameter_invalid_integer', 'amount'],
      [{ charge: 'ch_nothing' }, 'resource_missing', 'charge'],
    ] as const;
    for (const [form, code, param] of cases) {
      const { status, body } = await call('POST', '/v1/refunds', { ...form });
      assert.equal(status, 400, code);
      assert.deepEqual([body.error.code, body.error.param], [code, param]);
    }
    assert.equal(stripe.effects.length, 0);
  });

  test('an unknown id in the path is a 404 resource_missing', async () => {
    const { status, body } = await call('GET', '/v1/customers/cus_nobody');
    assert.equal(status, 404);
    assert.deepEqual([body.error.code, body.error.param], ['resource_missing', 'id']);
    assert.equal((await call('GET', '/v1/nonsense')).status, 404);
  });

  test('a JSON body is refused: this service takes forms only', async () => {
    const response = await fetch(`${stripe.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
      body: '{"charge":"x"}',
    });
    assert.equal(response.status, 400);
  });

  test('the same idempotency key and parameters give the saved answer and no second effect', async () => {
    const form = { charge: SEEDED.charge, amount: '100' };
    const first = await call('POST', '/v1/refunds', form, { 'idempotency-key': 'k1' });
    const second = await call(
      'POST',
      '/v1/refunds',
      { amount: '100', charge: SEEDED.charge },
      { 'idempotency-key': 'k1' },
    );
    assert.deepEqual(second.body, first.body);
    assert.equal(first.headers.get('idempotent-replayed'), null);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.equal(second.headers.get('original-request'), first.headers.get('request-id'));
    assert.deepEqual(
      stripe.effects.map((one) => [one.path, one.idempotencyKey]),
      [['/v1/refunds', 'k1']],
    );
  });

  test('the same idempotency key with other parameters is an idempotency_error', async () => {
    await call('POST', '/v1/refunds', { charge: SEEDED.charge, amount: '100' }, { 'idempotency-key': 'k2' });
    const other = await call(
      'POST',
      '/v1/refunds',
      { charge: SEEDED.charge, amount: '200' },
      { 'idempotency-key': 'k2' },
    );
    assert.equal(other.status, 400);
    assert.equal(other.body.error.type, 'idempotency_error');
  });

  test('an error of a request that was executed is saved under its key too', async () => {
    const form = { amount: '500', currency: 'eur', source: 'tok_chargeDeclined' };
    const first = await call('POST', '/v1/charges', form, { 'idempotency-key': 'k3' });
    const second = await call('POST', '/v1/charges', form, { 'idempotency-key': 'k3' });
    assert.deepEqual([first.status, first.body.error.decline_code], [402, 'generic_decline']);
    assert.deepEqual([second.status, second.headers.get('idempotent-replayed')], [402, 'true']);
  });

  test('a deleted customer leaves the list, reads as deleted and cannot be changed', async () => {
    assert.deepEqual((await call('DELETE', `/v1/customers/${SEEDED.leila}`)).body, {
      id: SEEDED.leila,
      object: 'customer',
      deleted: true,
    });
    assert.equal((await call('GET', `/v1/customers/${SEEDED.leila}`)).body.deleted, true);
    const ids = (await call('GET', '/v1/customers')).body.data.map((row: { id: string }) => row.id);
    assert.ok(!ids.includes(SEEDED.leila));
    assert.equal((await call('POST', `/v1/customers/${SEEDED.leila}`, { name: 'x' })).status, 404);
  });

  test('an invoice goes from draft to open to void, and never back', async () => {
    const created = await call('POST', '/v1/invoices', {
      customer: SEEDED.marta,
      description: 'Extra seats',
    });
    const path = `/v1/invoices/${created.body.id}`;
    await call('POST', '/v1/invoiceitems', {
      customer: SEEDED.marta,
      invoice: created.body.id,
      amount: '2500',
      currency: 'eur',
    });
    const open = await call('POST', `${path}/finalize`);
    assert.deepEqual([open.body.status, open.body.amount_due], ['open', 2500]);
    assert.equal((await call('POST', `${path}/finalize`)).status, 400);
    assert.equal((await call('POST', `${path}/void`)).body.status, 'void');
    assert.equal((await call('POST', `${path}/pay`)).status, 400);
  });

  test('cancelled subscriptions are listed only when asked for', async () => {
    const { body } = await call('GET', `/v1/subscriptions?customer=${SEEDED.marta}`);
    const id = body.data[0].id;
    assert.equal((await call('DELETE', `/v1/subscriptions/${id}`)).body.status, 'canceled');
    assert.equal((await call('GET', `/v1/subscriptions?customer=${SEEDED.marta}`)).body.data.length, 0);
    assert.equal(
      (await call('GET', `/v1/subscriptions?customer=${SEEDED.marta}&status=all`)).body.data.length,
      1,
    );
  });

  test('a payout cannot take more than the balance', async () => {
    const { body } = await call('GET', '/v1/balance');
    const eur = body.available.find((row: { currency: string }) => row.currency === 'eur').amount;
    const over = await call('POST', '/v1/payouts', { amount: String(eur + 1), currency: 'eur' });
    assert.equal(over.body.error.code, 'balance_insufficient');
    assert.equal((await call('POST', '/v1/payouts', { amount: String(eur), currency: 'eur' })).status, 200);
  });

  test('expand replaces an id by its object', async () => {
    const { body } = await call('GET', `/v1/charges/${SEEDED.charge}?expand[]=customer`);
    assert.equal(body.customer.name, 'Marta Lindqvist');
  });

  test('answers name the request and the API version that was asked for', async () => {
    const asked = await call('GET', '/v1/balance', undefined, { 'stripe-version': '2024-06-20' });
    assert.match(asked.headers.get('request-id') ?? '', /^req_\w{14}$/);
    assert.equal(asked.headers.get('stripe-version'), '2024-06-20');
    assert.equal(
      (await call('GET', '/v1/balance', undefined, { 'stripe-version': 'yesterday' })).status,
      400,
    );
  });

  test('two sandboxes hold the same data', async () => {
    const other = await startStripe({ key: TEST_KEY });
    try {
      const mine = (await call('GET', '/v1/charges?limit=100')).body;
      assert.deepEqual((await stripeClient(other.url)('GET', '/v1/charges?limit=100')).body, mine);
    } finally {
      await other.close();
    }
  });
});
