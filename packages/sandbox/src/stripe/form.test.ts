import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StripeError } from './errors.ts';
import { type FormValue, parseForm } from './form.ts';

function encode(value: FormValue, name: string): string[] {
  if (typeof value === 'string') return [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => encode(inner, `${name}[${key}]`));
}

const key = fc.stringMatching(/^[a-z_]{1,6}$/);
const { tree } = fc.letrec<{ tree: FormValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 3 }),
  ),
}));

test('nested fields survive a round trip through the form encoding', () => {
  fc.assert(
    fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), (fields) => {
      const text = Object.entries(fields)
        .flatMap(([name, value]) => encode(value, name))
        .join('&');
      assert.equal(JSON.stringify(parseForm(text)), JSON.stringify(fields));
    }),
  );
});

test('any text either parses or is refused as a bad request', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-c[\]=&%+0-9]{0,40}$/)), (text) => {
      try {
        parseForm(text);
      } catch (error) {
        assert.ok(error instanceof StripeError);
        assert.equal(error.status, 400);
      }
    }),
  );
});

test('a parameter that comes twice is refused, whatever way it is spelled', () => {
  for (const text of [
    'amount=1&amount=2',
    'a[b]=1&a[b]=2',
    'a=1&a[b]=2',
    'a[b]=1&a=2',
    'amount=1&%61mount=2',
  ]) {
    assert.throws(() => parseForm(text), StripeError, text);
  }
});

test('empty brackets append to a list', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(parseForm('expand[]=a&expand[]=b'))), { expand: ['a', 'b'] });
});

test('a field named __proto__ is only a field', () => {
  const fields = parseForm('metadata[__proto__][x]=1');
  assert.equal(({} as { x?: string }).x, undefined);
  assert.deepEqual(Object.keys(fields.metadata as object), ['__proto__']);
});
