import { isSigned, parseCheckpoint } from './checkpoint.ts';
import { Frontier, leafHash, type TreeNode } from './merkle.ts';
import type { Problem, Verification } from './verification.ts';
import type { Trust } from './witness.ts';

export interface Leaf {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
}

/**
 * Walks a log from its first entry, whatever holds it, and says what is wrong first. It builds the tree anew from the
 * bytes of the entries and believes nothing that is stored beside them.
 */
export class LogChecker {
  readonly #trust: Trust;
  readonly #witness: { size: number; root: Buffer; origin: string } | null;
  #frontier = Frontier.empty;
  #witnessRoot: Buffer | null = null;
  #signedThrough = 0;
  #origin: string | null = null;

  constructor(trust: Trust) {
    this.#trust = trust;
    this.#witness = trust.witness === null ? null : parseCheckpoint(trust.witness);
    this.#noteWitnessRoot();
  }

  get size(): number {
    return this.#frontier.size;
  }

  /** A witness that nobody signed says nothing, so it is looked at before the log is. */
  checkWitness(): Problem | null {
    const { witness, verifier } = this.#trust;
    if (witness === null) return null;
    if (this.#witness === null || (verifier !== null && !isSigned(witness, verifier))) {
      return problem('bad_signature', null, 'The witness does not carry a valid signature of this log.');
    }
    return null;
  }

  /** @returns a problem, or the subtrees this leaf completed */
  take(leaf: Leaf): Problem | readonly TreeNode[] {
    const hash = hashOf(leaf, this.size);
    return hash instanceof Uint8Array ? this.add(hash) : hash;
  }

  /** @param hash of the next entry, computed from its bytes; @returns the subtrees it completed */
  add(hash: Uint8Array): readonly TreeNode[] {
    const grown = this.#frontier.append(hash);
    this.#frontier = grown.frontier;
    this.#noteWitnessRoot();
    return grown.completed;
  }

  /** Compares a stored note with the tree; `frontier` is the one at the note's size. */
  checkpoint(note: string, frontier: Frontier = this.#frontier): Problem | null {
    const { size } = frontier;
    const { verifier } = this.#trust;
    const signed = parseCheckpoint(note);
    if (signed === null || (verifier !== null && !isSigned(note, verifier))) {
      return problem(
        'bad_signature',
        size,
        `The checkpoint at ${size} does not carry a valid signature of this log.`,
      );
    }
    if (signed.size !== size || !signed.root.equals(frontier.root())) {
      const from = this.#signedThrough;
      return problem(
        'modified',
        from,
        `One of the entries ${from} to ${size - 1} was modified after it was signed.`,
      );
    }
    this.#signedThrough = size;
    this.#origin = signed.origin;
    return null;
  }

  /** The tree as it is now, for a note that is compared later. */
  get frontier(): Frontier {
    return this.#frontier;
  }

  /** When every entry was taken: is this the log, and all of it, that the witness saw? */
  finish(): Problem | null {
    const witness = this.#witness;
    if (witness === null) return null;
    if (this.size < witness.size) {
      const text = `The log ends before entry ${this.size}, but its witness has seen ${witness.size} entries.`;
      return problem('rolled_back', this.size, text);
    }
    const sameLog = this.#origin === null || this.#origin === witness.origin;
    if (sameLog && this.#witnessRoot?.equals(witness.root)) return null;
    const text = `The first ${witness.size} entries are not the ones the witness has seen; this is another history.`;
    return problem('forked', Math.min(this.#signedThrough, witness.size), text);
  }

  /** @param waiting entries that have no place yet */
  result(found: Problem | null, waiting = 0): Verification {
    return {
      ok: found === null,
      size: this.size,
      root: this.#frontier.root().toString('hex'),
      signaturesChecked: this.#trust.verifier !== null,
      waiting,
      witnessChecked: this.#witness !== null && this.#trust.verifier !== null,
      ...(found === null ? {} : { problem: found }),
    };
  }

  #noteWitnessRoot(): void {
    if (this.#witness?.size === this.size) this.#witnessRoot = this.#frontier.root();
  }
}

/** The hash of a leaf from its bytes; a problem where it is not the `expected` one or stored with another hash. */
export function hashOf(leaf: Leaf, expected: number): Problem | Uint8Array {
  if (leaf.index !== expected) {
    const text = `Entry ${expected} is missing; entry ${leaf.index} stands in its place.`;
    return problem('missing', expected, text);
  }
  const computed = leafHash(leaf.entry);
  if (Buffer.compare(computed, leaf.leafHash) === 0) return computed;
  return problem('modified', expected, `Entry ${expected} was modified: its bytes do not give its hash.`);
}

export function problem(code: Problem['code'], index: number | null, message: string): Problem {
  return { code, index, message };
}

export function isProblem(found: Problem | readonly TreeNode[]): found is Problem {
  return 'code' in found;
}
