import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../kernel/fault.ts';
import { isBusy, storageFault } from './fault.ts';
import { securePath } from './permissions.ts';

/**
 * Takes the lock of a data directory: an open exclusive transaction on a small database of its own. The operating
 * system drops it when the process dies, however it dies, so no stale lock is ever left to remove by hand. It relies on
 * POSIX locks: keep the data directory on a local disk.
 * @returns releases the lock
 * @throws {Fault} already_running
 */
export function lockBeside(path: string): () => void {
  return lockDirectory(dirname(path));
}

/** As `lockBeside`, by the name of the directory. */
export function lockDirectory(directory: string): () => void {
  const lockPath = join(directory, 'lock.db');
  securePath(lockPath);
  const holder = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    holder.exec('begin exclusive');
  } catch (error) {
    holder.close();
    if (!isBusy(error)) throw storageFault(error);
    throw new Fault(
      'already_running',
      `Another AgentPort uses ${directory}. Stop it first, or give this one its own AGENTPORT_DATA_DIR.`,
      { cause: error },
    );
  }
  return () => {
    if (holder.isOpen) holder.close();
  };
}
