/** SQLite's extended codes for a unique index and a primary key; PostgreSQL's SQLSTATE for both. */
const SQLITE_UNIQUE = 2067;
const SQLITE_PRIMARY_KEY = 1555;
const POSTGRES_UNIQUE = '23505';

/** True when a statement was refused because such a row exists already: the caller lost a race or a name is taken. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('errcode' in error) return error.errcode === SQLITE_UNIQUE || error.errcode === SQLITE_PRIMARY_KEY;
  return 'code' in error && error.code === POSTGRES_UNIQUE;
}
