import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeText, safeJson } from './escape.ts';
import { fields, styled, table } from './lines.ts';
import { createOutput } from './output.ts';

/** What no text of others may hold on its way to a terminal. */
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    '\u2066',
    '\u200b',
    '\ufeff',
    '\r',
    '\ud800',
    '\u{e0041}',
  ),
);
const nastyText = fc.array(nasty).map((parts) => parts.join(''));

test('T88 no control, bidi or invisible character of others reaches the terminal', () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      assert.doesNotMatch(escapeText(text), DANGEROUS);
      assert.doesNotMatch(safeJson({ [text]: text }, 0), DANGEROUS);
      let written = '';
      const sink = { isTTY: true, write: (out: string) => (written += out) };
      for (const format of ['human', 'json', 'toon'] as const) {
        const out = createOutput({ stdout: sink, stderr: sink, env: { NO_COLOR: '1' } }, format);
        out.show({ [text]: [text] }, () => [
          ...table([text], [[text]]),
          ...fields([[text, text]]),
          styled('red', text),
          [text, text],
        ]);
        out.note(text);
      }
      for (const line of written.split('\n')) assert.doesNotMatch(line, DANGEROUS);
    }),
  );
});

test('JSON with escapes is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), nastyText, (value, text) => {
      const both = { value, text };
      assert.deepEqual(JSON.parse(safeJson(both)), JSON.parse(JSON.stringify(both)));
    }),
  );
});

test('what people can read stays as it is', () => {
  for (const text of ['plain', 'Zürich', '日本語', '100 € ✓', 'C:\\temp', 'emoji 🎉']) {
    assert.equal(escapeText(text), text);
  }
  assert.equal(escapeText('a\u202eb\n'), 'a\\u{202e}b\\u{a}');
});

test('columns are aligned, also beside wide characters', () => {
  const lines = table(
    ['NAME', 'ID'],
    [
      ['a', '1'],
      ['日本', '2'],
    ],
  );
  assert.deepEqual(lines.slice(1), ['a     1', '日本  2']);
});

test('colours are for terminals, and only where NO_COLOR is not set', () => {
  const written = (isTTY: boolean, env: Record<string, string>) => {
    let text = '';
    const sink = { isTTY, write: (out: string) => (text += out) };
    createOutput({ stdout: sink, stderr: sink, env }, 'human').show(null, () => [styled('red', 'x')]);
    return text;
  };
  assert.equal(written(true, {}), '\u001b[31mx\u001b[0m\n');
  assert.equal(written(true, { NO_COLOR: '1' }), 'x\n');
  assert.equal(written(false, {}), 'x\n');
});
