import { utf8Decode, utf8Encode } from '../json/utf8.ts';

/** How text under the pattern came about: decoded text, or bytes read one character each. */
export type Reading = 'text' | 'bytes';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** MIME and PEM break base64 lines; inside JSON the break is an escape. */
const LINE_BREAK = '(?:[\\r\\n]|\\\\[rn])*';
const NAMED_ENTITY: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  '+': 'plus',
  '/': 'sol',
  '=': 'equals',
  _: 'lowbar',
};

/**
 * Pattern of a secret in every form in which a service may echo it: as it is or with any of its characters
 * percent-, JSON-, `\x`- or HTML-escaped (escapes of escapes too), in hexadecimal, in base64 and base64url at each
 * of the three alignments, and in UTF-16. Every alternative begins with a literal character and repeats only
 * what cannot begin it again, so matching costs at most (length of text) x (length of secret).
 */
export function secretPattern(secret: Uint8Array, reading: Reading): RegExp {
  const text = utf8Decode(secret);
  const forms = [
    escapable(text === null ? Array.from(secret, latin1) : Array.from(text), text === null, reading),
    hexadecimal(secret),
    ...[0, 1, 2].map((alignment) => base64(secret, alignment)),
    ...(text === null ? [] : utf16(text)),
  ];
  return new RegExp(forms.join('|'), 'g');
}

/** The secret's characters one by one, each raw or in any escape; a page may escape some and leave others. */
function escapable(characters: readonly string[], binary: boolean, reading: Reading): string {
  return characters
    .map((character, index) => {
      const bytes = binary ? [character.charCodeAt(0)] : [...utf8Encode(character)];
      const raw = binary || reading === 'text' ? character : bytes.map(latin1).join('');
      // A run of backslashes is an escape of an escape. The first character leaves the run outside: searching
      // for its end from every one of a million backslashes would take a million times as long.
      const backslash = index === 0 ? '\\\\' : '\\\\+';
      const forms = [literal(raw), percent(bytes), backslash + escapeOf(character, bytes), entity(character)];
      if (character === ' ') forms.push('\\+');
      return `(?:${forms.join('|')})`;
    })
    .join('');
}

function percent(bytes: readonly number[]): string {
  return bytes.map((byte) => `%(?:25)*${anyCase(hex(byte, 2))}`).join('');
}

/** What may follow the backslash of a character: `u0041`, `x41`, or the character itself. */
function escapeOf(character: string, bytes: readonly number[]): string {
  const units = Array.from({ length: character.length }, (_, i) => anyCase(hex(character.charCodeAt(i), 4)));
  const octets = bytes.map((byte) => anyCase(hex(byte, 2)));
  const itself = /["'\\/]/.test(character) ? `|${literal(character)}` : '';
  return `(?:u${units.join('\\\\+u')}|x${octets.join('\\\\+x')}${itself})`;
}

function entity(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = NAMED_ENTITY[character];
  return `&(?:amp;)*(?:#(?:0*${code}|[xX]0*${anyCase(hex(code, 1))})${name === undefined ? '' : `|${name}`});?`;
}

function hexadecimal(secret: Uint8Array): string {
  return anyCase(Array.from(secret, (byte) => hex(byte, 2)).join(''));
}

/**
 * The base64 digits that the secret alone settles when `alignment` bytes of something else come before it in
 * its group of three. The digits it shares with its neighbours hold at most 4 of its bits.
 */
function base64(secret: Uint8Array, alignment: number): string {
  const first = Math.ceil((alignment * 8) / 6);
  const count = Math.floor(((alignment + secret.length) * 8) / 6) - first;
  const bitAt = (bit: number) => {
    const byte = secret[Math.floor(bit / 8) - alignment] ?? 0;
    return (byte >> (7 - (bit % 8))) & 1;
  };
  const digits = Array.from({ length: count }, (_, index) => {
    let digit = 0;
    for (let bit = 0; bit < 6; bit += 1) digit = digit * 2 + bitAt((first + index) * 6 + bit);
    return base64Digit(BASE64[digit] ?? '');
  });
  return `${digits.join(LINE_BREAK)}[A-Za-z0-9+/_-]?`;
}

function base64Digit(digit: string): string {
  if (digit === '+') return '(?:[+-]|%2[bB])';
  if (digit === '/') return '(?:\\\\?/|_|%2[fF])';
  return digit;
}

/** Both byte orders, without the outermost zero byte, which belongs to the neighbour as well. */
function utf16(text: string): string[] {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const little = units.map((unit) => latin1(unit & 0xff) + latin1(unit >> 8)).join('');
  const big = units.map((unit) => latin1(unit >> 8) + latin1(unit & 0xff)).join('');
  const forms = [little.replace(/\0$/, ''), big.replace(/^\0/, '')];
  return [...new Set(forms)].map(literal);
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`);
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function latin1(byte: number): string {
  return String.fromCharCode(byte);
}

/** A text as a pattern of itself. */
function literal(text: string): string {
  return text.replace(/[\s\S]/g, (unit) =>
    /[A-Za-z0-9_]/.test(unit) ? unit : `\\u${hex(unit.charCodeAt(0), 4)}`,
  );
}
