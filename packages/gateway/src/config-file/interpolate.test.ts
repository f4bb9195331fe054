// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseReference } from './interpolate.ts';

test('a key is a variable, a file, or the text itself, and nothing in between', () => {
  assert.deepEqual(parseReference('${STRIPE_KEY}'), { kind: 'variable', name: 'STRIPE_KEY' });
  assert.deepEqual(parseReference('${file:/run/secrets/stripe}'), {
    kind: 'file',
    path: '/run/secrets/stripe',
  });
  assert.deepEqual(parseReference('${file:keys/a b}'), { kind: 'file', path: 'keys/a b' });
  for (const text of [
    'sk_test_1',
    '$STRIPE_KEY',
    '${1X}',
    '${A}${B}',
    'Bearer ${A}',
    '${A:-b}',
    '${}',
    '${file:}',
  ]) {
    assert.deepEqual(parseReference(text), { kind: 'literal' }, text);
  }
});

test('any text is read without an error, and only whole references are references', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reference = parseReference(text);
      if (reference.kind === 'variable') assert.equal(text, `\${${reference.name}}`);
      if (reference.kind === 'file') assert.equal(text, `\${file:${reference.path}}`);
    }),
  );
});
