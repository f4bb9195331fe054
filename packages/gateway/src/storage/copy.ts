import { type Kysely, sql } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Database, Tx } from './database.ts';
import { lock } from './lock.ts';
import { openPostgres } from './postgres/lazy.ts';
import { describeLocation, type PostgresLocation } from './postgres/location.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite/open.ts';

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

type AnyRow = Readonly<Record<string, unknown>>;
type AnyTables = Kysely<Record<string, Record<string, unknown>>>;

/** Rows of one statement: its values must stay below the 65,535 that PostgreSQL takes. */
const PAGE = 500;

/**
 * Copies an installation from its file into an empty schema of PostgreSQL, all of it or nothing. The file stays as it
 * is; it is brought to the newest schema first, and nobody else may use it meanwhile.
 * @param check looks at source and copy before the copy becomes durable; a throw undoes it
 * @throws {Fault} already_running, config_invalid when the target holds something, and what opening throws
 */
export async function copyToPostgres(
  from: { readonly path: string; readonly clock: Clock },
  to: PostgresLocation,
  check: (source: Database['read'], copy: Tx) => Promise<void>,
): Promise<readonly CopiedTable[]> {
  const source = await openSqlite(from);
  try {
    const target = await openPostgres({ location: to });
    try {
      return await target.unit((tx) => copyAll(source.read, tx, to, check));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyAll(
  source: Database['read'],
  tx: Tx,
  to: PostgresLocation,
  check: (source: Database['read'], copy: Tx) => Promise<void>,
): Promise<readonly CopiedTable[]> {
  await lock(tx, 'migrations');
  await requireEmpty(tx, to);
  const tables = await tablesOf(source);
  for (const table of tables.toReversed()) await anyTables(tx).deleteFrom(table).execute(); // what the migrations put in
  const copied: CopiedTable[] = [];
  for (const table of tables) copied.push({ table, rows: await copyTable(source, tx, table) });
  for (const { table, rows } of copied) await requireCount(tx, table, rows);
  await check(source, tx);
  return copied;
}

/** Tables by names that only the database knows. */
export function anyTables(reader: Kysely<Schema>): AnyTables {
  return reader as unknown as AnyTables;
}

/** In the order they were made, which is the order in which one may refer to another. */
export async function tablesOf(source: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'table' and name not like 'sqlite_%' and name <> 'migrations' order by rowid`.execute(
    source,
  );
  return rows.map(({ name }) => name);
}

async function copyTable(source: Kysely<Schema>, tx: Tx, table: string): Promise<number> {
  let copied = 0;
  for (let after = -1; ; ) {
    const { rows } = await sql<AnyRow & { rowid_: number }>`
      select rowid as rowid_, * from ${sql.table(table)} where rowid > ${after} order by rowid limit ${PAGE}`.execute(
      source,
    );
    const last = rows.at(-1);
    if (last === undefined) return copied;
    const values = rows.map(({ rowid_: _, ...row }) => row);
    await anyTables(tx).insertInto(table).values(values).execute();
    copied += rows.length;
    after = last.rowid_;
  }
}

async function requireEmpty(tx: Tx, to: PostgresLocation): Promise<void> {
  const known = await tx.selectFrom('instance').select('id').executeTakeFirst();
  if (known === undefined) return;
  throw new Fault(
    'config_invalid',
    `There is an installation in ${describeLocation(to)} already. Name an empty database, or another schema with ?schema=.`,
  );
}

export async function requireCount(tx: Tx, table: string, rows: number): Promise<void> {
  const found = await anyTables(tx)
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst();
  if (found?.count !== rows)
    throw new Fault('internal', `The copy of ${table} is not whole. Nothing was changed.`);
}
