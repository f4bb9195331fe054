import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const FILE = path.join(import.meta.dirname, '..', 'results', 'latest.json');

interface Latest {
  readonly machine: object;
  readonly rows: readonly (Row & { readonly case: string })[];
}

/** Writes the rows of a case where a reader finds the latest run of each. Those of the other cases stay. */
export function saveRows(name: string, rows: readonly Row[], machine: object): string {
  const kept = readLatest().rows.filter((one) => one.case !== name);
  const latest: Latest = { machine, rows: [...kept, ...rows.map((one) => ({ case: name, ...one }))] };
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(latest, null, 2)}\n`);
  return FILE;
}

function readLatest(): Latest {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Latest;
  } catch {
    return { machine: {}, rows: [] };
  }
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
