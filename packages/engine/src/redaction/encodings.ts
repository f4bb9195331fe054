import { utf8Decode } from '../json/utf8.ts';
import { escapedForm } from './escaped-form.ts';

/** How text to be searched came about: decoded text, or bytes read one character each. */
export type Reading = 'text' | 'bytes';

/** One form in which a secret may be written. */
export interface Form {
  /** characters with which it can begin */
  readonly starts: string;
  /** index after the form if it stands at `at`, else -1 */
  match(text: string, at: number): number;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Every form in which a service may echo a secret: as it is or with any of its characters percent-, JSON-, `\x`-
 * or HTML-escaped (escapes of escapes too), in hexadecimal, in base64 and base64url at each of the three
 * alignments, and in UTF-16. They are compared by hand: a regular expression of all this takes longer to
 * compile than a whole reply takes to search.
 */
export function formsOf(secret: Uint8Array, reading: Reading): readonly Form[] {
  const text = utf8Decode(secret);
  return [
    escapedForm(text === null ? Array.from(secret, latin1) : Array.from(text), text === null, reading),
    ...packedForms(secret),
    ...(text === null ? [] : utf16Forms(text)),
  ];
}

function packedForms(bytes: Uint8Array): readonly Form[] {
  return [hexForm(bytes), ...[0, 1, 2].map((alignment) => base64Form(bytes, alignment))];
}

function hexForm(secret: Uint8Array): Form {
  const digits = Array.from(secret, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const first = digits.charAt(0);
  return {
    starts: first + first.toUpperCase(),
    match(text, at) {
      for (let i = 0; i < digits.length; i += 1) {
        if (text.charAt(at + i).toLowerCase() !== digits.charAt(i)) return -1;
      }
      return at + digits.length;
    },
  };
}

/**
 * The base64 digits that the secret alone settles when `alignment` bytes of something else come before it in
 * its group of three. The digits it shares with its neighbours hold at most 4 of its bits.
 */
function base64Form(secret: Uint8Array, alignment: number): Form {
  const first = Math.ceil((alignment * 8) / 6);
  const count = Math.floor(((alignment + secret.length) * 8) / 6) - first;
  const bitAt = (bit: number) => ((secret[Math.floor(bit / 8) - alignment] ?? 0) >> (7 - (bit % 8))) & 1;
  const digits = Array.from({ length: count }, (_, index) => {
    let digit = 0;
    for (let bit = 0; bit < 6; bit += 1) digit = digit * 2 + bitAt((first + index) * 6 + bit);
    return BASE64.charAt(digit);
  });
  const start = digits[0] ?? '';
  return {
    starts: start === '+' ? '+-%' : start === '/' ? '/_%\\' : start,
    match(text, at) {
      let end = at;
      for (const [index, digit] of digits.entries()) {
        if (index > 0) end = afterLineBreaks(text, end);
        end = afterDigit(text, end, digit);
        if (end < 0) return -1;
      }
      return end;
    },
  };
}

/** MIME and PEM break base64 lines; inside JSON the break is an escape. */
function afterLineBreaks(text: string, at: number): number {
  let end = at;
  for (;;) {
    const character = text.charAt(end);
    if (character === '\n' || character === '\r') end += 1;
    else if (character === '\\' && (text.charAt(end + 1) === 'n' || text.charAt(end + 1) === 'r')) end += 2;
    else return end;
  }
}

/** `+` and `/` have a second form in base64url, and both are escaped in URLs and by some JSON writers. */
function afterDigit(text: string, at: number, digit: string): number {
  const character = text.charAt(at);
  if (character === digit) return at + 1;
  if (digit === '+') return character === '-' ? at + 1 : afterWord(text, at, '%2b');
  if (digit !== '/') return -1;
  if (character === '_') return at + 1;
  return character === '\\' ? afterWord(text, at, '\\/') : afterWord(text, at, '%2f');
}

function afterWord(text: string, at: number, word: string): number {
  return text.slice(at, at + word.length).toLowerCase() === word ? at + word.length : -1;
}

/** Both byte orders; as characters without the outermost zero byte, which belongs to the neighbour as well. */
function utf16Forms(text: string): readonly Form[] {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const little = Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
  const big = Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 0xff]));
  const plain = [characters(little).replace(/\0$/, ''), characters(big).replace(/^\0/, '')];
  return [
    ...plain.map((form) => ({
      starts: form.charAt(0),
      match: (searched: string, at: number) => (searched.startsWith(form, at) ? at + form.length : -1),
    })),
    ...packedForms(little),
    ...packedForms(big),
  ];
}

function characters(bytes: Uint8Array): string {
  return Array.from(bytes, latin1).join('');
}

function latin1(byte: number): string {
  return String.fromCharCode(byte);
}
