import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvCell } from './csv.ts';

test('no cell begins as a formula, whatever text it is given', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '\n@', '＝'),
      fc.string(),
      (begin, rest) => {
        const cell = csvCell(begin + rest).replace(/^"/, '');
        assert.equal(cell.charAt(0), "'");
      },
    ),
  );
});

test('a reader of tables gets the text back, but for the apostrophe', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const cell = csvCell(text);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      assert.ok(read === text || read === `'${text}`);
      if (/[",\r\n]/.test(text)) assert.ok(cell.startsWith('"') && cell.endsWith('"'));
    }),
  );
});

test('numbers stay numbers and nothing stays empty', () => {
  assert.deepEqual([csvCell(-5), csvCell(null), csvCell(undefined)], ['-5', '', '']);
});
