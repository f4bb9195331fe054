import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import { hashOf, problem } from './checker.ts';
import { type AuditEvent, decodeEntry } from './entry.ts';
import { type EntryRow, entriesFrom } from './store.ts';
import type { Problem } from './verification.ts';

/** Entries of one page as far as they are right, each as the hash of its bytes, 32 after 32; then what is wrong. */
export interface LeafPage {
  readonly hashes: Uint8Array;
  readonly found: Problem | null;
}

/** Where the entries of a log are read and looked at one by one. Asked for one page after another. */
export interface Leaves {
  readonly page: number;
  read(from: number, count: number): Promise<LeafPage>;
  close(): Promise<void>;
}

const HASH_BYTES = 32;

/** In this thread. */
export function leavesHere(db: Kysely<Schema>): Leaves {
  return { page: 1_024, read: (from, count) => readLeaves(db, from, count), close: async () => undefined };
}

/** Hashes the bytes of entries, and compares each with the hash and the look-up columns that are stored beside it. */
export async function readLeaves(db: Kysely<Schema>, from: number, count: number): Promise<LeafPage> {
  const rows = await readPage(db, from, count);
  const hashes = new Uint8Array(rows.length * HASH_BYTES);
  for (const [nth, row] of rows.entries()) {
    const index = from + nth;
    const right = () => hashes.subarray(0, nth * HASH_BYTES);
    const hash = hashOf({ index: row.leaf_index, entry: row.entry, leafHash: row.leaf_hash }, index);
    if (!(hash instanceof Uint8Array)) return { hashes: right(), found: hash };
    if (!columnsMatch(row)) {
      const text = `Entry ${index} was modified: its look-up columns differ from what it says.`;
      return { hashes: right(), found: problem('modified', index, text) };
    }
    hashes.set(hash, nth * HASH_BYTES);
  }
  return { hashes, found: null };
}

/** Reads a page; where it cannot be read, goes on one by one to name the entry that is damaged. */
async function readPage(db: Kysely<Schema>, from: number, count: number): Promise<EntryRow[]> {
  try {
    return await entriesFrom(db, from, count);
  } catch (error) {
    const rows: EntryRow[] = [];
    for (let index = from; index < from + count; index++) {
      const [row] = await entriesFrom(db, index, 1).catch(() => []);
      if (row === undefined) return rows.length > 0 ? rows : Promise.reject(error);
      rows.push(row);
    }
    return rows;
  }
}

/** Somebody who can only hide an entry from searches still has changed the log. */
export function columnsMatch(row: Omit<EntryRow, 'leaf_index' | 'leaf_hash'>): boolean {
  const event = readEvent(row.entry);
  if (event === null) return false;
  const { id, org, kind, call = null, agent = null, at } = event;
  return (
    id === row.id &&
    org === row.org &&
    kind === row.kind &&
    call === row.call_id &&
    agent === row.agent_id &&
    at === row.at
  );
}

function readEvent(bytes: Uint8Array): AuditEvent | null {
  try {
    return decodeEntry(bytes);
  } catch {
    return null;
  }
}
