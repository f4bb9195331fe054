import { sql } from 'kysely';
import { Fault } from '../kernel/fault.ts';
import type { Database, Tx } from './database.ts';
import { lock } from './lock.ts';
import { type DialectWords, MIGRATIONS, type Migration } from './migrations/index.ts';
import { postgresWords } from './postgres/words.ts';
import { sqliteWords } from './sqlite/words.ts';
import { dbNow } from './time.ts';

const WORDS: Readonly<Record<Database['dialect'], DialectWords>> = {
  sqlite: sqliteWords,
  postgres: postgresWords,
};

/**
 * Brings the database to the newest schema, all steps in one unit: a crash leaves the old schema or the new one.
 * @throws {Fault} database_newer when a newer version has written it
 */
export async function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const words = WORDS[db.dialect];
  await db.unit(async (tx) => {
    await lock(tx, 'migrations'); // several gateways may start at once
    const done = await version(tx, words);
    const known = migrations.length;
    if (done > known) {
      throw new Fault(
        'database_newer',
        `This database was made by a newer version of AgentPort (schema ${done}; this one knows ${known}). ` +
          'Start that version again, or restore the backup made before the update.',
      );
    }
    for (const migration of migrations.slice(done)) await apply(tx, words, migration);
  });
}

async function version(tx: Tx, words: DialectWords): Promise<number> {
  const { integer, text, tableEnd } = words;
  const table = `create table if not exists migrations (
    number ${integer} not null primary key,
    name ${text} not null,
    applied_at ${integer} not null
  ) ${tableEnd}`;
  await sql.raw(table).execute(tx);
  const newest = await tx
    .selectFrom('migrations')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest !== undefined) return newest.number;
  for (const statement of words.time) await sql.raw(statement).execute(tx);
  return 0;
}

async function apply(tx: Tx, words: DialectWords, { number, name, statements }: Migration): Promise<void> {
  for (const statement of statements(words)) await sql.raw(statement).execute(tx);
  await tx.insertInto('migrations').values({ number, name, applied_at: dbNow }).execute();
}
