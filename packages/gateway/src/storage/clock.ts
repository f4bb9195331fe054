import { sql } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from './database.ts';
import { dbNow } from './time.ts';

const MEASURE_EVERY_MS = 30_000;

/** A clock that goes as the database's does: what one gateway writes, another one reads by the same time. */
export interface DatabaseClock extends Clock {
  /** database time less this machine's, ms */
  offset(): number;
  stop(): void;
}

/**
 * Follows the database's clock over that of this machine. SQLite takes its time from this process already; against
 * PostgreSQL the difference is measured at the start and every thirty seconds, exact to half a round trip.
 * @param onFault told when it could not be measured; the last difference stays
 */
export async function followDatabase(
  db: Pick<Database, 'read' | 'dialect'>,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<DatabaseClock> {
  let offset = 0;
  let cancel: () => void = () => undefined;
  const measure = async () => {
    const before = clock.now();
    const { rows } = await sql<{ now: number }>`select ${dbNow} as now`.execute(db.read);
    const after = clock.now();
    offset = Math.round((rows[0]?.now ?? before) - (before + after) / 2);
  };
  const again = () => {
    cancel = clock.after(MEASURE_EVERY_MS, () => void measure().catch(onFault).finally(again));
  };
  if (db.dialect === 'postgres') {
    await measure();
    again();
  }
  return {
    now: () => clock.now() + offset,
    after: (ms, run) => clock.after(ms, run),
    offset: () => offset,
    stop: () => cancel(),
  };
}
