import type { Insertable, Kysely, Selectable } from 'kysely';
import type { PageQuery } from '../../kernel/page.ts';
import type { Tx } from '../../storage/index.ts';
import type { InvitationTable } from '../../storage/schema/operators.ts';
import type { Schema } from '../../storage/schema.ts';

export type InvitationRow = Selectable<InvitationTable>;
type Reader = Kysely<Schema>;

export async function insertInvitation(tx: Tx, row: Insertable<InvitationTable>): Promise<void> {
  await tx.insertInto('invitations').values(row).execute();
}

/**
 * Those nobody used or revoked, newest first, and one more than the limit; those that ran out too, so that one sees why
 * nobody came.
 */
export async function openInvitations(db: Reader, org: string, page: PageQuery): Promise<InvitationRow[]> {
  let query = openOf(db, org)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.cursor !== undefined) query = query.where('id', '<', page.cursor);
  return query.execute();
}

export async function openInvitation(db: Reader, org: string, id: string): Promise<InvitationRow | null> {
  return (await openOf(db, org).where('id', '=', id).executeTakeFirst()) ?? null;
}

function openOf(db: Reader, org: string) {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('org', '=', org)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null);
}

export async function liveInvitation(
  db: Reader,
  where: { org: string; tokenSha256: string; now: number },
): Promise<InvitationRow | null> {
  const row = await db
    .selectFrom('invitations')
    .selectAll()
    .where('org', '=', where.org)
    .where('token_sha256', '=', where.tokenSha256)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', where.now)
    .executeTakeFirst();
  return row ?? null;
}

/** Uses an invitation up; false when it was used, revoked or ran out meanwhile: one of two redeemers wins. */
export async function spendInvitation(
  tx: Tx,
  where: { org: string; id: string; now: number },
  operatorId: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('invitations')
    .set({ used_at: where.now, operator_id: operatorId })
    .where('org', '=', where.org)
    .where('id', '=', where.id)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', where.now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** By id, or every open one for an e-mail; returns the ids. */
export async function revokeInvitations(
  tx: Tx,
  where: { org: string; now: number } & ({ id: string } | { email: string }),
): Promise<string[]> {
  const update = tx
    .updateTable('invitations')
    .set({ revoked_at: where.now })
    .where('org', '=', where.org)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null);
  const rows = await ('id' in where
    ? update.where('id', '=', where.id)
    : update.where('email', '=', where.email)
  )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
