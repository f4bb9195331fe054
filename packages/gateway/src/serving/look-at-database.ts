import { systemClock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { describeLocation, openReader, type PostgresLocation } from '../storage/index.ts';

export type DatabaseState =
  | { readonly kind: 'made'; readonly what: string }
  | { readonly kind: 'empty'; readonly what: string }
  | { readonly kind: 'unusable'; readonly what: string };

/** How the PostgreSQL database of this installation is, without changing anything in it. Never shows the password. */
export async function lookAtDatabase(database: PostgresLocation): Promise<DatabaseState> {
  const reader = await openReader({ dataDir: '', database }, systemClock);
  const where = describeLocation(database);
  try {
    const made = await reader.read
      .selectFrom('migrations')
      .select((eb) => eb.fn.max('number').as('schema'))
      .executeTakeFirst();
    return { kind: 'made', what: `PostgreSQL: ${where}, version ${made?.schema ?? 0} of the tables` };
  } catch (error) {
    if (error instanceof Fault) return { kind: 'unusable', what: `PostgreSQL: ${where}. ${error.message}` };
    if (!isMissingTable(error)) throw error;
    return { kind: 'empty', what: `PostgreSQL: ${where}, empty; the first start makes the tables` };
  } finally {
    await reader.close();
  }
}

/** SQLSTATE undefined_table. */
function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01';
}
