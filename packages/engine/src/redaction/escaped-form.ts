import { utf8Encode } from '../json/utf8.ts';
import type { Form, Reading } from './encodings.ts';

/** A character of the secret in all the ways it may be written. */
interface Character {
  readonly raw: string;
  readonly itself: string;
  /** UTF-8 */
  readonly bytes: readonly number[];
  /** UTF-16 */
  readonly units: readonly number[];
  readonly code: number;
  /** whether a backslash before it means the character itself */
  readonly backslashed: boolean;
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
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
/** Escapes of escapes of escapes: more backslashes than this before one character are nobody's encoding. */
const BACKSLASHES_MAX = 8;
const PERCENTS_MAX = 4;
/** `%`, `&`, `+` and the backslash */
const ESCAPE_LEADS: ReadonlySet<number> = new Set([0x25, 0x26, 0x2b, 0x5c]);

/** The secret's characters one by one, each raw or in any escape; a page may escape some and leave others. */
export function escapedForm(characters: readonly string[], binary: boolean, reading: Reading): Form {
  const expected = characters.map((itself): Character => {
    const bytes = binary ? [itself.charCodeAt(0)] : [...utf8Encode(itself)];
    const raw =
      binary || reading === 'text' ? itself : bytes.map((byte) => String.fromCharCode(byte)).join('');
    const units = Array.from({ length: itself.length }, (_, i) => itself.charCodeAt(i));
    const backslashed = /^["'\\/]$/.test(itself);
    return { raw, itself, bytes, units, code: itself.codePointAt(0) ?? 0, backslashed };
  });
  const starts = `%\\&${expected[0]?.raw.charAt(0) ?? ''}${expected[0]?.itself === ' ' ? '+' : ''}`;
  const left = expected.length * 4 + 64;
  return { starts, match: (text, at) => matchFrom(text, at, expected, 0, { left }) };
}

/**
 * Goes on alone while there is one way to read the next character; only a `%`, `\` or `&` has several. Text and
 * secret may both be made of nothing else, so the tries are counted: when they run out, what was read is
 * taken for the secret. That blanks out nonsense at worst, and never takes longer.
 */
function matchFrom(
  text: string,
  from: number,
  expected: readonly Character[],
  fromIndex: number,
  tries: { left: number },
): number {
  let at = from;
  for (let index = fromIndex; index < expected.length; index += 1) {
    tries.left -= 1;
    const character = expected[index];
    if (character === undefined || tries.left < 0) return at;
    if (!ESCAPE_LEADS.has(text.charCodeAt(at))) {
      if (!text.startsWith(character.raw, at)) return -1;
      at += character.raw.length;
      continue;
    }
    const ends = endsOf(text, at, character);
    const only = ends[0];
    if (only === undefined) return -1;
    if (ends.length > 1) {
      for (const end of ends) {
        const last = matchFrom(text, end, expected, index + 1, tries);
        if (last >= 0) return last;
      }
      return -1;
    }
    at = only;
  }
  return at;
}

function endsOf(text: string, at: number, character: Character): readonly number[] {
  const lead = text.charAt(at);
  const raw = text.startsWith(character.raw, at) ? [at + character.raw.length] : [];
  if (lead === '%') return [...raw, ...afterPercents(text, at, character)];
  if (lead === '&') return [...raw, ...defined(afterEntity(text, at, character))];
  if (lead === '\\') return [...raw, ...afterBackslashes(text, at, character)];
  return lead === '+' && character.itself === ' ' ? [at + 1] : raw;
}

function defined(end: number): readonly number[] {
  return end < 0 ? [] : [end];
}

function afterAll(
  text: string,
  at: number,
  values: readonly number[],
  after: (text: string, at: number, value: number) => number,
): number {
  let end = at;
  for (const value of values) {
    end = after(text, end, value);
    if (end < 0) return -1;
  }
  return end;
}

/** `%73`, and `%2573` where it was escaped again. An escaped `%` may end at every level. */
function afterPercents(text: string, at: number, character: Character): readonly number[] {
  if (character.itself !== '%') return defined(afterAll(text, at, character.bytes, afterPercent));
  const ends: number[] = [];
  for (let end = at + 1; text.startsWith('25', end) && ends.length < PERCENTS_MAX; end += 2)
    ends.push(end + 2);
  return ends;
}

function afterPercent(text: string, at: number, byte: number): number {
  if (text.charAt(at) !== '%') return -1;
  let end = at + 1;
  for (;;) {
    if (isHex(text, end, 2, byte)) return end + 2;
    if (!text.startsWith('25', end)) return -1;
    end += 2;
  }
}

/** `&#115;`, `&#x73;` and `&quot;`, also with the ampersand escaped again. */
function afterEntity(text: string, at: number, character: Character): number {
  let end = at + 1;
  const name = NAMED_ENTITIES[character.itself];
  if (name !== undefined && text.startsWith(`${name};`, end)) return end + name.length + 1;
  while (text.startsWith('amp;', end)) end += 4;
  if (name !== undefined && text.startsWith(`${name};`, end)) return end + name.length + 1;
  if (text.charAt(end) !== '#') return -1;
  const hexadecimal = text.charAt(end + 1).toLowerCase() === 'x';
  end += hexadecimal ? 2 : 1;
  while (text.charAt(end) === '0') end += 1;
  const digits = character.code.toString(hexadecimal ? 16 : 10);
  if (text.slice(end, end + digits.length).toLowerCase() !== digits) return -1;
  end += digits.length;
  return text.charAt(end) === ';' ? end + 1 : end;
}

/** `\u0073`, `\x73`, `\/`, each behind any number of backslashes. */
function afterBackslashes(text: string, at: number, character: Character): readonly number[] {
  const ends: number[] = [];
  let end = at;
  while (text.charAt(end) === '\\' && end - at < BACKSLASHES_MAX) {
    end += 1;
    if (character.backslashed && text.startsWith(character.itself, end)) ends.push(end + 1);
  }
  const letter = text.charAt(end);
  if (letter !== 'u' && letter !== 'x') return ends;
  const [values, width] = letter === 'u' ? [character.units, 4] : [character.bytes, 2];
  const last = afterAll(text, at, values, (searched, from, value) => {
    let digits = from;
    while (searched.charAt(digits) === '\\' && digits - from < BACKSLASHES_MAX) digits += 1;
    if (digits === from || searched.charAt(digits) !== letter) return -1;
    return isHex(searched, digits + 1, width, value) ? digits + 1 + width : -1;
  });
  return last < 0 ? ends : [...ends, last];
}

function isHex(text: string, at: number, width: number, value: number): boolean {
  const digits = text.slice(at, at + width);
  return digits.length === width && /^[0-9a-fA-F]+$/.test(digits) && Number.parseInt(digits, 16) === value;
}
