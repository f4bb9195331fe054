import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { canonical, type JsonObject } from '@agentport/engine';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { systemRandom } from '../kernel/random.ts';
import { EnvelopeError, openEnvelope, sealEnvelope, wrappingKeyId } from './envelope.ts';

const WRAPPING = { id: 'key_fake', key: Buffer.alloc(32, 1) };
const CONTEXT = { what: 'credential', org: 'default', connection: 'con_1', field: 'api_key', version: 1 };
const PLAIN = Buffer.from('sk_test_fake_value');

function open(sealed: Uint8Array, context: JsonObject = CONTEXT): Buffer {
  return openEnvelope((id) => (id === WRAPPING.id ? WRAPPING.key : null), context, sealed);
}

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof EnvelopeError) return error.problem;
    throw error;
  }
  return 'opened';
}

test('any value opens again under the same key and context', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (plain) => {
      const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, plain);
      assert.deepEqual(open(sealed), Buffer.from(plain));
    }),
    { numRuns: 200 },
  );
});

test('the same value never seals to the same bytes, and its plaintext is not among them', () => {
  const first = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  const second = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  assert.notDeepEqual(first, second);
  assert.equal(first.includes(PLAIN), false);
});

test('every single flipped bit, anywhere, is refused', () => {
  const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const bent = Buffer.from(sealed);
    const at = bit >> 3;
    bent[at] = (bent[at] ?? 0) ^ (1 << (bit & 7));
    assert.notEqual(
      problemOf(() => open(bent)),
      'opened',
      `bit ${bit}`,
    );
  }
});

test('every truncation and every appended byte is refused', () => {
  const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  for (let length = 0; length < sealed.length; length++) {
    assert.notEqual(
      problemOf(() => open(sealed.subarray(0, length))),
      'opened',
      `length ${length}`,
    );
  }
  assert.equal(
    problemOf(() => open(Buffer.concat([sealed, Buffer.of(0)]))),
    'refused',
  );
});

test('random bytes never open and never break the reader', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.notEqual(
        problemOf(() => open(bytes)),
        'opened',
      );
      const headed = Buffer.concat([Buffer.from('AE\x01\x01', 'latin1'), bytes]);
      assert.notEqual(
        problemOf(() => open(headed)),
        'opened',
      );
    }),
    { numRuns: 2000 },
  );
});

test('a version or an algorithm nobody knows is a hard error, not a guess', () => {
  const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  const with_ = (at: number, value: number) => {
    const copy = Buffer.from(sealed);
    copy[at] = value;
    return copy;
  };
  assert.equal(
    problemOf(() => open(with_(2, 2))),
    'unknown_version',
  );
  assert.equal(
    problemOf(() => open(with_(3, 9))),
    'unknown_algorithm',
  );
  assert.equal(
    problemOf(() => openEnvelope(() => null, CONTEXT, sealed)),
    'unknown_key',
  );
  assert.equal(wrappingKeyId(sealed), WRAPPING.id);
});

test('each single field of the context is bound', () => {
  const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  for (const field of Object.keys(CONTEXT)) {
    assert.equal(
      problemOf(() => open(sealed, { ...CONTEXT, [field]: 'other' })),
      'refused',
      field,
    );
  }
  assert.equal(
    problemOf(() => open(sealed, { ...CONTEXT, extra: 1 })),
    'refused',
  );
  assert.equal(
    problemOf(() => open(sealed, { ...CONTEXT, version: '1' })),
    'refused',
  );
});

test('parts of two envelopes of one context cannot be combined', () => {
  const a = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  const b = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  const id = WRAPPING.id.length;
  for (const cut of [5 + id, 37 + id, 49 + id, 81 + id, 97 + id, 109 + id, 125 + id]) {
    const mixed = Buffer.concat([a.subarray(0, cut), b.subarray(cut)]);
    if (mixed.equals(a) || mixed.equals(b)) continue;
    assert.notEqual(
      problemOf(() => open(mixed)),
      'opened',
      `cut at ${cut}`,
    );
  }
});

test('an independent reader (noble HKDF, WebCrypto GCM) opens it from the written format', async () => {
  const sealed = sealEnvelope(systemRandom, WRAPPING, CONTEXT, PLAIN);
  const n = sealed.readUInt8(4);
  const at = (from: number, length: number) => sealed.subarray(from + n, from + n + length);
  const kek = sealed.subarray(5, 5 + n).toString('ascii');
  const aad = (layer: string) => Buffer.from(canonical({ v: 1, alg: 1, kek, layer, context: CONTEXT }));
  const dataKey = await gcmOpen(
    WRAPPING.key,
    at(37, 12),
    aad('key'),
    Buffer.concat([at(49, 32), at(81, 16)]),
  );
  const derived = hkdf(sha256, dataKey, Buffer.alloc(0), Buffer.from('agentport/envelope/v1/data-key'), 64);
  assert.deepEqual(Buffer.from(derived.subarray(32)), Buffer.from(at(5, 32)));
  const body = Buffer.concat([sealed.subarray(125 + n), at(109, 16)]);
  assert.deepEqual(await gcmOpen(derived.subarray(0, 32), at(97, 12), aad('value'), body), PLAIN);
});

async function gcmOpen(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, data: Uint8Array) {
  const imported = await webcrypto.subtle.importKey('raw', Buffer.from(key), 'AES-GCM', false, ['decrypt']);
  const algorithm = { name: 'AES-GCM', iv: Buffer.from(iv), additionalData: Buffer.from(additionalData) };
  return Buffer.from(await webcrypto.subtle.decrypt(algorithm, imported, Buffer.from(data)));
}

test('the primitives agree with published vectors (GCM specification case 16, RFC 5869 case 1)', () => {
  const hex = (text: string) => Buffer.from(text, 'hex');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    hex('cafebabefacedbaddecaf888'),
  );
  decipher.setAAD(hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'));
  decipher.setAuthTag(hex('76fc6ece0f4e1768cddf8853bb2d551b'));
  const ciphertext =
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662';
  const plain = Buffer.concat([decipher.update(hex(ciphertext)), decipher.final()]);
  assert.equal(
    plain.toString('hex'),
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );
  const okm = hkdfSync(
    'sha256',
    Buffer.alloc(22, 0x0b),
    hex('000102030405060708090a0b0c'),
    hex('f0f1f2f3f4f5f6f7f8f9'),
    42,
  );
  assert.equal(
    Buffer.from(okm).toString('hex'),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
});
