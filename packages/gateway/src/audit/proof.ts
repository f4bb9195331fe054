import { EMPTY_ROOT, nodeHash, peakPositions } from './merkle.ts';

/** Looks a complete subtree up: level 0 is a leaf hash. */
export type NodeAt = (level: number, index: number) => Promise<Uint8Array>;

/** Leaves `from` up to, not including, `to`. */
type Range = readonly [from: number, to: number];

/** Root of the first `size` leaves. */
export async function rootAt(size: number, nodeAt: NodeAt): Promise<Buffer> {
  return size === 0 ? EMPTY_ROOT : rangeHash([0, size], nodeAt);
}

/** RFC 6962 §2.1.1: what turns the leaf at `index` into the root of the first `size` leaves, nearest first. */
export async function inclusionProof(index: number, size: number, nodeAt: NodeAt): Promise<Buffer[]> {
  requireRange(0 <= index && index < size);
  return Promise.all(inclusionPath(index, [0, size]).map((range) => rangeHash(range, nodeAt)));
}

/** RFC 6962 §2.1.2: what shows that the first `size` leaves begin with the first `older` ones. */
export async function consistencyProof(older: number, size: number, nodeAt: NodeAt): Promise<Buffer[]> {
  requireRange(0 < older && older <= size);
  return Promise.all(consistencyPath(older, [0, size], true).map((range) => rangeHash(range, nodeAt)));
}

/** RFC 9162 §2.1.3.2. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let [node, last] = [index, size - 1];
  let computed: Uint8Array = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = nodeHash(sibling, computed);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      computed = nodeHash(computed, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && Buffer.compare(computed, root) === 0;
}

/** RFC 9162 §2.1.4.2. */
export function verifyConsistency(
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (older.size < 1 || older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && Buffer.compare(older.root, newer.root) === 0;
  const steps = isPowerOfTwo(older.size) ? [older.root, ...proof] : [...proof];
  const first = steps.shift();
  if (first === undefined) return false;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [olderRoot, newerRoot]: Uint8Array[] = [first, first];
  for (const step of steps) {
    if (last === 0 || olderRoot === undefined || newerRoot === undefined) return false;
    if (node % 2 === 1 || node === last) {
      olderRoot = nodeHash(step, olderRoot);
      newerRoot = nodeHash(step, newerRoot);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newerRoot = nodeHash(newerRoot, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(olderRoot, older.root) && equal(newerRoot, newer.root);
}

function inclusionPath(index: number, [from, to]: Range): Range[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...inclusionPath(index, [from, middle]), [middle, to]]
    : [...inclusionPath(index, [middle, to]), [from, middle]];
}

function consistencyPath(older: number, [from, to]: Range, whole: boolean): Range[] {
  if (older === to) return whole ? [] : [[from, to]];
  const middle = from + largestPowerBelow(to - from);
  return older <= middle
    ? [...consistencyPath(older, [from, middle], whole), [middle, to]]
    : [...consistencyPath(older, [middle, to], false), [from, middle]];
}

/** Ranges of a proof begin at a multiple of their largest subtree, so their peaks are nodes of the tree. */
async function rangeHash([from, to]: Range, nodeAt: NodeAt): Promise<Buffer> {
  const peaks = await Promise.all(
    peakPositions(to - from).map(({ level, index }) => nodeAt(level, from / 2 ** level + index)),
  );
  const [last, ...others] = peaks.reverse();
  if (last === undefined) throw new RangeError('An empty range of leaves has no hash.');
  return Buffer.from(others.reduce((right, left) => nodeHash(left, right), last));
}

function largestPowerBelow(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function half(index: number): number {
  return Math.floor(index / 2);
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

function requireRange(holds: boolean): void {
  if (!holds) throw new RangeError('There is no such leaf or no such earlier size.');
}
