import { Fault } from '../../kernel/fault.ts';

/** Primary result codes, sqlite.org/rescode.html. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [BUSY, 'The database is in use by another program. Close what has it open, then try again.'],
  [LOCKED, 'The database is in use by another program. Close what has it open, then try again.'],
  [READONLY, 'The database cannot be written. Check its permissions and that its disk is not read-only.'],
  [IOERR, 'The disk reported an error while the database was used. Check the disk and its free space.'],
  [FULL, 'The disk that holds the database is full. Free some space, then try again.'],
  [CANTOPEN, 'The database cannot be opened. Check that its directory exists and may be used.'],
]);

/** Gives an error of the disk or the file its stable code; any other error (a constraint, a typo) stays as it is. */
export function storageFault(error: unknown): unknown {
  const code = primaryCode(error);
  if (code === null) return error;
  const message = UNAVAILABLE.get(code);
  if (message !== undefined) return new Fault('storage_unavailable', message, { cause: error });
  if (code !== CORRUPT && code !== NOTADB) return error;
  return new Fault(
    'database_unreadable',
    'The database file is damaged or is not a database. Restore it from a backup.',
    { cause: error },
  );
}

/** True when somebody else holds the lock that a statement needed. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff; // the extended code carries the primary one in its low byte
}
