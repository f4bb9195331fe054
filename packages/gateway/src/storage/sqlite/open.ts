import type { Clock } from '../../kernel/clock.ts';
import { keepBefore } from '../backup-before.ts';
import type { Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import { connectSqlite } from './connect.ts';
import { lockBeside } from './lock.ts';
import { securePath } from './permissions.ts';

/**
 * Opens the embedded database: checks who may read it, makes sure that nobody else runs on it, and brings it to the
 * schema of this version. An older one is kept as a copy beside it.
 * @throws {Fault} unsafe_permissions, already_running, database_newer, database_unreadable, storage_unavailable
 */
export async function openSqlite({ path, clock }: { path: string; clock: Clock }): Promise<Database> {
  securePath(path);
  const unlock = lockBeside(path);
  try {
    await keepBefore(path);
    const database = connectSqlite({ path, clock });
    await migrateOrClose(database);
    return { ...database, close: () => database.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function migrateOrClose(database: Database): Promise<void> {
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
