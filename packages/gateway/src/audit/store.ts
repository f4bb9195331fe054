import type { Kysely, Selectable } from 'kysely';
import { precompiled, type Tx } from '../storage/index.ts';
import type { AuditCheckpointTable, AuditEntryTable } from '../storage/schema/audit.ts';
import type { Schema } from '../storage/schema.ts';
import { Frontier, peakPositions, type TreeNode } from './merkle.ts';

type Reader = Kysely<Schema>;
export type EntryRow = Selectable<AuditEntryTable>;
export type CheckpointRow = Selectable<AuditCheckpointTable>;

export interface LastLeaf {
  readonly leaf_index: number;
  readonly leaf_hash: Uint8Array;
}

const selectLast = precompiled((db) =>
  db.selectFrom('audit_entries').select(['leaf_index', 'leaf_hash']).orderBy('leaf_index', 'desc').limit(1),
);

export async function lastLeaf(db: Reader): Promise<LastLeaf | undefined> {
  const [last] = await selectLast(db, {});
  return last;
}

export async function logSize(db: Reader): Promise<number> {
  const last = await lastLeaf(db);
  return last === undefined ? 0 : last.leaf_index + 1;
}

const insertEntry = precompiled((db, row: EntryRow) =>
  db.insertInto('audit_entries').values({
    leaf_index: row.leaf_index,
    id: row.id,
    org: row.org,
    kind: row.kind,
    call_id: row.call_id,
    agent_id: row.agent_id,
    at: row.at,
    entry: row.entry,
    leaf_hash: row.leaf_hash,
  }),
);

const insertNode = precompiled((db, { level, index, hash }: TreeNode) =>
  db.insertInto('audit_nodes').values({ level, index, hash }),
);

export async function insertLeaf(tx: Tx, row: EntryRow, completed: readonly TreeNode[]): Promise<void> {
  await insertEntry(tx, row);
  for (const node of completed) await insertNode(tx, node);
}

/** Many leaves at once, in as few statements as there are tables: each statement is a way to the server and back. */
export async function insertLeaves(
  tx: Tx,
  rows: readonly EntryRow[],
  completed: readonly TreeNode[],
): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values([...rows])
    .execute();
  if (completed.length === 0) return;
  await tx
    .insertInto('audit_nodes')
    .values(completed.map(({ level, index, hash }) => ({ level, index, hash })))
    .execute();
}

/** @throws {RangeError} when the tree has a hole */
export async function nodeAt(db: Reader, level: number, index: number): Promise<Uint8Array> {
  const row =
    level === 0
      ? await db
          .selectFrom('audit_entries')
          .select('leaf_hash as hash')
          .where('leaf_index', '=', index)
          .executeTakeFirst()
      : await db
          .selectFrom('audit_nodes')
          .select('hash')
          .where('level', '=', level)
          .where('index', '=', index)
          .executeTakeFirst();
  if (row === undefined) throw new RangeError(`The audit tree has no node ${level}/${index}.`);
  return row.hash;
}

export async function loadFrontier(db: Reader, size: number): Promise<Frontier> {
  const peaks = peakPositions(size).map(async ({ level, index }) => ({
    level,
    index,
    hash: await nodeAt(db, level, index),
  }));
  return new Frontier(size, await Promise.all(peaks));
}

export async function insertCheckpoint(tx: Tx, row: CheckpointRow): Promise<void> {
  await tx
    .insertInto('audit_checkpoints')
    .values(row)
    .onConflict((conflict) => conflict.column('size').doNothing())
    .execute();
}

export async function lastCheckpoint(db: Reader): Promise<CheckpointRow | undefined> {
  return db.selectFrom('audit_checkpoints').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst();
}

/** Checkpoints of sizes above `after`, up to `through`. */
export async function checkpointsBetween(
  db: Reader,
  after: number,
  through: number,
): Promise<CheckpointRow[]> {
  return db
    .selectFrom('audit_checkpoints')
    .selectAll()
    .where('size', '>', after)
    .where('size', '<=', through)
    .orderBy('size')
    .execute();
}

/** Entries from leaf `from` on, oldest first. */
export async function entriesFrom(db: Reader, from: number, limit: number): Promise<EntryRow[]> {
  return db
    .selectFrom('audit_entries')
    .selectAll()
    .where('leaf_index', '>=', from)
    .orderBy('leaf_index')
    .limit(limit)
    .execute();
}

interface Span {
  readonly level: number;
  readonly first: number;
  /** the first one that is not meant */
  readonly end: number;
}

const selectNodes = precompiled((db, { level, first, end }: Span) =>
  db
    .selectFrom('audit_nodes')
    .selectAll()
    .where('level', '=', level)
    .where('index', '>=', first)
    .where('index', '<', end),
);

/** Subtrees of one level that end within leaves `from` up to, not including, `to`. */
export async function nodesWithin(db: Reader, level: number, from: number, to: number): Promise<TreeNode[]> {
  const width = 2 ** level;
  return selectNodes(db, { level, first: Math.floor(from / width), end: Math.floor(to / width) });
}

/** The leaf after the last one that any stored subtree covers. */
export async function leavesCovered(db: Reader): Promise<number> {
  const levels = await db
    .selectFrom('audit_nodes')
    .select(({ fn }) => ['level', fn.max('index').as('last')])
    .groupBy('level')
    .execute();
  return Math.max(0, ...levels.map(({ level, last }) => (last + 1) * 2 ** level));
}
