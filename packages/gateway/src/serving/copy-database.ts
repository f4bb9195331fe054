import { existsSync } from 'node:fs';
import path from 'node:path';
import { readTrust, type Trust, verifyLog, witnessFiles } from '../audit/index.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { copyToPostgres, describeLocation, type PostgresLocation, sqlitePath } from '../storage/index.ts';

export interface CopiedDatabase {
  readonly to: string;
  readonly from: string;
  readonly tables: number;
  readonly rows: number;
  readonly log: { readonly size: number; readonly root: string | null };
}

/**
 * Copies the embedded database of this installation to the one DATABASE_URL names, and verifies both logs before the copy
 * counts. Its address holds a password, so it is never an argument, which everybody on a machine can see.
 * @throws {Fault} config_invalid, not_found, already_running, log_damaged
 */
export async function copyDatabase(config: Config, clock: Clock): Promise<CopiedDatabase> {
  const { database } = config;
  if (database === null) {
    throw new Fault(
      'config_invalid',
      'Set DATABASE_URL to the PostgreSQL database that this installation moves to.',
    );
  }
  const from = sqlitePath(config);
  if (!existsSync(from)) throw new Fault('not_found', `There is nothing to copy: ${from} does not exist.`);
  const trust = readTrust(witnessFiles(path.join(config.dataDir, 'witness'), config.witnessFile));
  return copyVerified({ path: from, clock }, database, trust);
}

/**
 * Copies a database file to PostgreSQL; both logs are verified before the copy counts.
 * @throws {Fault} config_invalid when the target holds an installation, log_damaged
 */
export async function copyVerified(
  from: { readonly path: string; readonly clock: Clock },
  database: PostgresLocation,
  trust: Trust,
): Promise<CopiedDatabase> {
  let log: CopiedDatabase['log'] | null = null;
  const copied = await copyToPostgres(from, database, async (source, copy) => {
    const [before, after] = [await verifyLog(source, trust), await verifyLog(copy, trust)];
    for (const found of [before, after]) {
      if (!found.ok)
        throw new Fault(
          'log_damaged',
          `${found.problem?.message ?? 'The log is not intact'}. Nothing was copied.`,
        );
    }
    if (before.size !== after.size || before.root !== after.root) {
      throw new Fault('log_damaged', 'The log came out different. Nothing was copied.');
    }
    log = { size: after.size, root: after.root };
  });
  if (log === null) throw new Error('a copy is verified before it counts');
  const rows = copied.reduce((sum, table) => sum + table.rows, 0);
  return { to: describeLocation(database), from: from.path, tables: copied.length, rows, log };
}
