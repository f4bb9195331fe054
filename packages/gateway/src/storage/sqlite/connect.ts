import { existsSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Kysely } from 'kysely';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { SqliteConnection } from './connection.ts';
import { storageFault } from './fault.ts';
import { kyselyOver } from './kysely.ts';
import { ReadConnection } from './read-connection.ts';
import { UnitQueue } from './units.ts';

const BUSY_TIMEOUT_MS = 5_000;
/** What every call touches (the ends of the tables, the upper pages of the indexes) stays in memory. */
const CACHE_KIB = 16 * 1024;
/** A checkpoint copies each page once, however often it was written: fewer, larger ones cost calls less. 16 MiB. */
const CHECKPOINT_PAGES = 4_096;

/**
 * Opens a database file as it is: no lock, no migration. `openSqlite` is the door for everybody but tests.
 * One connection writes, another one reads, so that a reader never sees an open unit.
 */
export function connectSqlite({ path, clock }: { path: string; clock: Clock }): Database {
  const writer = new SqliteConnection(
    openFile(path, clock, { timeout: BUSY_TIMEOUT_MS }, [
      'pragma journal_mode = wal',
      'pragma synchronous = full', // a decision that was answered must survive a power cut
      'pragma foreign_keys = on',
      'pragma secure_delete = on', // what was erased is overwritten, not only marked as free
      'pragma trusted_schema = off',
      'pragma temp_store = memory', // or what a savepoint needs to go back is written to a file of its own for each unit
      `pragma cache_size = -${CACHE_KIB}`,
      `pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    ]),
  );
  const reader = new SqliteConnection(
    openFile(path, clock, { timeout: BUSY_TIMEOUT_MS, readOnly: true }, []),
  );
  const units = new UnitQueue(writer);
  const finish = async () => {
    await units.close();
    reader.close();
    writer.close();
  };
  let closed: Promise<void> | null = null;
  return {
    dialect: 'sqlite',
    unit: (work) => units.unit(work),
    read: readerOf(new ReadConnection(reader, writer)),
    purge: () => units.between(() => writer.run('pragma wal_checkpoint(truncate)')),
    signals: null,
    close() {
      closed ??= finish();
      return closed;
    },
  };
}

/**
 * Opens any database file for reading only, also a copy or a damaged one: for verification and export.
 * @throws {Fault} storage_unavailable, database_unreadable
 */
export function openSqliteReader({ path, clock }: { path: string; clock: Clock }): {
  readonly read: Kysely<Schema>;
  close(): void;
} {
  const reader = new SqliteConnection(openFile(readableLocation(path), clock, { readOnly: true }, []));
  return { read: readerOf(reader), close: () => reader.close() };
}

/** A file with no write-ahead log beside it is complete: `immutable` reads it without making files next to it. */
function readableLocation(path: string): string | URL {
  if (existsSync(`${path}-wal`)) return path;
  const location = pathToFileURL(path);
  location.search = 'immutable=1';
  return location;
}

function openFile(
  path: string | URL,
  clock: Clock,
  options: DatabaseSyncOptions,
  pragmas: readonly string[],
): DatabaseSync {
  try {
    const database = new DatabaseSync(path, options);
    // An integer, not a double: what is stored must compare and print as one.
    database.function('db_now', { directOnly: true }, () => BigInt(clock.now()));
    for (const pragma of pragmas) database.exec(pragma);
    return database;
  } catch (error) {
    throw storageFault(error);
  }
}

function readerOf(connection: SqliteConnection | ReadConnection): Kysely<Schema> {
  return kyselyOver({
    provideConnection: (consume) => consume(connection),
    runNow: (query) => connection.query(query),
  });
}
