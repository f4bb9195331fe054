import type { NotificationSettings } from '@agentport/contract';
import type { Kysely } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { Schema } from '../storage/schema.ts';

export const DEFAULT_SETTINGS: NotificationSettings = {
  quiet: null,
  remind_after: null,
  escalate_after: null,
};

export async function readSettings(db: Kysely<Schema>, org: string): Promise<NotificationSettings> {
  const row = await db
    .selectFrom('notification_settings')
    .select('document')
    .where('org', '=', org)
    .executeTakeFirst();
  return row ? (JSON.parse(row.document) as NotificationSettings) : DEFAULT_SETTINGS;
}

export async function writeSettings(
  tx: Tx,
  row: { org: string; document: string; changed_at: number; changed_by: string },
): Promise<void> {
  const { org: _, ...changed } = row;
  await tx
    .insertInto('notification_settings')
    .values(row)
    .onConflict((conflict) => conflict.column('org').doUpdateSet(changed))
    .execute();
}
