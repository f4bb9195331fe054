import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** What an id names is read off its first letters. */
export type IdPrefix =
  | 'agt'
  | 'apr'
  | 'cal'
  | 'chn'
  | 'con'
  | 'crd'
  | 'evt'
  | 'gtw'
  | 'inv'
  | 'ntc'
  | 'ntf'
  | 'opr'
  | 'opt'
  | 'pai'
  | 'pay'
  | 'pky'
  | 'pmt'
  | 'psh'
  | 'pol'
  | 'rev'
  | 'sin'
  | 'stp'
  | 'tea'
  | 'tok'
  | 'key';

export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32, lower case
const TIME_DIGITS = 10;
const RANDOM_BYTES = 10;

/**
 * Ids that sort by time: 48 bits of milliseconds, then 80 random bits, in base32 (`apr_01k…`, 30 characters).
 * They name things; they never authorise anything.
 */
export function idFactory(clock: Clock, random: Random): NewId {
  let moment = -1;
  let written = '';
  return (prefix) => {
    const now = clock.now();
    if (now !== moment) {
      moment = now;
      written = base32(now, TIME_DIGITS);
    }
    const bytes = random.bytes(RANDOM_BYTES);
    // five bytes are eight digits, and 40 bits are exact in a double
    return `${prefix}_${written}${base32(bytes.readUIntBE(0, 5), 8)}${base32(bytes.readUIntBE(5, 5), 8)}`;
  };
}

function base32(value: number, digits: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < digits; index++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
