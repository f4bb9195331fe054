import type { Pool } from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { Fault } from '../../kernel/fault.ts';

export type Verdict = 'committed' | 'aborted' | 'unknown';

const ASK_EVERY_MS = 250;
const ASKS_MAX = 40;

/**
 * The connection broke during COMMIT and no server could say what became of it. Neither done nor not done: whoever
 * meets it does nothing outside, and looks at what is stored before anything is repeated.
 */
export class CommitInDoubt extends Fault {
  constructor(cause: unknown) {
    super(
      'storage_unavailable',
      'The connection to the database broke while it was storing this. It may have been stored: look before you repeat it.',
      { cause, details: { stored: 'unknown' } },
    );
  }
}

/**
 * Asks the server what became of a transaction, until it knows or ten seconds have passed. The old session may still be
 * at work for a while after its connection broke; after a failover a standby may never have heard of it.
 */
export async function askVerdict(pool: Pool, clock: Pick<Clock, 'after'>, xid: string): Promise<Verdict> {
  for (let asked = 0; asked < ASKS_MAX; asked++) {
    const status = await readStatus(pool, xid);
    if (status === 'committed' || status === 'aborted' || status === 'unknown') return status;
    await new Promise<void>((resolve) => clock.after(ASK_EVERY_MS, resolve));
  }
  return 'unknown';
}

/** @returns null when it is worth asking again: the server cannot be reached, or the transaction still runs */
async function readStatus(pool: Pool, xid: string): Promise<Verdict | null> {
  try {
    const { rows } = await pool.query<{ status: string | null }>(
      'select pg_xact_status($1::xid8) as status',
      [xid],
    );
    const status = rows[0]?.status ?? 'unknown'; // so old that the server has forgotten
    if (status === 'in progress') return null;
    return status === 'committed' || status === 'aborted' ? status : 'unknown';
  } catch (error) {
    const isFromTheFuture = error instanceof Error && 'code' in error && error.code === '22023';
    return isFromTheFuture ? 'unknown' : null;
  }
}
