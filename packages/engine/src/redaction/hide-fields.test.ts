import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { jsonPointer } from '../json/pointer.ts';
import type { JsonValue } from '../json/value.ts';
import { hideFields } from './hide-fields.ts';

const key = fc.constantFrom('a', 'b', 'secret', '0');
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 1, 'text', 'x'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const anyPath = fc
  .array(fc.constantFrom('a', 'b', 'secret', '0', '*', '**'), { minLength: 1, maxLength: 4 })
  .map((steps) => steps.join('.'));

function* leaves(value: JsonValue, at: readonly string[] = []): Generator<[readonly string[], JsonValue]> {
  if (at.length > 0) yield [at, value];
  if (value === null || typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) yield* leaves(member as JsonValue, [...at, name]);
}

/** The paths as regular expressions over JSON Pointers: another way to say the same. */
function named(at: readonly string[], path: string): boolean {
  const pattern = path
    .split('.')
    .map((step) => (step === '**' ? '(?:/[^/]+)*' : step === '*' ? '/[^/]+' : `/${step}`))
    .join('');
  return new RegExp(`^${pattern}$`).test(jsonPointer(at));
}

describe('hideFields', () => {
  test('hides what the paths name and nothing else', () => {
    const reply = {
      data: [
        { id: 1, card: { number: '4242', brand: 'visa' } },
        { id: 2, card: null },
      ],
      client_secret: 'x',
      next: { client_secret: { deep: true } },
    };
    assert.deepEqual(hideFields(reply, ['data.*.card.number', '**.client_secret', 'nothing.here']), {
      value: {
        data: [
          { id: 1, card: { number: '[hidden]', brand: 'visa' } },
          { id: 2, card: null },
        ],
        client_secret: '[hidden]',
        next: { client_secret: '[hidden]' },
      },
      hidden: 3,
    });
    assert.deepEqual(hideFields({ a: [1, 2] }, ['a.0']).value, { a: ['[hidden]', 2] });
    assert.deepEqual(hideFields({ a: 1 }, []).value, { a: 1 });
    assert.deepEqual(hideFields({ a: 1 }, ['']).value, { a: 1 });
    assert.deepEqual(hideFields({ a: { b: 1 }, c: 2 }, ['**']).value, { a: '[hidden]', c: '[hidden]' });
  });

  test('every field a path names is hidden, every other leaf is the same as before', () => {
    fc.assert(
      fc.property(anyValue, fc.array(anyPath, { maxLength: 3 }), (value, paths) => {
        const before = structuredClone(value);
        const { value: after, hidden } = hideFields(value, paths);
        assert.deepEqual(value, before, 'the input was changed');
        let found = 0;
        const check = (was: JsonValue, is: JsonValue, at: readonly string[]): void => {
          if (at.length > 0 && paths.some((path) => named(at, path))) {
            found += 1;
            assert.equal(is, '[hidden]');
          } else if (was === null || typeof was !== 'object') {
            assert.equal(is, was);
          } else {
            assert.deepEqual(Object.keys(is as object), Object.keys(was));
            for (const [name, member] of Object.entries(was)) {
              check(member as JsonValue, (is as Record<string, JsonValue>)[name] ?? null, [...at, name]);
            }
          }
        };
        check(value, after, []);
        assert.equal(hidden, found);
      }),
      { numRuns: 5_000 },
    );
  });

  test('two lists of paths are never taken for each other', () => {
    const reply = { a: 1, b: 2, 'a\nb': 3, 'a","b': 4 };
    const hidden = (paths: readonly string[]) => {
      const { value } = hideFields(reply, paths);
      return Object.entries(value as object).flatMap(([name, member]) =>
        member === '[hidden]' ? [name] : [],
      );
    };
    for (let again = 0; again < 2; again += 1) {
      assert.deepEqual(hidden(['a', 'b']), ['a', 'b']);
      assert.deepEqual(hidden(['a\nb']), ['a\nb']);
      assert.deepEqual(hidden(['a","b']), ['a","b']);
    }
  });

  test('what is remembered of a list of paths does not grow with the replies', () => {
    const paths = Array.from({ length: 12 }, (_, index) => `**.k${index}.**.x.y`);
    for (let reply = 0; reply < 600; reply += 1) {
      let value: JsonValue = { x: { y: 'seen' } };
      for (let index = 0; index < 12; index += 1)
        value = reply & (1 << index) ? { [`k${index}`]: value } : value;
      assert.equal(hideFields(value, paths).hidden, reply === 0 ? 0 : 1);
    }
  });

  test('a secret field is hidden wherever it lies', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const { value: after } = hideFields(value, ['**.secret']);
        for (const [at, leaf] of leaves(after)) if (at.at(-1) === 'secret') assert.equal(leaf, '[hidden]');
      }),
    );
  });
});
