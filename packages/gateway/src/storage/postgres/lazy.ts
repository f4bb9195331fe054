import type { Database } from '../database.ts';
import type { ConnectOptions, PostgresOptions } from './open.ts';

/** `open.ts`, with its driver loaded when it is needed: a gateway with an embedded database does without that memory. */

export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const postgres = await import('./open.ts');
  return postgres.openPostgres(options);
}

export async function connectPostgres(options: ConnectOptions): Promise<Database> {
  const postgres = await import('./open.ts');
  return postgres.connectPostgres(options);
}
