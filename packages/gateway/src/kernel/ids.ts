import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** What an id names is read off its first letters. */
export type IdPrefix =
  | 'agt'
  | 'apr'
  | 'cal'
  | 'con'
  | 'crd'
  | 'evt'
  | 'gtw'
  | 'opr'
  | 'pay'
  | 'pmt'
  | 'pol'
  | 'rev'
  | 'sin'
  | 'stp'
  | 'tok'
  | 'key';

export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32, lower case

/**
 * Ids that sort by time: 48 bits of milliseconds, then 80 random bits, in base32 (`apr_01k…`, 30 characters).
 * They name things; they never authorise anything.
 */
export function idFactory(clock: Clock, random: Random): NewId {
  return (prefix) => `${prefix}_${base32(BigInt(clock.now()), 10)}${base32(toBigInt(random.bytes(10)), 16)}`;
}

function base32(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
