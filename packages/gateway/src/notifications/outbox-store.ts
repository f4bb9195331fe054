import { type Kysely, sql } from 'kysely';
import { dbNow, type Tx } from '../storage/index.ts';
import type { DeliveryTable, NoticeTable } from '../storage/schema/notifications.ts';
import type { Schema } from '../storage/schema.ts';

type Reader = Kysely<Schema>;

/** Notices of one unit; the rest wait for the next. */
const NOTICES_AT_ONCE = 20;

export async function openNotices(db: Reader, org: string): Promise<NoticeTable[]> {
  return db
    .selectFrom('notices')
    .selectAll()
    .where('org', '=', org)
    .where('fanned_out', '=', 0)
    .orderBy('id')
    .limit(NOTICES_AT_ONCE)
    .execute();
}

/** True for exactly one gateway. */
export async function takeNotice(tx: Tx, id: string): Promise<boolean> {
  const updated = await tx
    .updateTable('notices')
    .set({ fanned_out: 1 })
    .where('id', '=', id)
    .where('fanned_out', '=', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

export async function insertDelivery(tx: Tx, row: DeliveryTable): Promise<void> {
  await tx.insertInto('deliveries').values(row).execute();
}

/**
 * What may be tried now: it is due, or whoever tried it is gone. Soonest first.
 * @param full channels that take no more at the moment
 */
export function dueDeliveries(db: Reader, org: string, limit: number, full: readonly string[] = []) {
  const query = db
    .selectFrom('deliveries')
    .select(['id', 'channel_id'])
    .where('org', '=', org)
    .where(isDue)
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit);
  return full.length > 0 ? query.where('channel_id', 'not in', full) : query;
}

/**
 * In the words of the index of what is not done, or every look would read the log of thirty days. Whatever is being sent
 * was due before.
 */
const isDue = sql<boolean>`(state in ('waiting', 'sending') and next_at <= db_now() and (state = 'waiting' or lease_until <= db_now()))`;

/** Takes one for an attempt. Null when another gateway was first. */
export async function claimDelivery(
  tx: Tx,
  id: string,
  lease: { holder: string; ms: number },
): Promise<DeliveryTable | null> {
  const row = await tx
    .updateTable('deliveries')
    .set({
      state: 'sending',
      lease_holder: lease.holder,
      lease_until: sql<number>`db_now() + ${sql.lit(lease.ms)}`,
      attempts: sql<number>`attempts + 1`,
    })
    .where('id', '=', id)
    .where(isDue)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Writes down how an attempt ended, unless another gateway has taken the message over meanwhile. */
export async function settleDelivery(
  tx: Tx,
  claimed: Pick<DeliveryTable, 'id' | 'attempts' | 'lease_holder'>,
  set: Pick<DeliveryTable, 'state'> & Partial<DeliveryTable>,
): Promise<boolean> {
  const updated = await tx
    .updateTable('deliveries')
    .set({ ...set, lease_until: 0 })
    .where('id', '=', claimed.id)
    .where('state', '=', 'sending')
    .where('attempts', '=', claimed.attempts)
    .where('lease_holder', '=', claimed.lease_holder)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

export interface DeliveryFilter {
  readonly org: string;
  readonly channelId?: string | undefined;
  readonly state?: DeliveryTable['state'] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type LoggedDelivery = DeliveryTable & { channel_name: string | null };

/** The delivery log, newest first. */
export async function listDeliveries(
  db: Reader,
  filter: DeliveryFilter,
): Promise<{ items: LoggedDelivery[]; next: string | null }> {
  const rows = await deliveryLog(db, filter).execute();
  const items = rows.slice(0, filter.limit);
  return { items, next: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One row more than the page holds. */
export function deliveryLog(db: Reader, filter: DeliveryFilter) {
  let query = db
    .selectFrom('deliveries')
    .leftJoin('channels', 'channels.id', 'deliveries.channel_id')
    .selectAll('deliveries')
    .select('channels.name as channel_name')
    .where('deliveries.org', '=', filter.org)
    .orderBy('deliveries.id', 'desc')
    .limit(filter.limit + 1);
  if (filter.channelId !== undefined) query = query.where('channel_id', '=', filter.channelId);
  // written out: an index of some states is not found for a value that is bound
  if (filter.state !== undefined) query = query.where('state', '=', sql.lit(filter.state));
  return filter.cursor === undefined ? query : query.where('deliveries.id', '<', filter.cursor);
}

export async function readDelivery(db: Reader, org: string, id: string): Promise<LoggedDelivery | null> {
  const row = await db
    .selectFrom('deliveries')
    .leftJoin('channels', 'channels.id', 'deliveries.channel_id')
    .selectAll('deliveries')
    .select('channels.name as channel_name')
    .where('deliveries.org', '=', org)
    .where('deliveries.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** A message that was given up, to be tried again from the start, under the same id. */
export async function reviveDelivery(tx: Tx, org: string, id: string): Promise<boolean> {
  const updated = await tx
    .updateTable('deliveries')
    .set({ state: 'waiting', attempts: 0, next_at: dbNow, code: null })
    .where('org', '=', org)
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** The message about a question that went out by a channel to a receiver. */
export async function originalOf(
  db: Reader,
  org: string,
  of: { approvalId: string; channelId: string; target: string },
): Promise<DeliveryTable | null> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('org', '=', org)
    .where('approval_id', '=', of.approvalId)
    .where('channel_id', '=', of.channelId)
    .where('target', '=', of.target)
    .where('kind', '=', 'asked')
    .executeTakeFirst();
  return row ?? null;
}

const PRUNED_AT_ONCE = 500;

/** Forgets old messages and notices, some at a time. @param before ms UTC @returns whether there are more */
export async function prune(tx: Tx, org: string, before: number): Promise<boolean> {
  let more = false;
  for (const table of ['deliveries', 'notices'] as const) {
    const old = await tx
      .selectFrom(table)
      .select('id')
      .where('org', '=', org)
      .where('created_at', '<', before)
      .limit(PRUNED_AT_ONCE)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length > 0) await tx.deleteFrom(table).where('id', 'in', ids).execute();
    more ||= ids.length === PRUNED_AT_ONCE;
  }
  await tx.deleteFrom('slack_requests').where('org', '=', org).where('expires_at', '<=', dbNow).execute();
  return more;
}
