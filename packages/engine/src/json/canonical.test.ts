import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonical } from './canonical.ts';
import { parseStrict } from './parse-strict.ts';
import type { JsonValue } from './value.ts';

/** Values that survive strict parsing: safe integers, short decimals, whole characters, no prototype keys. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const key = text.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 53 - 1), max: 2 ** 53 - 1 }),
);
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    number.map((n) => (n === 0 ? 0 : n)),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

function shuffled(input: JsonValue): JsonValue {
  if (Array.isArray(input)) return input.map(shuffled);
  if (input === null || typeof input !== 'object') return input;
  return Object.fromEntries(
    Object.entries(input)
      .reverse()
      .map(([name, member]) => [name, shuffled(member)]),
  );
}

describe('canonical', () => {
  test('numbers are written as RFC 8785 appendix B lists them', () => {
    const bits = (hex: string) => Buffer.from(hex, 'hex').readDoubleBE();
    const table: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['41b3de4355555554', '333333333.33333325'],
      ['41b3de4355555555', '333333333.3333333'],
      ['41b3de4355555556', '333333333.3333334'],
      ['41b3de4355555557', '333333333.33333343'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ];
    for (const [hex, expected] of table) assert.equal(canonical(bits(hex)), expected, hex);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.throws(() => canonical(bad), TypeError);
    }
  });

  test('keys are sorted by UTF-16 code units, not by code point or locale', () => {
    const object = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7, a: 8, Z: 9 };
    const expected = ['\r', '1', 'Z', 'a', '\u0080', 'ö', '€', '😀', '\ufb33'];
    assert.deepEqual(
      [...canonical(object).matchAll(/"((?:[^"\\]|\\.)+)":/g)].map((m) => JSON.parse(`"${m[1]}"`)),
      expected,
    );
  });

  test('strings keep every character and escape only what JSON demands', () => {
    assert.equal(
      canonical('€$\u000f\nA\'B"\\\\"/\u007f\u2028'),
      '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"',
    );
    assert.throws(() => canonical('\ud800'), TypeError);
    assert.throws(() => canonical({ '\udc00': 1 }), TypeError);
  });

  test('anything that is not plain JSON data is refused rather than guessed', () => {
    for (const bad of [
      undefined,
      () => 1,
      Symbol('s'),
      1n,
      new Date(0),
      new Map(),
      { a: undefined },
      new Array(2),
    ]) {
      assert.throws(() => canonical(bad), TypeError);
    }
    assert.equal(canonical(Object.assign(Object.create(null), { b: 1, a: [] })), '{"a":[],"b":1}');
  });

  test('reading the canonical form gives the value back', () => {
    fc.assert(
      fc.property(value, (v) => assert.deepEqual(parseStrict(canonical(v)), v)),
      { numRuns: 3_000 },
    );
  });

  test('the canonical form does not depend on the order in which an object was built', () => {
    fc.assert(
      fc.property(value, (v) => assert.equal(canonical(shuffled(v)), canonical(v))),
      { numRuns: 2_000 },
    );
  });
});
