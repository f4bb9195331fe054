import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { ChannelTable } from '../storage/schema/notifications.ts';
import type { Schema } from '../storage/schema.ts';
import type { Channel } from './notifier.ts';

type Reader = Kysely<Schema>;

export async function readChannels(db: Reader, org: string): Promise<Channel[]> {
  const rows = await db.selectFrom('channels').selectAll().where('org', '=', org).orderBy('id').execute();
  return rows.map(channelOf);
}

export async function countChannels(tx: Tx, org: string): Promise<number> {
  const row = await tx
    .selectFrom('channels')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org', '=', org)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function readChannel(db: Reader, org: string, id: string): Promise<Channel | null> {
  const row = await db
    .selectFrom('channels')
    .selectAll()
    .where('org', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? channelOf(row) : null;
}

export async function insertChannel(tx: Tx, row: ChannelTable): Promise<void> {
  await tx.insertInto('channels').values(row).execute();
}

export async function updateChannel(
  tx: Tx,
  key: { org: string; id: string },
  set: Partial<ChannelTable>,
): Promise<boolean> {
  const updated = await tx
    .updateTable('channels')
    .set(set)
    .where('org', '=', key.org)
    .where('id', '=', key.id)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Removes a channel; what waits to leave by it never does. */
export async function deleteChannel(tx: Tx, key: { org: string; id: string }): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'dropped', code: 'channel_removed' })
    .where('org', '=', key.org)
    .where('channel_id', '=', key.id)
    .where('state', 'in', ['waiting', 'sending'])
    .execute();
  await tx.deleteFrom('channels').where('org', '=', key.org).where('id', '=', key.id).execute();
}

/** The last message that was tried on a channel: the end of its log, not all of it. */
export function lastDelivery(db: Reader, org: string, channelId: string) {
  return db
    .selectFrom('deliveries')
    .selectAll()
    .where('org', '=', org)
    .where('channel_id', '=', channelId)
    .where('state', 'in', ['sent', 'dead', 'sending'])
    .orderBy('id', 'desc')
    .limit(1);
}

function channelOf(row: Selectable<ChannelTable>): Channel {
  return {
    id: row.id,
    org: row.org,
    name: row.name,
    enabled: row.enabled === 1,
    settings: JSON.parse(row.settings) as Channel['settings'],
    route: JSON.parse(row.route) as Channel['route'],
    detail: row.detail,
    createdAt: row.created_at,
    sealed: row.secret_sealed,
  };
}
