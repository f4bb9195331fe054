import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDomain } from '@agentport/engine';
import fc from 'fast-check';
import { parseMailAddress } from './mail-address.ts';

describe('parseMailAddress', () => {
  const taken: readonly (readonly [string, string, string])[] = [
    ['marta@example.com', '', 'marta@example.com'],
    ['Marta Lindqvist <marta@example.com>', 'Marta Lindqvist', 'marta@example.com'],
    ['<marta@example.com>', '', 'marta@example.com'],
    ['Zoë Ångström <zoe+news@mail.example.org>', 'Zoë Ångström', 'zoe+news@mail.example.org'],
    ['Marta@EXAMPLE.Com', '', 'Marta@example.com'],
    ['marta@bücher.example', '', 'marta@xn--bcher-kva.example'],
    ['marta@BÜCHER.example', '', 'marta@xn--bcher-kva.example'],
  ];
  for (const [text, name, address] of taken) {
    it(`reads ${text}`, () => {
      const read = parseMailAddress(text);
      assert.deepEqual([read?.name, read?.address, read?.domain], [name, address, address.split('@')[1]]);
    });
  }

  const refused = [
    '',
    'marta',
    '@example.com',
    'marta@',
    'marta@example',
    'marta@localhost',
    'marta@127.0.0.1',
    'marta@[127.0.0.1]',
    'marta@example.com, mallory@evil.example',
    'marta@example.com;mallory@evil.example',
    'marta@example.com mallory@evil.example',
    'marta@example.com>',
    'Marta <marta@example.com> x',
    'Team: marta@example.com;',
    '<@relay.example:marta@example.com>',
    'marta@example.com@evil.example',
    '"marta lindqvist"@example.com',
    'marta(comment)@example.com',
    '.marta@example.com',
    'marta..l@example.com',
    'märta@example.com',
    'marta@exa%6dple.com',
    'marta@example.com.',
    'marta@-example.com',
    'boss@example.com <mallory@evil.example>',
    'Marta\u202e <marta@example.com>',
    'Marta\u200b <marta@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text).slice(0, 60)}`, () => assert.equal(parseMailAddress(text), null));
  }

  it('T57 no address holds a line break or control character, whatever was given', () => {
    const piece = fc.constantFrom(
      'a',
      '@',
      '.',
      'example.com',
      '<',
      '>',
      '\r\n',
      '\n',
      '\0',
      '\t',
      ' ',
      'Bcc: x',
      '"',
      'é',
      '%0a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const read = parseMailAddress(pieces.join(''));
        if (read === null) return;
        assert.doesNotMatch(read.name + read.address, /[\p{Cc}<>"]/u);
        assert.match(read.address, /^[!-~]+@[a-z0-9.-]+$/);
        assert.ok(isDomain(read.domain));
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads what it wrote again to the same', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(word, word, (local, host) => {
        const read = parseMailAddress(`${local}@${host}.example`);
        if (read !== null) assert.deepEqual(parseMailAddress(read.address), read);
      }),
    );
  });
});
