import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foreignParts, visible, visibleText } from './visible.ts';

const NEVER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test('T21 no control, format or invisible code point reaches the page as it is', () => {
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (!NEVER.test(character)) continue;
    const [segment] = visible(character);
    if (segment?.t !== 'escape') assert.fail(`U+${code.toString(16)} passed`);
  }
});

test('T22 a turned amount is named and keeps its place', () => {
  assert.deepEqual(visible('a\u202eb'), [
    { t: 'text', v: 'a' },
    { t: 'escape', code: 'U+202E' },
    { t: 'text', v: 'b' },
  ]);
});

test('nothing of a text is lost: texts and named characters make it again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const again = visible(text).map((segment) => {
        if (segment.t === 'text') return segment.v;
        if (segment.t === 'escape') return String.fromCodePoint(Number.parseInt(segment.code.slice(2), 16));
        return '';
      });
      assert.equal(again.join(''), text);
      assert.doesNotMatch(visibleText(visible(text)), NEVER);
    }),
  );
});

test('T22 a Cyrillic letter in a Latin word is parted from it, so that it can be marked', () => {
  assert.deepEqual(foreignParts('N\u043erdlicht 4'), [
    { text: 'N', foreign: false },
    { text: '\u043e', foreign: true },
    { text: 'rdlicht 4', foreign: false },
  ]);
});
