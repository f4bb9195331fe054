import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { httpService } from '../upstream/testing.ts';
import type { Sent } from './sent.ts';
import { courierBench, FAKE_KEY } from './testing.ts';

const bytes = Buffer.from(FAKE_KEY);
const ENCODINGS: Record<string, string> = {
  raw: FAKE_KEY,
  base64: bytes.toString('base64'),
  'base64 after one byte': Buffer.concat([Buffer.from('x'), bytes]).toString('base64'),
  'base64 after two bytes': Buffer.concat([Buffer.from('xy'), bytes]).toString('base64'),
  base64url: bytes.toString('base64url'),
  'lower hex': bytes.toString('hex'),
  'upper hex': bytes.toString('hex').toUpperCase(),
  'percent, as needed': encodeURIComponent(FAKE_KEY),
  'percent, every byte': [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'JSON escapes': [...FAKE_KEY].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'HTML entities': [...FAKE_KEY].map((c) => `&#${c.charCodeAt(0)};`).join(''),
};

/** Everything the rest of the gateway could see of a sending, as text and as bytes. */
function traces(sent: Sent, logged: unknown[]): string {
  const binary = (sent.reply?.parts ?? []).map((part) =>
    part.kind === 'binary' ? Buffer.from(part.bytes).toString('latin1') : '',
  );
  return [JSON.stringify(sent), inspect(sent, { depth: 12 }), inspect(logged, { depth: 12 }), ...binary].join(
    '\n',
  );
}

function assertNoTrace(text: string, where: string): void {
  for (const [name, form] of Object.entries(ENCODINGS)) {
    // A prefix byte shifts base64: compare from the first character the credential alone decides.
    const core = name.startsWith('base64 after') ? form.slice(4, -4) : form.replace(/=+$/, '');
    assert.equal(text.toLowerCase().includes(core.toLowerCase()), false, `${name} in ${where}`);
    assert.equal(text.includes(JSON.stringify(core).slice(1, -1)), false, `${name} in ${where}`);
  }
}

async function echo(
  listener: RequestListener,
  risk: 'read' | 'write' = 'read',
): Promise<{ sent: Sent; text: string }> {
  const service = await httpService(listener);
  const bench = await courierBench(service.origin);
  const action = bench.action(risk === 'read' ? {} : { method: 'POST' }, new Uint8Array(), risk);
  const sent = await bench.send({ action });
  const text = traces(sent, bench.logged);
  await bench.close();
  await service.close();
  return { sent, text };
}

test('T65 a credential echoed in a body, in any encoding, is removed: JSON, JSON key, text, binary', async () => {
  for (const [name, form] of Object.entries(ENCODINGS)) {
    const json = name === 'JSON escapes' ? `"${form}"` : JSON.stringify(form);
    const bodies: [string, string][] = [
      ['application/json', `{"error":{"message":${json}}}`],
      ['application/json', `{${json}:1}`],
      ['application/json', `{"a":${json},"a":2}`],
      ['text/html', `<p>key ${form} refused</p>`],
      ['application/octet-stream', `\x00\x01${form}\x02`],
    ];
    for (const [type, body] of bodies) {
      const { sent, text } = await echo((_, response) =>
        response.writeHead(200, { 'content-type': type }).end(Buffer.from(body, 'latin1')),
      );
      assertNoTrace(text, `${type} body, sent as ${name}`);
      assert.ok(sent.credentialEchoes > 0, `${type} ${name}`);
    }
  }
});

test('T65 a credential echoed in an error, a header, a status text or a redirect is removed', async () => {
  for (const form of Object.values(ENCODINGS)) {
    for (const status of [400, 401, 500]) {
      const headers = { 'content-type': 'text/plain', 'x-request-id': form, link: `<https://x/?k=${form}>` };
      const { text } = await echo((_, response) => {
        response.writeHead(status, form.replaceAll(/[^\x20-\x7e]/g, ''), headers).end(`Invalid key ${form}`);
      }, 'write');
      assertNoTrace(text, `status ${status}`);
    }
    const redirect = await echo((_, response) => {
      response.writeHead(302, { location: `https://elsewhere.example/?key=${form}` }).end(form);
    });
    assertNoTrace(redirect.text, 'redirect');
    assert.equal(redirect.sent.problem?.code, 'upstream_redirect');
    assert.equal(redirect.text.includes('elsewhere'), false);
  }
});

test('T65 a credential echoed in a compressed body is removed', async () => {
  for (const form of Object.values(ENCODINGS)) {
    const body = Buffer.from(`the key is ${form}`);
    for (const [coding, packed] of [
      ['gzip', gzipSync(body)],
      ['br', brotliCompressSync(body)],
    ] as const) {
      const { sent, text } = await echo((_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': coding }).end(packed);
      });
      assert.equal(sent.disposition, 'succeeded');
      assertNoTrace(text, coding);
    }
  }
});

test('T66 a credential split over chunks at every position is removed', async () => {
  for (let cut = 1; cut < FAKE_KEY.length; cut++) {
    const { sent, text } = await echo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write(`key ${FAKE_KEY.slice(0, cut)}`);
      setImmediate(() => response.end(`${FAKE_KEY.slice(cut)} end`));
    });
    assertNoTrace(text, `cut at ${cut}`);
    assert.equal(sent.credentialEchoes, 1);
  }
});

test('T66 a credential partly escaped inside JSON is removed', async () => {
  for (let index = 0; index < FAKE_KEY.length; index++) {
    const code = FAKE_KEY.charCodeAt(index).toString(16).padStart(4, '0');
    const escaped = `${FAKE_KEY.slice(0, index)}\\u${code}${FAKE_KEY.slice(index + 1)}`;
    const { text } = await echo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"k":"${escaped}"}`);
    });
    assertNoTrace(text, `escaped at ${index}`);
  }
});

test('T65 the basic form of a credential, and its password alone, are removed', async () => {
  const pair = 'user@example.com:fake-password-0123';
  const service = await httpService((request, response) => {
    const header = request.headers.authorization ?? '';
    response.writeHead(401, { 'content-type': 'text/plain' }).end(`${header} / fake-password-0123 / ${pair}`);
  });
  const bench = await courierBench(service.origin, { kind: 'basic' }, pair);
  const sent = await bench.send({ action: bench.action() });
  const text = traces(sent, bench.logged);
  assert.equal(text.includes('fake-password'), false);
  assert.equal(text.includes(Buffer.from(pair).toString('base64').slice(0, 20)), false);
  await bench.close();
  await service.close();
});
