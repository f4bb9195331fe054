import type { Database } from '../storage/index.ts';
import { deleteWaiting, selectWaiting } from './inbox.ts';
import { MerkleLog } from './log.ts';

const BATCH = 1_000;

/**
 * Gives every entry that waits its place in the log of a copy that nobody else has. On a database in use that is for the
 * sequencer alone.
 */
export async function placeWaiting(db: Database): Promise<void> {
  const log = new MerkleLog();
  for (let placed = BATCH; placed === BATCH; ) {
    placed = await db.unit(async (tx) => {
      const waiting = await selectWaiting(tx, BATCH);
      if (waiting.length === 0) return 0;
      await log.appendAll(tx, waiting);
      await deleteWaiting(tx, waiting);
      return waiting.length;
    });
  }
}
