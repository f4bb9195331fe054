import { type Kysely, sql } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { inOneFile } from './backup-copy.ts';
import { anyTables, requireCount, tablesOf } from './copy.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { describeLocation, type PostgresLocation } from './postgres/location.ts';
import { withSnapshot } from './postgres/snapshot.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite/open.ts';

/** Rows in memory at one time; a result may have ten megabytes. */
const PAGE = 50;

type Row = Record<string, unknown>;

/**
 * Copies an installation from PostgreSQL, as it is at one moment, into one new file of the embedded database: what
 * `copyToPostgres` does, the other way round, while gateways go on.
 * @param to a file that is not there yet, in a directory of its own
 * @param finish what the copy still needs, while it is open
 * @throws {Fault} not_found without an installation, database_newer, invalid_request for an older schema
 */
export async function copyFromPostgres(
  from: PostgresLocation,
  to: { readonly path: string; readonly clock: Clock },
  finish: (copy: Database) => Promise<void>,
): Promise<void> {
  await withSnapshot(from, async (source) => {
    await requireSchema(source, from);
    const target = await openSqlite(to);
    try {
      await copyAll(source, target);
      await finish(target);
    } finally {
      await target.close();
    }
  });
  inOneFile(to.path);
}

/** Rows are copied by the names of columns that this version knows. */
async function requireSchema(source: Kysely<Schema>, from: PostgresLocation): Promise<void> {
  const { rows } = await sql<{ there: unknown }>`select to_regclass('migrations') as there`.execute(source);
  const newest = rows[0]?.there
    ? await source
        .selectFrom('migrations')
        .select((eb) => eb.fn.max('number').as('number'))
        .executeTakeFirst()
    : undefined;
  const schema = newest?.number ?? 0;
  const where = describeLocation(from);
  if (schema === 0) throw new Fault('not_found', `There is no installation in ${where}.`);
  if (schema === MIGRATIONS.length) return;
  if (schema > MIGRATIONS.length) {
    throw new Fault(
      'database_newer',
      `A newer version of AgentPort made ${where} (schema ${schema}; this one knows ${MIGRATIONS.length}). Use that version.`,
    );
  }
  throw new Fault(
    'invalid_request',
    `The ${where} has the schema of an older version. Use that version, or start a gateway of this one first.`,
  );
}

/** A unit for each page: a unit of the embedded database waits for nothing but itself, and half a copy is thrown away. */
async function copyAll(source: Kysely<Schema>, target: Database): Promise<void> {
  const tables = await tablesOf(target.read);
  await target.unit(async (tx) => {
    for (const table of tables.toReversed()) await anyTables(tx).deleteFrom(table).execute(); // what the migrations put in
  });
  for (const table of tables) {
    const rows = await copyTable(source, target, table);
    await target.unit((tx) => requireCount(tx, table, rows));
  }
}

/** By a cursor: not every table has a key that rows could be read in pages by. */
async function copyTable(source: Kysely<Schema>, target: Database, table: string): Promise<number> {
  const name = sql.id(`copy_${table}`);
  await sql`declare ${name} no scroll cursor for select * from ${sql.table(table)}`.execute(source);
  let copied = 0;
  for (;;) {
    const { rows } = await sql<Row>`fetch forward ${sql.lit(PAGE)} from ${name}`.execute(source);
    if (rows.length === 0) break;
    await target.unit((tx) => anyTables(tx).insertInto(table).values(rows).execute());
    copied += rows.length;
  }
  await sql`close ${name}`.execute(source);
  return copied;
}
