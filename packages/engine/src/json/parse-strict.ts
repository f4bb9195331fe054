import { type NumberFlaw, numberFlaw } from './number.ts';
import { jsonPointer } from './pointer.ts';
import { type StrictJsonCode, StrictJsonError } from './strict-json-error.ts';
import { utf8Decode } from './utf8.ts';
import type { JsonValue } from './value.ts';

export interface StrictJsonLimits {
  /** nested arrays and objects; 64 when absent */
  readonly depthMax?: number;
  /** UTF-8 bytes for bytes, UTF-16 code units for text; no limit when absent */
  readonly bytesMax?: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const NUMBER_TEXT: Readonly<Record<NumberFlaw, string>> = {
  number_unsafe: 'This number is too large to be exact. Send it as a string, or stay within ±(2^53-1).',
  number_inexact: 'This number has more digits than can be kept. Send fewer digits, or send it as a string.',
  negative_zero: 'Negative zero is not accepted. Send 0.',
};

/**
 * Reads JSON (RFC 8259, I-JSON RFC 7493) so that everyone who reads the value later sees the same thing.
 * Whatever it accepts, JSON.parse accepts with an equal value; it refuses what parsers disagree about:
 * duplicate keys, lone surrogates, numbers a double cannot hold exactly, prototype keys, deep nesting.
 * @throws {StrictJsonError}
 */
export function parseStrict(source: Uint8Array | string, limits: StrictJsonLimits = {}): JsonValue {
  if (limits.bytesMax !== undefined && source.length > limits.bytesMax) {
    throw new StrictJsonError(
      'too_large',
      `The JSON is longer than ${limits.bytesMax} bytes. Send less.`,
      0,
      '',
    );
  }
  return new Reader(textOf(source), limits.depthMax ?? 64).document();
}

function textOf(source: Uint8Array | string): string {
  const text = typeof source === 'string' ? source : utf8Decode(source);
  if (text === null) {
    throw new StrictJsonError(
      'invalid_utf8',
      'The JSON is not valid UTF-8. Send UTF-8 without a mark.',
      0,
      '',
    );
  }
  if (text.charCodeAt(0) === 0xfeff) {
    throw new StrictJsonError('byte_order_mark', 'The JSON begins with a byte order mark. Remove it.', 0, '');
  }
  if (!text.isWellFormed()) {
    const offset = text.search(/\p{Surrogate}/u);
    throw new StrictJsonError(
      'lone_surrogate',
      'The text has half a surrogate pair. Send whole characters.',
      offset,
      '',
    );
  }
  return text;
}

class Reader {
  readonly #text: string;
  readonly #depthMax: number;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  document(): JsonValue {
    this.#space();
    const value = this.#value(0);
    this.#path.length = 0;
    this.#space();
    if (this.#at < this.#text.length)
      this.#fail('trailing_content', 'There is text after the JSON value. Remove it.');
    return value;
  }

  #value(depth: number): JsonValue {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#string();
    if (code === 0x7b) return this.#object(depth + 1);
    if (code === 0x5b) return this.#array(depth + 1);
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.#number();
    if (code === 0x74) return this.#word('true', true);
    if (code === 0x66) return this.#word('false', false);
    if (code === 0x6e) return this.#word('null', null);
    return this.#fail('syntax', 'A JSON value is expected here.');
  }

  #object(depth: number): JsonValue {
    this.#enter(depth);
    // A plain object is safe here: the only key with a setter on its prototype is refused below.
    const object: Record<string, JsonValue> = {};
    if (this.#closes(0x7d)) return object;
    for (;;) {
      if (this.#text.charCodeAt(this.#at) !== QUOTE)
        this.#fail('syntax', 'An object key in double quotes is expected.');
      const keyAt = this.#at;
      const key = this.#string();
      this.#path[depth - 1] = key;
      this.#path.length = depth;
      if (FORBIDDEN_KEYS.has(key))
        this.#fail('forbidden_key', 'This key name is not accepted. Rename it.', keyAt);
      if (Object.hasOwn(object, key))
        this.#fail('duplicate_key', 'This key appears twice. Send it once.', keyAt);
      this.#space();
      if (this.#text.charCodeAt(this.#at) !== 0x3a)
        this.#fail('syntax', 'A colon is expected after the key.');
      this.#at += 1;
      this.#space();
      object[key] = this.#value(depth);
      this.#path.length = depth;
      this.#space();
      if (this.#ends(0x7d, 'A comma or } is expected.')) return object;
    }
  }

  #array(depth: number): JsonValue {
    this.#enter(depth);
    const array: JsonValue[] = [];
    if (this.#closes(0x5d)) return array;
    for (;;) {
      this.#path[depth - 1] = array.length;
      this.#path.length = depth;
      array.push(this.#value(depth));
      this.#path.length = depth;
      this.#space();
      if (this.#ends(0x5d, 'A comma or ] is expected.')) return array;
    }
  }

  #enter(depth: number): void {
    if (depth > this.#depthMax) {
      this.#fail('too_deep', `The JSON is nested deeper than ${this.#depthMax} levels. Flatten it.`);
    }
    this.#at += 1;
    this.#space();
  }

  #closes(close: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== close) return false;
    this.#at += 1;
    return true;
  }

  #ends(close: number, expectation: string): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== close && code !== 0x2c) this.#fail('syntax', expectation);
    this.#at += 1;
    if (code === close) return true;
    this.#space();
    return false;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH) return this.#escapedString(start, at);
      if (code < 0x20)
        this.#fail('control_character', 'A string holds a raw control character. Escape it.', at);
    }
    return this.#fail('syntax', 'A string has no end.', start - 1);
  }

  #escapedString(start: number, firstEscape: number): string {
    const text = this.#text;
    let value = '';
    let from = start;
    let surrogates = false;
    for (let at = firstEscape; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        value += text.slice(from, at);
        if (surrogates && !value.isWellFormed()) {
          this.#fail(
            'lone_surrogate',
            'An escape is half a surrogate pair. Send whole characters.',
            start - 1,
          );
        }
        this.#at = at + 1;
        return value;
      }
      if (code < 0x20)
        this.#fail('control_character', 'A string holds a raw control character. Escape it.', at);
      if (code !== BACKSLASH) {
        at += 1;
        continue;
      }
      const escaped = this.#escape(at);
      value += text.slice(from, at) + escaped;
      if (escaped >= '\ud800' && escaped <= '\udfff') surrogates = true;
      at += text[at + 1] === 'u' ? 6 : 2;
      from = at;
    }
    return this.#fail('syntax', 'A string has no end.', start - 1);
  }

  #escape(at: number): string {
    const letter = this.#text[at + 1] ?? '';
    if (letter === 'u') {
      const hex = this.#text.slice(at + 2, at + 6);
      if (/^[0-9a-fA-F]{4}$/.test(hex)) return String.fromCharCode(Number.parseInt(hex, 16));
    } else if (Object.hasOwn(ESCAPES, letter)) {
      return ESCAPES[letter] ?? '';
    }
    return this.#fail('syntax', 'A backslash escape is not one JSON knows.', at);
  }

  #number(): number {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    if (text.charCodeAt(at) === 0x2d) at += 1;
    const whole = at;
    let integer = 0;
    for (; isDigit(text.charCodeAt(at)); at += 1) integer = integer * 10 + text.charCodeAt(at) - 0x30;
    if (at === whole) this.#fail('syntax', 'A digit is expected.', at);
    if (at - whole > 1 && text.charCodeAt(whole) === 0x30)
      this.#fail('syntax', 'A number may not begin with 0.', whole);
    const integerEnd = at;
    if (text.charCodeAt(at) === 0x2e) at = this.#digits(at + 1);
    if (text.charCodeAt(at) === 0x65 || text.charCodeAt(at) === 0x45) {
      at += 1;
      if (text.charCodeAt(at) === 0x2b || text.charCodeAt(at) === 0x2d) at += 1;
      at = this.#digits(at);
    }
    this.#at = at;
    // Up to 15 digits the running sum is exact, so the common case needs no second look.
    if (at === integerEnd && at - whole <= 15 && integer !== 0) return whole === start ? integer : -integer;
    const literal = text.slice(start, at);
    const value = Number(literal);
    const flaw = numberFlaw(literal, value);
    if (flaw !== null) this.#fail(flaw, NUMBER_TEXT[flaw], start);
    return value;
  }

  #digits(from: number): number {
    let at = from;
    while (isDigit(this.#text.charCodeAt(at))) at += 1;
    if (at === from) this.#fail('syntax', 'A digit is expected.', at);
    return at;
  }

  #word<V>(word: string, value: V): V {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('syntax', 'A JSON value is expected here.');
    this.#at += word.length;
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(code: StrictJsonCode, message: string, offset = this.#at): never {
    throw new StrictJsonError(code, message, offset, jsonPointer(this.#path));
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
