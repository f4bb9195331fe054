import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { escapeCode, type Segment, segmentsOf } from './escape.ts';

/** Said the other way round than in the code: what may be shown, by general category. */
const SHOWN =
  /^[\p{L}\p{Nd}\p{Nl}\p{No}\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{Sm}\p{Sc}\p{Sk}\p{So}\p{Mn}\p{Mc} ]$/u;
/** Of those, what has no ink, covers other letters or selects a variant. */
const EXCEPT =
  /^(?:\p{Default_Ignorable_Code_Point}|\p{Variation_Selector}|\u2800|\u{1d159}|\u{16fe4}|\ufffc|[\u0334-\u0338]|[\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb])$/u;

const back = (segments: readonly Segment[]): string =>
  segments
    .map((segment) => {
      if (segment.t === 'text') return segment.v;
      if (segment.t === 'secret') return '?';
      return String.fromCodePoint(Number.parseInt(segment.code.slice(2), 16)).repeat(segment.count);
    })
    .join('');

describe('segmentsOf', () => {
  test('T21 of all 1,114,112 code points exactly the visible, assigned ones stay text; all others are named', () => {
    let shown = 0;
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const segments = segmentsOf(`a${character}`);
      const expected = SHOWN.test(character) && !EXCEPT.test(character);
      if (expected) {
        shown += 1;
        assert.deepEqual(segments, [{ t: 'text', v: `a${character}` }], escapeCode(character));
      } else {
        assert.equal(segments.length, 2, escapeCode(character));
        assert.deepEqual(
          { ...segments[1], name: null },
          { t: 'escape', code: escapeCode(character), name: null, count: 1 },
        );
      }
    }
    assert.ok(shown > 140_000 && shown < 200_000, String(shown));
  });

  test('T21 named classes are escaped: controls, formats, separators, private, unassigned, surrogates, ignorable', () => {
    for (const character of [
      '\u0000',
      '\u001b',
      '\u007f',
      '\u0085',
      '\u00ad',
      '\u200b',
      '\u202e',
      '\u2066',
      '\u2028',
      '\u2029',
      '\ue000',
      '\u0378',
      '\ud800',
      '\udfff',
      '\u034f',
      '\u115f',
      '\u3164',
      '\uffa0',
      '\ufe0f',
      '\u{e0041}',
      '\u00a0',
      '\u3000',
      '\u2003',
      '\n',
      '\t',
      '\u2800',
      '\u0336',
      '\u20dd',
    ]) {
      const [first] = segmentsOf(character);
      assert.equal(first?.t, 'escape', escapeCode(character));
    }
  });

  test('T22 a direction override inside an amount is named where it stands', () => {
    assert.deepEqual(segmentsOf('pay \u202e0021'), [
      { t: 'text', v: 'pay ' },
      { t: 'escape', code: 'U+202E', name: 'right-to-left override', count: 1 },
      { t: 'text', v: '0021' },
    ]);
  });

  test('T23 two thousand spaces or line breaks become one counted escape', () => {
    assert.deepEqual(segmentsOf(`ok${' '.repeat(2_000)}DROP`), [
      { t: 'text', v: 'ok' },
      { t: 'escape', code: 'U+0020', name: 'space', count: 2_000 },
      { t: 'text', v: 'DROP' },
    ]);
    assert.equal(segmentsOf('\n'.repeat(2_000)).length, 1);
    assert.deepEqual(segmentsOf('a   b'), [{ t: 'text', v: 'a   b' }]);
  });

  test('T21 marks without a letter, and more than four on one letter, are named instead of drawn', () => {
    assert.equal(segmentsOf('\u0301x')[0]?.t, 'escape');
    assert.deepEqual(segmentsOf('e\u0301\u0323'), [{ t: 'text', v: 'e\u0301\u0323' }]);
    const zalgo = segmentsOf(`e${'\u0301\u0302\u0303\u0304\u0305\u0306\u0307'.repeat(3)}`);
    assert.equal(zalgo.find((segment) => segment.t === 'text')?.v.length, 5);
    assert.equal(segmentsOf(`e${'\u0301'.repeat(9)}`).length, 2);
  });

  test('nothing is dropped or changed: the segments give the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(back(segmentsOf(text)), text)),
      { numRuns: 5_000 },
    );
  });
});
