import type { Segment } from './escape.ts';
import type { DisplayModel, DisplayRow } from './model.ts';

/** Fewer earlier values than this say nothing about what is usual. */
export const COMPARED_MIN = 5;

/** How one value stands among the same value of earlier calls that people approved. */
export type Comparison =
  | {
      readonly kind: 'number';
      readonly pointer: string;
      readonly unusual: boolean;
      /** those before, newest first */
      readonly earlier: readonly number[];
      /** how the page writes the smallest, the middle and the largest of them */
      readonly lowest: string;
      readonly middle: string;
      readonly highest: string;
      /** this value divided by the middle one; null where that is no figure */
      readonly times: number | null;
    }
  | {
      readonly kind: 'text';
      readonly pointer: string;
      readonly unusual: boolean;
      /** earlier calls that had any value here, and those that had this one */
      readonly of: number;
      readonly same: number;
      /** what most of them had, and how many that were */
      readonly usual: readonly Segment[];
      readonly usually: number;
    }
  /** `given`: no earlier call had a value here. `left_out`: every one had, and this one has none */
  | {
      readonly kind: 'given' | 'left_out';
      readonly pointer: string;
      readonly unusual: true;
      readonly of: number;
    };

/**
 * Compares what a person is shown with what people were shown before they approved. It reads display models and no
 * arguments, so a value that was masked there is not compared, and nothing appears that was not on a page already.
 * @param earlier newest first, of the same operation and connection
 */
export function compareValues(model: DisplayModel, earlier: readonly DisplayModel[]): readonly Comparison[] {
  if (earlier.length < COMPARED_MIN) return [];
  const before = earlier.map((one) => new Map(one.rows.map((row) => [row.pointer, row])));
  const found = model.rows.map((row) => compareRow(row, before)).filter((comparison) => comparison !== null);
  return [...found, ...leftOut(model, before)];
}

type Rows = ReadonlyMap<string, DisplayRow>;

function compareRow(row: DisplayRow, before: readonly Rows[]): Comparison | null {
  const { pointer } = row;
  const value = plainValue(row);
  if (value === null) return null;
  const same = before.flatMap((rows) => rows.get(pointer) ?? []);
  if (same.length === 0) return { kind: 'given', pointer, unusual: true, of: before.length };
  return row.type === 'number' ? compareNumber(row, value, same) : compareText(row, value, same);
}

/** Amounts are compared within one currency only: 100 yen are not 100 euros. */
function compareNumber(row: DisplayRow, value: string, same: readonly DisplayRow[]): Comparison | null {
  const unit = unitOf(row);
  const alike = same.filter((one) => one.type === 'number' && unitOf(one) === unit);
  if (alike.length < COMPARED_MIN) return null;
  const sorted = alike.toSorted((a, b) => numberOf(a) - numberOf(b));
  const [lowest, middle, highest] = [0, Math.floor((sorted.length - 1) / 2), sorted.length - 1].map(
    (at) => sorted[at] as DisplayRow,
  ) as [DisplayRow, DisplayRow, DisplayRow];
  const times = Number(value) / numberOf(middle);
  return {
    kind: 'number',
    pointer: row.pointer,
    unusual: isOutside(Number(value), numberOf(lowest), numberOf(highest)),
    earlier: alike.map(numberOf),
    lowest: written(lowest),
    middle: written(middle),
    highest: written(highest),
    times: Number.isFinite(times) && times > 0 ? times : null,
  };
}

/** Beyond the earlier ones by more than a quarter of their spread: a count that goes up by one is no surprise. */
function isOutside(value: number, lowest: number, highest: number): boolean {
  const slack = (highest - lowest) / 4;
  return value > highest + slack || value < lowest - slack;
}

/**
 * A text is unusual where earlier ones were mostly the same few, and this one is none of them. Where nearly every
 * call has a text of its own (ids, messages) nothing can be said.
 */
function compareText(row: DisplayRow, value: string, same: readonly DisplayRow[]): Comparison | null {
  const texts = same.map(plainValue).filter((text) => text !== null);
  if (texts.length < COMPARED_MIN) return null;
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size > texts.length / 4) return null;
  const [usual, usually] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
  const equal = counts.get(value) ?? 0;
  return {
    kind: 'text',
    pointer: row.pointer,
    unusual: equal === 0,
    of: texts.length,
    same: equal,
    usual: same.find((one) => plainValue(one) === usual)?.value ?? [],
    usually,
  };
}

/** Leaving out an amount may mean all of it. */
function leftOut(model: DisplayModel, before: readonly Rows[]): Comparison[] {
  const here = new Set(model.rows.map((row) => row.pointer));
  const always = [...(before[0]?.keys() ?? [])].filter((pointer) =>
    before.every((rows) => rows.has(pointer)),
  );
  return always
    .filter((pointer) => !here.has(pointer) && pointer.lastIndexOf('/') === 0)
    .map((pointer) => ({ kind: 'left_out' as const, pointer, unusual: true as const, of: before.length }));
}

/** Longer texts are messages; they are read, not compared. */
const TEXT_CHARACTERS_MAX = 200;

/** The value as text; null for what holds members, is masked, escaped, or too long to be one of a few. */
function plainValue(row: DisplayRow): string | null {
  if (row.type === 'object' || row.type === 'array' || row.omitted > 0) return null;
  if (row.value.some((segment) => segment.t !== 'text')) return null;
  const text = row.value.map((segment) => (segment.t === 'text' ? segment.v : '')).join('');
  return text.length > TEXT_CHARACTERS_MAX ? null : text;
}

function numberOf(row: DisplayRow): number {
  return Number(plainValue(row));
}

function written(row: DisplayRow): string {
  return row.meaning ?? plainValue(row) ?? '';
}

/** What stands around the figures of `€1,240.00`; a moment in time has no unit of its own. */
function unitOf(row: DisplayRow): string {
  return (row.meaning ?? '').replace(/[-\d.,]/g, '');
}
