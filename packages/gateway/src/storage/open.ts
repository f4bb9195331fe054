import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Database } from './database.ts';
import { connectPostgres, openPostgres } from './postgres/lazy.ts';
import { describeLocation, type PostgresLocation } from './postgres/location.ts';
import type { StoredReader } from './reader.ts';
import { openSqliteReader } from './sqlite/connect.ts';
import { lockBeside } from './sqlite/lock.ts';
import { openSqlite } from './sqlite/open.ts';
import { secureDirectory } from './sqlite/permissions.ts';

export interface DatabasePlace {
  readonly dataDir: string;
  /** null keeps everything in the data directory */
  readonly database: PostgresLocation | null;
}

/** The file of an installation that has no PostgreSQL. */
export function sqlitePath({ dataDir }: Pick<DatabasePlace, 'dataDir'>): string {
  return join(dataDir, 'agentport.db');
}

/**
 * Opens what an installation keeps its state in. The data directory belongs to one gateway either way: witness and
 * control socket lie there.
 * @throws {Fault} what `openSqlite` and `openPostgres` throw; `config_invalid` when a database would be left behind
 */
export async function openDatabase(place: DatabasePlace, clock: Clock): Promise<Database> {
  const path = sqlitePath(place);
  const { database } = place;
  if (database === null) return openSqlite({ path, clock });
  secureDirectory(place.dataDir);
  const unlock = lockBeside(path);
  try {
    const opened = await openPostgres({ location: database, clock });
    if (existsSync(path)) await requireUsed(opened, database, path);
    return { ...opened, close: () => opened.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Opens it for reading only, as it is, also while a gateway runs. */
export async function openReader(place: DatabasePlace, clock: Clock): Promise<StoredReader> {
  if (place.database === null) return openSqliteReader({ path: sqlitePath(place), clock });
  return connectPostgres({ location: place.database, clock });
}

/** An empty database in the place of a full one would look like a new installation, without policy and without stops. */
async function requireUsed(db: Database, location: PostgresLocation, path: string): Promise<void> {
  const known = await db.read.selectFrom('instance').select('id').executeTakeFirst();
  if (known !== undefined) return;
  await db.close();
  throw new Fault(
    'config_invalid',
    `DATABASE_URL names ${describeLocation(location)}, which is empty, and ${path} holds an installation. ` +
      'Copy it with `agentport db copy`, or move that file away to begin anew.',
  );
}
