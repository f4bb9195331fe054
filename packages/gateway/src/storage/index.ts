export { isUniqueViolation } from './constraint.ts';
export type { Database, Tx } from './database.ts';
export { ensureInstance, type Instance } from './instance.ts';
export { precompiled } from './precompiled.ts';
export type { Schema } from './schema.ts';
export { openSqliteReader } from './sqlite/connect.ts';
export { openSqlite } from './sqlite/open.ts';
export { requireOwnerOnly, secureDirectory } from './sqlite/permissions.ts';
export { claimTimeGuard, dbNow, touchTime } from './time.ts';
