import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonValue } from '@agentport/engine';
import fc from 'fast-check';
import { formEncode, formPairs } from './form.ts';

describe('form encoding', () => {
  it('nests objects and lists in brackets and writes booleans and numbers as text', () => {
    const { pairs } = formPairs([
      ['amount', 1250],
      ['capture', false],
      ['metadata', { ticket: 'A&B', 'crm id': '=' }],
      ['items', [{ price: 'p1' }, { price: 'p2' }]],
    ]);
    assert.equal(
      formEncode(pairs),
      'amount=1250&capture=false&metadata[ticket]=A%26B&metadata[crm%20id]=%3D&items[0][price]=p1&items[1][price]=p2',
    );
  });

  it('T55 no value adds or changes a field: a server reads back exactly the names and values', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[&=;+%#[\]a-c\r\n ]{0,10}$/));
    fc.assert(
      fc.property(fc.dictionary(texts, texts, { minKeys: 1, maxKeys: 5 }), texts, (metadata, reason) => {
        const { pairs, problems } = formPairs([
          ['reason', reason],
          ['metadata', metadata as JsonValue],
        ]);
        if (problems.length > 0) return;
        const read = [...new URLSearchParams(formEncode(pairs))];
        const expected = Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value]);
        assert.deepEqual(read, [['reason', reason], ...expected]);
      }),
      { numRuns: 2_000 },
    );
  });

  for (const key of ['a][b', '[', ']', '', 'a\nb', '\ud800']) {
    it(`T55 refuses the key ${JSON.stringify(key)}, which a server would read as another field`, () => {
      assert.equal(formPairs([['metadata', { [key]: 'x' }]]).problems.length, 1);
    });
  }

  for (const value of [null, [], {}, { a: null }, { a: [] }, '\ud800']) {
    it(`refuses ${JSON.stringify(value)}, which a form would silently leave out or change`, () => {
      assert.equal(formPairs([['field', value]]).problems.length, 1);
    });
  }
});
