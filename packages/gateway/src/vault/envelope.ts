import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { canonical, type JsonObject } from '@agentport/engine';
import type { Random } from '../kernel/random.ts';

/*
 * Envelope, format v1. Every sealed value of the gateway is one of these:
 *
 *   offset  bytes  what
 *   0       2      magic "AE"
 *   2       1      format version, 1
 *   3       1      algorithm, 1 = AES-256-GCM twice, HKDF-SHA256
 *   4       1      n, length of the wrapping key's id
 *   5       n      id of the wrapping key, ASCII
 *   5+n     32     commitment to the data key
 *   37+n    12     nonce of the wrap
 *   49+n    32     data key, encrypted by the wrapping key
 *   81+n    16     tag of the wrap
 *   97+n    12     nonce of the value
 *   109+n   16     tag of the value
 *   125+n   …      value, encrypted
 *
 * A fresh random data key D for each value. HKDF-SHA256(D) gives 64 bytes: the AES key, then the commitment.
 * GCM alone does not commit to its key (Dodis et al. 2018, "invisible salamanders"): one ciphertext can be made
 * to open under two keys. The commitment closes that and is compared in constant time.
 *
 * Both layers authenticate the same context: canonical JSON {v, alg, kek, layer, context}. A value moved to
 * another row, organisation, field or version therefore no longer opens. A reader that meets a version or an
 * algorithm it does not know stops; it never guesses.
 */
const MAGIC = Buffer.from('AE', 'ascii');
const VERSION = 1;
const ALGORITHM = 1;
const KEY_BYTES = 32;
const COMMITMENT_BYTES = 32;
const NONCE_BYTES = 12; // NIST SP 800-38D §8.2.2: random 96-bit nonces, at most 2^32 wraps per wrapping key
const TAG_BYTES = 16;
const HEAD_BYTES = 5;
const FIXED_BYTES = HEAD_BYTES + COMMITMENT_BYTES + 2 * (NONCE_BYTES + TAG_BYTES) + KEY_BYTES;
const DATA_KEY_INFO = 'agentport/envelope/v1/data-key';

/** A key that wraps data keys: 32 bytes and the id an envelope names it by (ASCII, at most 255 characters). */
export interface WrappingKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export type EnvelopeProblem =
  | 'malformed'
  | 'unknown_version'
  | 'unknown_algorithm'
  | 'unknown_key'
  | 'refused';

/** An envelope that does not open. Carries no byte of it. */
export class EnvelopeError extends Error {
  readonly problem: EnvelopeProblem;

  constructor(problem: EnvelopeProblem) {
    super(`The sealed value does not open (${problem}).`);
    this.name = 'EnvelopeError';
    this.problem = problem;
  }
}

/** Seals `plaintext` so that it opens only under the same wrapping key and with an equal `context`. */
export function sealEnvelope(
  random: Random,
  wrapping: WrappingKey,
  context: JsonObject,
  plaintext: Uint8Array,
): Buffer {
  const dataKey = random.bytes(KEY_BYTES);
  const derived = deriveFrom(dataKey);
  const id = Buffer.from(wrapping.id, 'ascii');
  if (id.length > 255) throw new RangeError('A wrapping key id has at most 255 characters.');
  const bound = boundBytes(wrapping.id, context);
  const wrap = encrypt(random, wrapping.key, bound.key, dataKey);
  const value = encrypt(random, derived.key, bound.value, plaintext);
  const sealed = Buffer.concat([
    MAGIC,
    Uint8Array.of(VERSION, ALGORITHM, id.length),
    id,
    derived.commitment,
    wrap.nonce,
    wrap.ciphertext,
    wrap.tag,
    value.nonce,
    value.tag,
    value.ciphertext,
  ]);
  dataKey.fill(0);
  derived.key.fill(0);
  return sealed;
}

/**
 * Opens an envelope.
 * @param keyOf gives the wrapping key an envelope names, or null when nobody knows it
 * @throws {EnvelopeError} for anything but the exact bytes that were sealed, with the context they were sealed in
 */
export function openEnvelope(
  keyOf: (id: string) => Uint8Array | null,
  context: JsonObject,
  sealed: Uint8Array,
): Buffer {
  const parts = parse(Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength));
  const wrappingKey = keyOf(parts.keyId);
  if (wrappingKey === null) throw new EnvelopeError('unknown_key');
  const bound = boundBytes(parts.keyId, context);
  const dataKey = decrypt(wrappingKey, bound.key, parts.wrap);
  const derived = deriveFrom(dataKey);
  dataKey.fill(0);
  try {
    if (!timingSafeEqual(derived.commitment, parts.commitment)) throw new EnvelopeError('refused');
    return decrypt(derived.key, bound.value, parts.value);
  } finally {
    derived.key.fill(0);
  }
}

/** The id of the wrapping key an envelope names; says nothing about whether it opens. */
export function wrappingKeyId(sealed: Uint8Array): string {
  return parse(Buffer.from(sealed)).keyId;
}

interface Encrypted {
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

function parse(sealed: Buffer): { keyId: string; commitment: Buffer; wrap: Encrypted; value: Encrypted } {
  if (sealed.length < HEAD_BYTES || !sealed.subarray(0, 2).equals(MAGIC))
    throw new EnvelopeError('malformed');
  if (sealed[2] !== VERSION) throw new EnvelopeError('unknown_version');
  if (sealed[3] !== ALGORITHM) throw new EnvelopeError('unknown_algorithm');
  const idBytes = sealed.readUInt8(4);
  if (sealed.length < FIXED_BYTES + idBytes) throw new EnvelopeError('malformed');
  let at = HEAD_BYTES;
  const take = (count: number) => {
    at += count;
    return sealed.subarray(at - count, at);
  };
  const keyId = take(idBytes).toString('latin1');
  const commitment = take(COMMITMENT_BYTES);
  const wrap = { nonce: take(NONCE_BYTES), ciphertext: take(KEY_BYTES), tag: take(TAG_BYTES) };
  const value = { nonce: take(NONCE_BYTES), tag: take(TAG_BYTES), ciphertext: sealed.subarray(at) };
  return { keyId, commitment, wrap, value };
}

/** What the layers authenticate: canonical JSON, put together around its one long member, which is written once. */
function boundBytes(kek: string, context: JsonObject): { readonly key: Buffer; readonly value: Buffer } {
  const head = `{"alg":${ALGORITHM},"context":${canonical(context)},"kek":${canonical(kek)},"layer":`;
  const layer = (name: 'key' | 'value') => Buffer.from(`${head}"${name}","v":${VERSION}}`, 'utf8');
  return { key: layer('key'), value: layer('value') };
}

/**
 * No salt: the data key is uniformly random already (RFC 5869 §3.1). Keys go to node:crypto as key objects: handed over
 * as bytes, each use costs ten times as much.
 */
function deriveFrom(dataKey: Uint8Array): { key: Buffer; commitment: Buffer } {
  const bytes = Buffer.from(
    hkdfSync('sha256', createSecretKey(dataKey), '', DATA_KEY_INFO, KEY_BYTES + COMMITMENT_BYTES),
  );
  return { key: bytes.subarray(0, KEY_BYTES), commitment: bytes.subarray(KEY_BYTES) };
}

function encrypt(random: Random, key: Uint8Array, context: Buffer, plaintext: Uint8Array): Encrypted {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(context);
  const ciphertext = cipher.update(plaintext);
  cipher.final(); // nothing more comes of GCM, but the tag is made here
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
}

function decrypt(key: Uint8Array, context: Buffer, sealed: Encrypted): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), sealed.nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.tag);
  try {
    const opened = decipher.update(sealed.ciphertext);
    decipher.final(); // nothing more comes of GCM, but it checks the tag
    return opened;
  } catch {
    throw new EnvelopeError('refused');
  }
}
