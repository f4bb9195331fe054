import type { Tx } from '../storage/database.ts';
import { type AuditEvent, encodeEntry } from './entry.ts';
import type { Waiting } from './inbox.ts';
import { Frontier, leafHash, type TreeNode } from './merkle.ts';
import { type EntryRow, insertLeaf, insertLeaves, type LastLeaf, lastLeaf, loadFrontier } from './store.ts';

export interface Appended {
  readonly id: string;
  /** place in the log, from 0, without a gap; null while it waits in the inbox for one */
  readonly index: number | null;
}

/**
 * Appends leaves inside the caller's unit. The frontier in memory is only a copy: it is used when the last leaf in the
 * database is the one it was computed from, and read again when it is not, as after a unit was undone.
 */
export class MerkleLog {
  #frontier = Frontier.empty;
  #last: LastLeaf | undefined;

  async append(tx: Tx, event: AuditEvent): Promise<Appended> {
    const frontier = await this.#current(tx);
    const entry = encodeEntry(event);
    const leaf_hash = leafHash(entry);
    const leaf_index = frontier.size;
    const grown = frontier.append(leaf_hash);
    const { id, org, kind, call: call_id = null, agent: agent_id = null, at } = event;
    await insertLeaf(
      tx,
      { leaf_index, id, org, kind, call_id, agent_id, at, entry, leaf_hash },
      grown.completed,
    );
    this.#frontier = grown.frontier;
    this.#last = { leaf_index, leaf_hash };
    return { id, index: leaf_index };
  }

  /** As `append`, for entries that are encoded already. */
  async appendAll(tx: Tx, waiting: readonly Waiting[]): Promise<void> {
    let frontier = await this.#current(tx);
    const rows: EntryRow[] = [];
    const completed: TreeNode[] = [];
    for (const { id, org, kind, call_id, agent_id, at, entry } of waiting) {
      const leaf_hash = leafHash(entry);
      rows.push({ leaf_index: frontier.size, id, org, kind, call_id, agent_id, at, entry, leaf_hash });
      const grown = frontier.append(leaf_hash);
      completed.push(...grown.completed);
      frontier = grown.frontier;
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    await insertLeaves(tx, rows, completed);
    this.#frontier = frontier;
    this.#last = { leaf_index: last.leaf_index, leaf_hash: last.leaf_hash };
  }

  async #current(tx: Tx): Promise<Frontier> {
    const last = await lastLeaf(tx);
    if (!isSame(last, this.#last)) {
      this.#frontier = last === undefined ? Frontier.empty : await loadFrontier(tx, last.leaf_index + 1);
      this.#last = last;
    }
    return this.#frontier;
  }
}

function isSame(a: LastLeaf | undefined, b: LastLeaf | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.leaf_index === b.leaf_index && Buffer.compare(a.leaf_hash, b.leaf_hash) === 0;
}
