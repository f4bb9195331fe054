import type { Tx } from '../storage/database.ts';
import type { PayloadTable } from '../storage/schema/payloads.ts';
import type { Reader } from './store.ts';

/** Which stored payloads, besides those that are named one by one. */
export interface PayloadRange {
  readonly org: string;
  /** only of this kind */
  readonly kind?: PayloadTable['kind'];
  /** only of this UTC day, `2026-11-21` */
  readonly day?: string;
  /** only those written before, ms UTC */
  readonly before?: number;
}

/** Ids of stored payloads, at most `limit`. */
export async function payloadIds(db: Reader, range: PayloadRange, limit: number): Promise<string[]> {
  let query = db.selectFrom('payloads').select('id').where('org', '=', range.org);
  if (range.kind !== undefined) query = query.where('kind', '=', range.kind);
  if (range.day !== undefined) query = query.where('day', '=', range.day);
  if (range.before !== undefined) query = query.where('created_at', '<', range.before);
  const rows = await query.limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** Days whose key is still there and that ended before `day`, oldest first. */
export async function daysBefore(db: Reader, org: string, day: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('payload_keys')
    .select('day')
    .where('org', '=', org)
    .where('day', '<', day)
    .orderBy('day')
    .limit(limit)
    .execute();
  return rows.map((row) => row.day);
}

/**
 * Deletes payloads with the salts in them: their commitments in the log stay, and can be opened by nobody any more.
 * @returns how many there were
 */
export async function deletePayloads(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const deleted = await tx.deleteFrom('payloads').where('id', 'in', ids).executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

/** Deletes the key of a day: what it sealed is unreadable at once, also in copies of the rows. */
export async function deleteDayKey(tx: Tx, org: string, day: string): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('payload_keys')
    .where('org', '=', org)
    .where('day', '=', day)
    .executeTakeFirst();
  return deleted.numDeletedRows === 1n;
}
