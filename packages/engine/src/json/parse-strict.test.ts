import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonical } from './canonical.ts';
import { parseStrict } from './parse-strict.ts';
import { type StrictJsonCode, StrictJsonError } from './strict-json-error.ts';
import { utf8Encode } from './utf8.ts';

function refuses(source: Uint8Array | string, code: StrictJsonCode, path = ''): void {
  assert.throws(
    () => parseStrict(source),
    (error) => {
      assert.ok(error instanceof StrictJsonError, String(error));
      assert.equal(error.code, code);
      assert.equal(error.path, path);
      return true;
    },
    `expected ${code} for ${JSON.stringify(String(source).slice(0, 60))}`,
  );
}

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('parseStrict', () => {
  test('T17 duplicate JSON keys are refused at parse, also when one of them is escaped', () => {
    refuses('{"a":1,"a":2}', 'duplicate_key', '/a');
    refuses('{"to":{"id":1,"\\u0069d":2}}', 'duplicate_key', '/to/id');
    refuses('[{"":1,"":2}]', 'duplicate_key', '/0/');
    assert.deepEqual(parseStrict('{"a":{"a":1},"b":{"a":2}}'), { a: { a: 1 }, b: { a: 2 } });
  });

  test('T18 a number is taken only when the value shown and the value sent are the same decimal', () => {
    for (const text of [
      '9007199254740992',
      '-9007199254740992',
      '1e400',
      '1e20',
      '9'.repeat(400),
      '9007199254740993.0',
    ]) {
      refuses(text, 'number_unsafe');
    }
    for (const text of [
      '0.1000000000000000055511151231257827',
      '1e-400',
      `0.${'1'.repeat(400)}`,
      '4503599627370496.75',
    ]) {
      refuses(text, 'number_inexact');
    }
    for (const text of ['-0', '-0.0', '-0e5', '-1e-400']) refuses(text, 'negative_zero');
    for (const text of ['1e3', '1000', '1000.0', '10E+2', '0.1e4', '1000000e-3']) {
      assert.equal(canonical(parseStrict(text)), '1000');
    }
    assert.equal(parseStrict('9007199254740991'), Number.MAX_SAFE_INTEGER);
    assert.equal(parseStrict('0.30000000000000004'), 0.1 + 0.2);
    assert.equal(parseStrict('5e-324'), 5e-324);
    assert.equal(parseStrict('0e99'), 0);
  });

  test('T19 lone surrogates, overlong UTF-8, byte order marks and UTF-16 are refused', () => {
    refuses('"\ud800"', 'lone_surrogate');
    refuses('{"a":"x\\udc00"}', 'lone_surrogate', '/a');
    refuses('"\\ud83d\\u0041"', 'lone_surrogate');
    refuses('"\\ude00\\ud83d"', 'lone_surrogate');
    refuses('{"\\ud800":1}', 'lone_surrogate');
    refuses(bytes(0x22, 0xc0, 0x80, 0x22), 'invalid_utf8');
    refuses(bytes(0x22, 0xe0, 0x80, 0xaf, 0x22), 'invalid_utf8');
    refuses(bytes(0x22, 0xed, 0xa0, 0x80, 0x22), 'invalid_utf8');
    refuses(bytes(0x22, 0xf5, 0x80, 0x80, 0x80, 0x22), 'invalid_utf8');
    refuses(bytes(0xef, 0xbb, 0xbf, 0x31), 'byte_order_mark');
    refuses('\ufeff1', 'byte_order_mark');
    refuses(bytes(0xff, 0xfe, 0x31, 0x00), 'invalid_utf8');
    refuses(bytes(0x31, 0x00), 'trailing_content');
    refuses(bytes(0x00, 0x31), 'syntax');
    assert.equal(parseStrict('"\\ud83d\\ude00"'), '😀');
    assert.equal(parseStrict(utf8Encode('"😀"')), '😀');
  });

  test('T20 prototype keys are refused at any depth and nothing is polluted', () => {
    refuses('{"__proto__":{"admin":true}}', 'forbidden_key', '/__proto__');
    refuses('{"a":[{"constructor":1}]}', 'forbidden_key', '/a/0/constructor');
    refuses('{"\\u005f_proto__":1}', 'forbidden_key', '/__proto__');
    refuses('{"prototype":1}', 'forbidden_key', '/prototype');
    assert.equal('admin' in {}, false);
    assert.deepEqual(parseStrict('{"toString":1,"hasOwnProperty":2}'), { toString: 1, hasOwnProperty: 2 });
  });

  test('T71 nesting deeper than the limit is refused, however deep, without exhausting the stack', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    assert.ok(parseStrict(nested(64)));
    refuses(nested(65), 'too_deep', '/0'.repeat(64));
    refuses('{"a":'.repeat(100_000), 'too_deep', '/a'.repeat(64));
    assert.throws(() => parseStrict('[[1]]', { depthMax: 1 }), { code: 'too_deep' });
  });

  test('a document longer than its limit is refused before it is read', () => {
    assert.throws(() => parseStrict('"12345"', { bytesMax: 6 }), { code: 'too_large' });
    assert.equal(parseStrict('"12345"', { bytesMax: 7 }), '12345');
  });

  test('text that is not exactly one JSON value is refused', () => {
    for (const text of [
      '',
      ' ',
      '{',
      '[',
      '"',
      '{"a"}',
      '{"a":}',
      '{a:1}',
      "{'a':1}",
      '[1,]',
      '{"a":1,}',
      '[,1]',
      '01',
      '+1',
      '.5',
      '1.',
      '1e',
      '1e+',
      '-',
      '--1',
      'NaN',
      'Infinity',
      'tru',
      'True',
      'undefined',
      '// c\n1',
      '"\\x41"',
      '"\\u12g4"',
      '"\\u00"',
      '\u00a01',
      '\u20281',
    ]) {
      assert.throws(() => parseStrict(text), { code: 'syntax' }, JSON.stringify(text));
    }
    for (const text of ['1 2', '{} {}', 'nullx', '1\u0000', '[1]]', '1_000', '0x10'])
      refuses(text, 'trailing_content');
    refuses('"a\tb"', 'control_character');
    refuses('"\\n\u0000"', 'control_character');
  });

  test('the error points at the value and the place, and never repeats the value', () => {
    assert.throws(
      () => parseStrict('{"a/b":[0,{"~c":12345678901234567890}]}'),
      (error) => {
        assert.ok(error instanceof StrictJsonError);
        assert.equal(error.path, '/a~1b/1/~0c');
        assert.equal(error.offset, 16);
        assert.equal(error.message.includes('12345'), false);
        return true;
      },
    );
  });

  test('whatever is accepted, JSON.parse accepts with an equal value', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '"a"',
      '"b":',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'E+',
      'true',
      'false',
      'null',
      ' ',
      '\n',
      '\\u0041',
      '\\ud83d',
      '\\ude00',
      '😀',
      '\t',
      '9007199254740991',
      '1e400',
      '"\\n"',
      '__proto__',
    );
    const soup = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));
    const mutated = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.nat(), fc.nat(), piece)
      .map(([text, at, cut, extra]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + extra + text.slice(place + (cut % 3));
      });
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(soup, mutated, fc.json()), (text) => {
        let value: unknown;
        try {
          value = parseStrict(text);
        } catch (error) {
          assert.ok(error instanceof StrictJsonError, String(error));
          return;
        }
        accepted += 1;
        assert.deepEqual(value, JSON.parse(text));
      }),
      { numRuns: 20_000 },
    );
    assert.ok(accepted > 1_000, `only ${accepted} documents were accepted: the comparison proves too little`);
  });

  test('every well-formed value of ours is accepted, as text and as bytes', () => {
    const value = fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }).map((v) => JSON.stringify(v));
    fc.assert(
      fc.property(value, (text) => {
        const plain = JSON.parse(text);
        let own: unknown;
        try {
          own = parseStrict(utf8Encode(text));
        } catch (error) {
          assert.ok(error instanceof StrictJsonError);
          assert.ok(
            ['forbidden_key', 'number_unsafe', 'negative_zero', 'lone_surrogate'].includes(error.code),
            error.code,
          );
          return;
        }
        assert.deepEqual(own, plain);
      }),
      { numRuns: 3_000 },
    );
  });
});
