import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Schema } from './schema.ts';

/**
 * What units may wait for each other about. A unit that takes several takes them in this order, so that no two wait for
 * each other in a circle; within one kind, in the order of their names.
 */
export type LockKind =
  /** the schema itself */
  | 'migrations'
  /** what fences are made of, of one org: shared by a claim, exclusive for what moves one */
  | 'fence'
  /** one agent's intent, so that the same question is asked once */
  | 'intent'
  /** one agent's idempotency key */
  | 'key'
  /** one agent's open questions and running calls, where they are counted */
  | 'agent'
  /** who is here with which role, so that the last owner stays */
  | 'people'
  /** one person's ways to sign in, so that the last one stays */
  | 'factors'
  /** the wrong attempts of an account or an address */
  | 'attempts'
  /** the first rows of a table: installation, keys, first person */
  | 'first'
  /** rows that are made once a day */
  | 'day'
  /** one background task at a time */
  | 'task'
  /** the order of the log */
  | 'log';

/**
 * Waits until no other unit holds this lock, and holds it until the unit ends. On SQLite units never run side by side,
 * so there is nothing to do. A statement sees what was committed when it began: take the lock first, then read.
 * @param names what exactly is locked, such as org and agent
 */
export async function lock(tx: Tx, kind: LockKind, ...names: readonly string[]): Promise<void> {
  if (locksNothing(tx)) return;
  await sql`select pg_advisory_xact_lock(${numberOf(kind, names)})`.execute(tx);
}

/** As `lock`, but together with others that share it. */
export async function lockShared(tx: Tx, kind: LockKind, ...names: readonly string[]): Promise<void> {
  if (locksNothing(tx)) return;
  await sql`select pg_advisory_xact_lock_shared(${numberOf(kind, names)})`.execute(tx);
}

/** As `lock`, but false at once when another unit holds it. */
export async function tryLock(tx: Tx, kind: LockKind, ...names: readonly string[]): Promise<boolean> {
  if (locksNothing(tx)) return true;
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${numberOf(kind, names)}) as locked`.execute(tx);
  return rows[0]?.locked === true;
}

/** True where a row that is read in order to be changed must be read `for update`. */
export function locksRows(reader: Kysely<Schema>): boolean {
  return reader.getExecutor().adapter instanceof PostgresAdapter;
}

function locksNothing(tx: Tx): boolean {
  return !locksRows(tx);
}

/** Locks belong to the whole database; the schema's name keeps two installations in one apart. */
function numberOf(kind: LockKind, names: readonly string[]): RawBuilder<number> {
  return sql<number>`hashtextextended(current_schema() || ${` ${JSON.stringify([kind, ...names])}`}, 0)`;
}
