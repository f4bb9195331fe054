import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { AuditInboxTable } from '../storage/schema/audit.ts';
import type { Schema } from '../storage/schema.ts';
import type { AuditEvent } from './entry.ts';

/** An entry that is durable and waits for its place in the log. */
export type Waiting = Selectable<AuditInboxTable>;

type Reader = Kysely<Schema>;

export async function insertWaiting(tx: Tx, event: AuditEvent, entry: Uint8Array): Promise<void> {
  const { id, org, kind, call: call_id = null, agent: agent_id = null, at } = event;
  await tx.insertInto('audit_inbox').values({ id, org, kind, call_id, agent_id, at, entry }).execute();
}

/**
 * The oldest that are committed. A row that commits late, behind others with a larger number, is still there in the next
 * round: rows leave the inbox one by one when they have their place, and no position is remembered that could pass it by.
 */
export async function selectWaiting(db: Reader, limit: number, after = 0): Promise<Waiting[]> {
  return db
    .selectFrom('audit_inbox')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function deleteWaiting(tx: Tx, rows: readonly Waiting[]): Promise<void> {
  const numbers = rows.map(({ seq }) => seq);
  await tx.deleteFrom('audit_inbox').where('seq', 'in', numbers).execute();
}

/** The largest number that is committed and waits; null when none does. */
export async function newestWaiting(db: Reader): Promise<number | null> {
  const row = await db
    .selectFrom('audit_inbox')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? null;
}

export async function isAnyWaiting(db: Reader, through: number): Promise<boolean> {
  const row = await db
    .selectFrom('audit_inbox')
    .select('seq')
    .where('seq', '<=', through)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many wait, and since when the oldest does, ms UTC. */
export async function inboxFigures(db: Reader): Promise<{ depth: number; oldestAt: number | null }> {
  const row = await db
    .selectFrom('audit_inbox')
    .select((eb) => [eb.fn.countAll<number>().as('depth'), eb.fn.min('at').as('oldest')])
    .executeTakeFirstOrThrow();
  return { depth: row.depth, oldestAt: row.oldest };
}
