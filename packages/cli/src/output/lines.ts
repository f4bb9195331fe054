import { escapeText, safeJson } from './escape.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A run of characters with one look. Its text is raw: the writer escapes it, and nothing else can reach a terminal. */
export type Piece = string | { readonly text: string; readonly style: Style };
export type Line = Piece | readonly Piece[];

/** Columns wider than this are cut: lists are for finding, `show` has everything. */
const CELL_WIDTH_MAX = 60;

export function styled(style: Style, text: string): Piece {
  return { text, style };
}

/** Aligned columns under their names. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Line[] {
  const cells = rows.map((row) => row.map((cell) => cut(escapeText(cell))));
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [styled('dim', line(columns)), ...cells.map(line)];
}

/** `name  value` lines. */
export function fields(pairs: readonly (readonly [name: string, value: Piece])[]): Line[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => [styled('dim', name.padEnd(width)), '  ', value]);
}

export function jsonLines(value: unknown): Line[] {
  return safeJson(value).split('\n');
}

/** `2026-11-21T07:05:21.000Z` as people read it. */
export function time(rfc3339: string | null): string {
  return rfc3339 === null ? '-' : rfc3339.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= CELL_WIDTH_MAX ? text : `${characters.slice(0, CELL_WIDTH_MAX - 1).join('')}…`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cells of a terminal: wide East Asian characters and emoji take two, combining marks none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
