import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { JsonValue } from '../json/value.ts';
import { makeScrubber } from './scrub.ts';

const CANARY = 'sk_test_canary/7+Zq"é=4242 not a real key';
const text = (secret: string) => makeScrubber([{ label: 'credential', bytes: Buffer.from(secret) }]);

type Encode = (secret: string, prefix: Buffer, suffix: Buffer) => string;
const percent =
  (pick: (index: number) => boolean): Encode =>
  (secret) =>
    Array.from(secret, (c, i) => {
      return pick(i) ? [...Buffer.from(c)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('') : c;
    }).join('');
const escapeUnits =
  (form: (code: string) => string): Encode =>
  (secret) =>
    Array.from({ length: secret.length }, (_, i) =>
      form(secret.charCodeAt(i).toString(16).padStart(4, '0')),
    ).join('');

/** Each way a service may write a secret back, with whatever stands before and after it inside that form. */
const encodings: Record<string, Encode> = {
  raw: (s) => s,
  'JSON string': (s) => JSON.stringify(s).slice(1, -1),
  'JSON in JSON': (s) => JSON.stringify(JSON.stringify(s)),
  'JSON with escaped slashes': (s) => JSON.stringify(s).slice(1, -1).replaceAll('/', '\\/'),
  'JSON \\u lower': escapeUnits((code) => `\\u${code}`),
  'JSON \\u upper': escapeUnits((code) => `\\u${code.toUpperCase()}`),
  'JSON \\u first only': (s) =>
    `\\u${s.charCodeAt(0).toString(16).padStart(4, '0')}${JSON.stringify(s.slice(1)).slice(1, -1)}`,
  base64: (s, p, n) => Buffer.concat([p, Buffer.from(s), n]).toString('base64'),
  base64url: (s, p, n) => Buffer.concat([p, Buffer.from(s), n]).toString('base64url'),
  'base64 in lines': (s, p, n) =>
    Buffer.concat([p, Buffer.from(s), n])
      .toString('base64')
      .replace(/(.{19})/g, '$1\r\n'),
  'base64, percent-encoded': (s, p, n) =>
    encodeURIComponent(Buffer.concat([p, Buffer.from(s), n]).toString('base64')),
  'base64 of UTF-16': (s, p, n) => Buffer.concat([p, Buffer.from(s, 'utf16le'), n]).toString('base64'),
  'base64 of UTF-16, big end first': (s, p, n) =>
    Buffer.concat([p, Buffer.from(s, 'utf16le').swap16(), n]).toString('base64'),
  'hex of UTF-16': (s, p, n) => Buffer.concat([p, Buffer.from(s, 'utf16le'), n]).toString('hex'),
  'hex lower': (s, p, n) => Buffer.concat([p, Buffer.from(s), n]).toString('hex'),
  'hex upper': (s, p, n) =>
    Buffer.concat([p, Buffer.from(s), n])
      .toString('hex')
      .toUpperCase(),
  'percent, as browsers do': (s) => encodeURIComponent(s),
  'percent, every byte': percent(() => true),
  'percent, every second': percent((i) => i % 2 === 0),
  'percent twice': (s) => encodeURIComponent(encodeURIComponent(s)),
  'form with plus': (s) => new URLSearchParams([['k', s]]).toString().slice(2),
  'HTML decimal': (s) => Array.from(s, (c) => `&#${c.codePointAt(0)};`).join(''),
  'HTML hexadecimal': (s) =>
    Array.from(s, (c) => `&#x00${c.codePointAt(0)?.toString(16).toUpperCase()};`).join(''),
  'HTML named': (s) => s.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  'backslash x': (s) => [...Buffer.from(s)].map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join(''),
};

const around = fc.string({
  unit: fc.constantFrom('a', 'z', '0', ' ', '"', '%', '\\', '&', 's', 'k', '\n', 'é'),
  maxLength: 12,
});
const buffer = fc.uint8Array({ maxLength: 7 }).map((bytes) => Buffer.from(bytes));
const anySecret = fc
  .string({ unit: fc.constantFrom(...'aZ09_-+/=.:~%"\\&< é€😀'), minLength: 8, maxLength: 40 })
  .filter((secret) => Buffer.byteLength(secret) >= 8);

describe('makeScrubber', () => {
  for (const [name, encode] of Object.entries(encodings)) {
    test(`T65 T66 a secret is removed from text written as ${name}, whatever stands around it`, () => {
      fc.assert(
        fc.property(
          fc.oneof(fc.constant(CANARY), anySecret),
          around,
          around,
          buffer,
          buffer,
          (secret, a, b, p, n) => {
            const encoded = encode(secret, p, n);
            const clean = text(secret).text(a + encoded + b);
            assert.ok(clean.includes('[redacted credential]'), clean);
            assert.ok(
              !clean.includes(secret) && !clean.includes(encode(secret, Buffer.alloc(0), Buffer.alloc(0))),
              clean,
            );
          },
        ),
        { numRuns: 60 },
      );
    });

    test(`T65 a secret is removed from bytes written as ${name}`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.constant(CANARY), anySecret), buffer, buffer, (secret, p, n) => {
          const encoded = encode(secret, p, n);
          const clean = text(secret).bytes(Buffer.concat([p, Buffer.from(encoded), n]));
          assert.ok(Buffer.from(clean).includes('[redacted credential]'));
          assert.ok(!Buffer.from(clean).includes(encoded) && !Buffer.from(clean).includes(secret));
        }),
        { numRuns: 25 },
      );
    });
  }

  test('T65 a secret is removed from bytes in UTF-16 of both orders, at odd and even places', () => {
    fc.assert(
      fc.property(anySecret, buffer, buffer, (secret, p, n) => {
        const little = Buffer.from(secret, 'utf16le');
        const big = Buffer.from(little).swap16();
        for (const encoded of [little, big]) {
          const clean = Buffer.from(text(secret).bytes(Buffer.concat([p, encoded, n])));
          assert.ok(clean.includes('[redacted credential]'));
          assert.equal(clean.includes(encoded), false);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('T65 a secret that is not text is removed raw, in hexadecimal, base64 and percent form', () => {
    const secret = Buffer.from('00ff80fe9c0a1b2c3d4e5f', 'hex');
    const scrub = makeScrubber([{ label: 'key', bytes: secret }]);
    for (const form of [
      secret,
      Buffer.from(secret.toString('hex')),
      Buffer.from(secret.toString('base64')),
      Buffer.from([...secret].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('')),
    ]) {
      assert.ok(
        Buffer.from(scrub.bytes(Buffer.concat([Buffer.from('ab'), form]))).includes('[redacted key]'),
      );
    }
  });

  test('T65 keys, nested strings and numbers of a value are cleaned and no member is lost', () => {
    const scrub = makeScrubber([{ label: 'credential', bytes: Buffer.from('1234567890') }]);
    const dirty: JsonValue = {
      '1234567890': 1,
      '31323334353637383930': [{ deep: 'x1234567890x' }],
      plain: [1234567890, 12345, true, null],
    };
    assert.deepEqual(scrub.value(dirty), {
      '[redacted credential]': 1,
      '[redacted credential] 2': [{ deep: 'x[redacted credential]x' }],
      plain: ['[redacted credential]', 12345, true, null],
    });
    assert.equal(scrub.hits.get('credential'), 4);
  });

  test('of two secrets, one inside the other, nothing of the longer stays behind', () => {
    const scrub = makeScrubber([
      { label: 'short', bytes: Buffer.from('canary12') },
      { label: 'long', bytes: Buffer.from('user:canary12:tail') },
    ]);
    assert.equal(scrub.text('Basic user:canary12:tail canary12'), 'Basic [redacted long] [redacted short]');
  });

  test('text and bytes without a secret come back unchanged', () => {
    const scrub = text(CANARY);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (plain, bytes) => {
        assert.equal(scrub.text(plain), plain);
        assert.equal(scrub.bytes(bytes), bytes);
      }),
    );
    assert.equal(scrub.hits.size, 0);
  });

  test('a secret shorter than 8 bytes or a label that is not plain text is refused without repeating it', () => {
    for (const secret of [
      { label: 'x', bytes: Buffer.from('short77') },
      { label: 'a"b', bytes: Buffer.from('long enough') },
    ]) {
      assert.throws(
        () => makeScrubber([secret]),
        (error) => error instanceof RangeError && !error.message.includes('short77'),
      );
    }
  });

  test('T72 the time grows with the length of the text, also for text made to be slow', () => {
    const secret = `${'a'.repeat(60)}b`;
    const scrub = text(secret);
    const time = (length: number) => {
      const hostile = 'a'.repeat(length);
      const started = process.hrtime.bigint();
      scrub.text(hostile);
      scrub.text('%2561'.repeat(length / 5));
      return Number(process.hrtime.bigint() - started) / 1e6;
    };
    time(20_000);
    const small = time(25_000);
    const large = time(200_000);
    assert.ok(large < Math.max(small, 1) * 8 * 6, `${small} ms for 25 kB, ${large} ms for 200 kB`);
  });

  test('T72 a secret and a text made only of escape characters cost no more than others', () => {
    for (const [unit, hostile] of [
      ['\\', '\\'],
      ['%', '%2525'],
      ['%', '%25'],
      ['&', '&amp;'],
      ['\\%&', '\\\\%25&amp;amp;'],
    ] as const) {
      const secret = `${unit.repeat(300)}x`;
      const started = process.hrtime.bigint();
      text(secret).text(hostile.repeat(4_000));
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      assert.ok(ms < 3_000, `${unit}: ${ms} ms`);
    }
  });
});
