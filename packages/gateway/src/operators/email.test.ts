import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseEmail, readEmail } from './email.ts';

test('T43 case, spaces, width and invisible characters do not make another account', () => {
  const spellings = [
    'priya@example.com',
    ' Priya@Example.COM ',
    'PRIYA@EXAMPLE.COM\t',
    'priya@example.com\u200b',
    'pri\u00adya@example.com',
    'ｐｒｉｙａ@example.com',
    '\u202epriya@example.com',
    'priya @ example.com',
  ];
  for (const spelling of spellings) assert.equal(normaliseEmail(spelling), 'priya@example.com');
});

test('normalising twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const once = normaliseEmail(text);
      return normaliseEmail(once) === once;
    }),
  );
});

test('what cannot be an address is refused', () => {
  assert.equal(readEmail('A@b'), 'a@b');
  for (const text of ['', 'nobody', '@x', 'x@', 'a@b@c'])
    assert.throws(() => readEmail(text), /not an e-mail/);
});
