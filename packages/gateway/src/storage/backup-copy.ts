import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { createPrivateFile } from './backup-file.ts';
import { storageFault } from './sqlite/fault.ts';

/** More pages than a database can have: the whole copy in one step, so that no writer makes it begin again. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies an embedded database as it is at one moment, page by page, also while a gateway writes to it.
 * The copy is one complete file, durable, readable by its owner only.
 * @param to a file that is not there yet
 * @throws {Fault} storage_unavailable, database_unreadable
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  createPrivateFile(to);
  try {
    const source = new DatabaseSync(from, { readOnly: true });
    try {
      await backup(source, to, { rate: ALL_PAGES });
    } finally {
      source.close();
    }
    chmodSync(to, 0o600);
    inOneFile(to);
  } catch (error) {
    rmSync(to, { force: true });
    throw storageFault(error);
  }
}

/** The newest step of the schema a file has taken; null for a file that is no database of ours. */
export function schemaOf(path: string): number | null {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const row = database.prepare('select max(number) as number from migrations').get();
    return typeof row?.number === 'number' ? row.number : null;
  } catch {
    return null;
  } finally {
    database.close();
  }
}

/** A copy carries the mark of the write-ahead log; without it nothing but this file is needed to read it. */
export function inOneFile(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec('pragma journal_mode = delete');
  } finally {
    database.close();
  }
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
