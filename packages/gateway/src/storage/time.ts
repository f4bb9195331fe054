import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import { tryLock } from './lock.ts';

/** Database time, ms UTC: the one clock that every "before" and "until" is compared with. */
export const dbNow: RawBuilder<number> = sql<number>`db_now()`;

/**
 * True while the clock has not gone back behind the largest time ever recorded. Put it into the WHERE of every claim:
 * a clock that was set back could otherwise bring an expired permit to life again.
 */
export const claimTimeGuard: RawBuilder<boolean> = sql<boolean>`(db_now() >= (select time_seen from instance))`;

/** Moves the largest time seen forward, never back. */
export async function touchTime(tx: Tx): Promise<void> {
  // somebody else is writing the same moment down: it need not be waited for, which all claims would do
  if (!(await tryLock(tx, 'task', 'time'))) return;
  await tx.updateTable('instance').set({ time_seen: dbNow }).where('time_seen', '<', dbNow).execute();
}
