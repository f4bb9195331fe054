import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../kernel/random.ts';

/**
 * An agent's token: `ap_agent_<26 of its id>_<43 secret><6 checksum>`, e.g. for secret scanners:
 *   /\bap_agent_[0-9a-hjkmnp-tv-z]{26}_[0-9A-Za-z]{49}\b/
 * Secret and checksum are base62, so that a double click takes the whole token. The secret is 256 random bits; the
 * checksum (CRC-32 of all before it) tells a mistyped token from a wrong one and protects nothing.
 */
const SHAPE = /^ap_agent_([0-9a-hjkmnp-tv-z]{26})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_BYTES = 32;
const SECRET_DIGITS = 43; // 62^43 > 2^256
const CHECK_DIGITS = 6; // 62^6 > 2^32

/** @param tokenId `tok_` and 26 characters, as `newId('tok')` makes it */
export function mintToken(tokenId: string, random: Random): string {
  const secret = base62(BigInt(`0x${random.bytes(SECRET_BYTES).toString('hex')}`), SECRET_DIGITS);
  const body = `ap_agent_${tokenId.slice('tok_'.length)}_${secret}`;
  return body + checksum(body);
}

/** The id of the token this text claims to be; null for anything that cannot be one of our tokens. */
export function tokenIdOf(text: string): string | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, id, , check] = match;
  return checksum(text.slice(0, -CHECK_DIGITS)) === check ? `tok_${id}` : null;
}

/** Hex SHA-256 of the whole token: all that is stored. The secret is random, so no slow hash is needed. */
export function tokenDigest(text: string): string {
  return hash('sha256', text);
}

/** Compares two hex digests of equal length in constant time (T44). */
export function sameDigest(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1'));
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_DIGITS);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index++) {
    text = DIGITS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}
