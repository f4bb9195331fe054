import type { Kysely, Selectable } from 'kysely';
import type { PageQuery } from '../../kernel/page.ts';
import type { Tx } from '../../storage/index.ts';
import type { OperatorTokenTable } from '../../storage/schema/operators.ts';
import type { Schema } from '../../storage/schema.ts';

export type OperatorTokenRow = Selectable<OperatorTokenTable>;
type Reader = Kysely<Schema>;

export async function insertToken(tx: Tx, row: OperatorTokenRow): Promise<void> {
  await tx.insertInto('operator_tokens').values(row).execute();
}

/** Newest first, and one more than the limit; those that ended too. */
export async function selectTokens(db: Reader, org: string, page: PageQuery): Promise<OperatorTokenRow[]> {
  let query = db
    .selectFrom('operator_tokens')
    .selectAll()
    .where('org', '=', org)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.cursor !== undefined) query = query.where('id', '<', page.cursor);
  return query.execute();
}

export async function tokenByDigest(
  db: Reader,
  org: string,
  tokenSha256: string,
): Promise<OperatorTokenRow | null> {
  const row = await db
    .selectFrom('operator_tokens')
    .selectAll()
    .where('org', '=', org)
    .where('token_sha256', '=', tokenSha256)
    .executeTakeFirst();
  return row ?? null;
}

/** False when there is no such live token. */
export async function revokeTokenRow(
  tx: Tx,
  where: { org: string; id: string; now: number },
): Promise<boolean> {
  const result = await tx
    .updateTable('operator_tokens')
    .set({ revoked_at: where.now })
    .where('org', '=', where.org)
    .where('id', '=', where.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function markUsed(tx: Tx, id: string, now: number): Promise<void> {
  await tx.updateTable('operator_tokens').set({ used_at: now }).where('id', '=', id).execute();
}
