import { createCipheriv, createECDH, createHmac } from 'node:crypto';
import type { Random } from '../../kernel/random.ts';

/** Keys of a browser's subscription, as bytes. */
export interface PushKeys {
  /** uncompressed P-256 point, 65 bytes */
  readonly p256dh: Buffer;
  /** 16 bytes */
  readonly auth: Buffer;
}

/** What is fresh for each message. */
export interface PushChance {
  readonly salt: Buffer;
  readonly privateKey: Buffer;
}

/** RFC 8188 §2.1; our messages are one record. */
const RECORD_BYTES = 4_096;
/** What push services must take (RFC 8030 §7.2), less header, padding mark and tag. */
export const PUSH_BYTES_MAX = 3_993;

/**
 * Encrypts a message for one browser (RFC 8291), so that the push service between cannot read it: `aes128gcm` with a key
 * from an ECDH of a fresh pair with the browser's, and from the secret only the browser and we know.
 * @throws when the subscription's point is not on the curve
 */
export function encryptPush(plaintext: Uint8Array, keys: PushKeys, { salt, privateKey }: PushChance): Buffer {
  const own = createECDH('prime256v1');
  own.setPrivateKey(privateKey);
  const ownPublic = own.getPublicKey();
  const shared = own.computeSecret(keys.p256dh);
  const input = expand(
    extract(keys.auth, shared),
    Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, ownPublic]),
    32,
  );
  const pseudorandom = extract(salt, input);
  const key = expand(pseudorandom, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = expand(pseudorandom, Buffer.from('Content-Encoding: nonce\0'), 12);
  // the nonce is used once: key and nonce come from a salt and a pair that no other message has
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const record = Buffer.concat([
    cipher.update(plaintext),
    cipher.update(Buffer.from([2])), // the last record (RFC 8188 §2)
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(RECORD_BYTES, 16);
  header.writeUInt8(ownPublic.length, 20);
  return Buffer.concat([header, ownPublic, record]);
}

/** A salt and a key pair of its own for one message. */
export function pushChance(random: Random): PushChance {
  return { salt: random.bytes(16), privateKey: newPrivateKey(random) };
}

const TRIES_MAX = 8;

/** A private key of P-256. Bytes that are none come up once in four thousand million times. */
export function newPrivateKey(random: Random): Buffer {
  const curve = createECDH('prime256v1');
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const bytes = random.bytes(32);
    try {
      curve.setPrivateKey(bytes);
      return bytes;
    } catch {
      // not below the order of the curve
    }
  }
  throw new Error('the randomness gives no private key');
}

/** HKDF (RFC 5869), its two steps, for one block. */
function extract(salt: Uint8Array, input: Uint8Array): Buffer {
  return createHmac('sha256', salt).update(input).digest();
}

function expand(key: Uint8Array, info: Uint8Array, bytes: number): Buffer {
  return createHmac('sha256', key)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, bytes);
}
