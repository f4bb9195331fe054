import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeNext } from './safe-next.ts';

const ORIGIN = 'https://ap.example';

test('T46 a path of this origin survives the sign-in with its query and fragment', () => {
  for (const path of ['/', '/approvals/apr_1', '/activity?call=cal_2', '/agents#new']) {
    assert.equal(safeNext(path, ORIGIN), path);
  }
});

test('T46 other origins, scripts and tricks with slashes end at the inbox', () => {
  const tricks = [
    null,
    '',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    '/.//evil.example',
    '///evil.example',
    'data:text/html,x',
    ' /approvals',
  ];
  for (const trick of tricks) assert.equal(safeNext(trick, ORIGIN), '/', JSON.stringify(trick));
});

test('T46 whatever is wished, the result resolves to this origin and starts with one slash', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    ':',
    '@',
    '//',
    'evil.example',
    '\t',
    '%2f',
    '?',
    '#',
    'a',
  );
  const wish = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(wish, (text) => {
      const next = safeNext(text, ORIGIN);
      assert.match(next, /^\/(?![/\\])/);
      assert.equal(new URL(next, ORIGIN).origin, ORIGIN);
    }),
    { numRuns: 2_000 },
  );
});
