import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { stripeClient, TEST_KEY } from './client.fixture.ts';
import { encodeCredential } from './echo.ts';
import { ECHO_ENCODINGS, ECHO_PLACES } from './mode.ts';
import { SEEDED } from './seed.ts';
import { type StripeService, startStripe } from './service.ts';

const headers = { authorization: `Bearer ${TEST_KEY}` };

describe('the Stripe sandbox when told to misbehave', () => {
  let stripe: StripeService;
  before(async () => {
    stripe = await startStripe({ key: TEST_KEY });
  });
  beforeEach(() => stripe.reset());
  after(() => stripe.close());

  const refund = () =>
    request(`${stripe.url}/v1/refunds`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: `charge=${SEEDED.charge}&amount=100`,
      headersTimeout: 300,
    });

  for (const place of ECHO_PLACES) {
    test(`echoes the credential in eight encodings: ${place}`, async () => {
      for (const encoding of ECHO_ENCODINGS) {
        stripe.mode({ kind: 'echo', place, encoding });
        const reply = await request(`${stripe.url}/v1/balance`, { headers });
        const text = `${JSON.stringify(reply.headers)} ${await reply.body.text()}`.replaceAll('\\\\u', '\\u');
        assert.ok(text.includes(encodeCredential(TEST_KEY, encoding)), encoding);
        assert.equal(reply.statusCode, place === 'location' ? 302 : 401);
      }
    });
  }

  test('an echo can be packed with gzip or written as UTF-16', async () => {
    stripe.mode({ kind: 'echo', place: 'message', encoding: 'raw', gzip: true });
    const packed = await request(`${stripe.url}/v1/balance`, { headers });
    assert.ok(gunzipSync(await packed.body.bytes()).includes(TEST_KEY));
    stripe.mode({ kind: 'echo', place: 'body', encoding: 'raw', charset: 'utf-16le', status: 200 });
    const wide = await request(`${stripe.url}/v1/balance`, { headers });
    assert.ok(
      Buffer.from(await wide.body.bytes())
        .toString('utf16le')
        .includes(TEST_KEY),
    );
  });

  test('a dropped connection tells nothing about the effect: none before it, one after it', async () => {
    for (const [when, effects] of [
      ['on_accept', 0],
      ['after_body', 0],
      ['after_effect', 1],
      ['mid_reply', 2],
    ] as const) {
      stripe.mode({ kind: 'drop', when });
      await assert.rejects(
        refund().then((reply) => reply.body.text()),
        when,
      );
      assert.equal(stripe.effects.length, effects, when);
    }
  });

  test('a hanging service accepts and never answers', async () => {
    for (const when of ['on_accept', 'after_body', 'after_effect'] as const) {
      stripe.mode({ kind: 'hang', when });
      await assert.rejects(refund(), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    }
    assert.equal(stripe.effects.length, 1);
  });

  test('an error status does no work unless told so', async () => {
    stripe.mode({ kind: 'status', status: 500 });
    assert.equal((await refund()).statusCode, 500);
    assert.equal(stripe.effects.length, 0);
    stripe.mode({ kind: 'status', status: 500, effect: true });
    assert.equal((await refund()).statusCode, 500);
    assert.equal(stripe.effects.length, 1);
  });

  test('a rate limit says when to come back', async () => {
    stripe.mode({ kind: 'status', status: 429, retry_after_s: 7 });
    const reply = await refund();
    assert.deepEqual([reply.statusCode, reply.headers['retry-after']], [429, '7']);
  });

  test('a mode can be limited to some requests and to a number of them', async () => {
    stripe.mode({ kind: 'status', status: 503 }, { times: 1, only: ({ method }) => method === 'POST' });
    assert.equal((await request(`${stripe.url}/v1/balance`, { headers })).statusCode, 200);
    assert.equal((await refund()).statusCode, 503);
    assert.equal((await refund()).statusCode, 200);
  });

  test('oversized bodies come with and without a declared length', async () => {
    for (const declared of [true, false]) {
      stripe.mode({ kind: 'oversized', bytes: 3_000_000, declared });
      const reply = await request(`${stripe.url}/v1/balance`, { headers });
      assert.equal(reply.headers['content-length'] !== undefined, declared);
      assert.ok((await reply.body.bytes()).length > 3_000_000);
    }
  });

  test('a bomb is small on the wire and large when unpacked', async () => {
    stripe.mode({ kind: 'bomb', bytes: 20_000_000 });
    const packed = await (await request(`${stripe.url}/v1/balance`, { headers })).body.bytes();
    assert.ok(packed.length < 200_000);
    assert.ok(gunzipSync(packed).length > 20_000_000);
  });

  test('a slow and a dripping service end with the right answer', async () => {
    for (const mode of [
      { kind: 'slow', ms: 20 },
      { kind: 'drip', ms: 0 },
    ] as const) {
      stripe.mode(mode);
      assert.equal((await stripeClient(stripe.url)('GET', '/v1/balance')).body.object, 'balance');
    }
  });

  test('two answers to one request arrive in one connection', async () => {
    stripe.mode({ kind: 'two_answers' });
    const socket = connect(Number(new URL(stripe.url).port), '127.0.0.1');
    socket.write(`GET /v1/balance HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TEST_KEY}\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    assert.equal(data.toString().match(/HTTP\/1\.1 200/g)?.length, 2);
  });
});
