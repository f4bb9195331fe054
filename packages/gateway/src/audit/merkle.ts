import { hash } from 'node:crypto';

/** Hash of the tree with no leaves, RFC 6962 §2.1. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

const HASH_BYTES = 32;
/** What is hashed is put together here: a hash is over before the next one begins. */
const leafBytes = Buffer.alloc(1 + 64 * 1024);
const nodeBytes = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** RFC 6962 §2.1: the first byte keeps a leaf from being passed off as a node, and the other way round. */
export function leafHash(entry: Uint8Array): Buffer {
  const end = 1 + entry.length;
  if (end > leafBytes.length)
    return hash('sha256', Buffer.concat([leafBytes.subarray(0, 1), entry]), 'buffer');
  leafBytes.set(entry, 1);
  return hash('sha256', leafBytes.subarray(0, end), 'buffer');
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    return hash('sha256', Buffer.concat([nodeBytes.subarray(0, 1), left, right]), 'buffer');
  }
  nodeBytes.set(left, 1);
  nodeBytes.set(right, 1 + HASH_BYTES);
  return hash('sha256', nodeBytes, 'buffer');
}

/** A complete subtree: its 2^level leaves begin at leaf index * 2^level. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * The right edge of a growing tree: one hash for every bit of its size, largest subtree first. It is all that is needed
 * to append, and to tell the root.
 */
export class Frontier {
  readonly size: number;
  /** complete subtrees from left to right */
  readonly peaks: readonly TreeNode[];

  constructor(size: number, peaks: readonly TreeNode[]) {
    this.size = size;
    this.peaks = peaks;
  }

  static readonly empty: Frontier = new Frontier(0, []);

  /** @returns the grown frontier and the subtrees (level 1 and up) that this leaf completed */
  append(leaf: Uint8Array): { frontier: Frontier; completed: TreeNode[] } {
    const peaks = [...this.peaks];
    const completed: TreeNode[] = [];
    let node: TreeNode = { level: 0, index: this.size, hash: leaf };
    for (let left = peaks.at(-1); left?.level === node.level; left = peaks.at(-1)) {
      peaks.pop();
      node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(left.hash, node.hash) };
      completed.push(node);
    }
    peaks.push(node);
    return { frontier: new Frontier(this.size + 1, peaks), completed };
  }

  root(): Buffer {
    const [last, ...others] = this.peaks.toReversed();
    if (last === undefined) return EMPTY_ROOT;
    return Buffer.from(others.reduce((right, { hash: left }) => nodeHash(left, right), last.hash));
  }
}

/** Where the peaks of a tree of `size` leaves stand, largest first. */
export function peakPositions(size: number): { level: number; index: number }[] {
  const positions: { level: number; index: number }[] = [];
  for (let level = Math.floor(Math.log2(size || 1)), from = 0; level >= 0; level--) {
    const width = 2 ** level;
    if (size - from < width) continue;
    positions.push({ level, index: from / width });
    from += width;
  }
  return positions;
}

/** How many subtrees of level 1 and up a tree of `size` leaves has. */
export function nodeCount(size: number): number {
  return size - peakPositions(size).length;
}
