import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One figure. `ratio` is value to baseline, and null where there is nothing to compare with. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
}

export function row(name: string, value: number, unit: string, baseline: number | null = null): Row {
  const ratio = baseline === null ? null : rounded(value / baseline);
  return {
    name,
    value: rounded(value),
    unit,
    baseline: baseline === null ? null : rounded(baseline),
    ratio,
  };
}

/** Writes the rows where a reader finds the latest run. */
export function saveRows(rows: readonly Row[], machine: object): string {
  const file = path.join(import.meta.dirname, '..', 'results', 'latest.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  return file;
}

export function printRow({ name, value, unit, baseline, ratio }: Row): void {
  const right = (text: string, width: number) => text.padStart(width);
  const cells = [
    name.padEnd(62),
    right(shown(value), 12),
    unit.padEnd(10),
    right(baseline === null ? '' : shown(baseline), 12),
    right(ratio === null ? '' : `${ratio.toFixed(2)}×`, 8),
  ];
  process.stdout.write(`${cells.join(' ')}\n`);
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
