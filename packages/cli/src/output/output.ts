import { encode } from '@toon-format/toon';
import type { Sink, Surroundings } from '../surroundings.ts';
import { escapeText, safeJson } from './escape.ts';
import type { Line, Piece, Style } from './lines.ts';

export const FORMATS = ['human', 'json', 'toon'] as const;
export type Format = (typeof FORMATS)[number];

/** The only way to the terminal. Results go to stdout, everything else to stderr. */
export interface Output {
  readonly format: Format;
  /** a result: the value as it is for machines, its lines for people */
  show(value: unknown, human: () => readonly Line[]): void;
  /** one of a stream of results; JSON has one line for each */
  item(value: unknown, human: () => readonly Line[]): void;
  /** for people who wait; machines do not get it */
  note(...lines: readonly Line[]): void;
  /** what a person must see before answering: on stderr in every format */
  present(lines: readonly Line[]): void;
}

export function createOutput(
  around: Pick<Surroundings, 'stdout' | 'stderr' | 'env'>,
  format: Format,
): Output {
  const write = (sink: Sink, lines: readonly Line[]) => {
    const colour = sink.isTTY === true && !around.env.NO_COLOR;
    for (const line of lines) sink.write(`${render(line, colour)}\n`);
  };
  const show = (value: unknown, human: () => readonly Line[], indent: number) => {
    if (format === 'human') write(around.stdout, human());
    else if (format === 'json') around.stdout.write(`${safeJson(value, indent)}\n`);
    else around.stdout.write(`${encode(escapeAll(value))}\n`);
  };
  return {
    format,
    show: (value, human) => show(value, human, 2),
    item: (value, human) => show(value, human, 0),
    note: (...lines) => {
      if (format === 'human') write(around.stderr, lines);
    },
    present: (lines) => write(around.stderr, lines),
  };
}

const SGR: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

function render(line: Line, colour: boolean): string {
  const pieces: readonly Piece[] = Array.isArray(line) ? line : [line as Piece];
  return pieces.map((piece) => renderPiece(piece, colour)).join('');
}

function renderPiece(piece: Piece, colour: boolean): string {
  if (typeof piece === 'string') return escapeText(piece);
  const text = escapeText(piece.text);
  return colour ? `\u001b[${SGR[piece.style]}m${text}\u001b[0m` : text;
}

/** TOON has no escape for most control characters, so they are made visible before it is written. */
function escapeAll(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(escapeAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [escapeText(name), escapeAll(member)]),
  );
}
