import { type Kysely, sql } from 'kysely';
import type { PageQuery } from '../../kernel/page.ts';
import type { Tx } from '../../storage/index.ts';
import type { OperatorTable } from '../../storage/schema/operators.ts';
import type { Schema } from '../../storage/schema.ts';
import { NO_PASSWORD } from '../password.ts';
import type { OperatorRow, SignInRow } from '../store.ts';

type Reader = Kysely<Schema>;

/** A person with what they sign in by, and when they last did. */
export type RosterRow = Pick<
  OperatorTable,
  'id' | 'email' | 'name' | 'role' | 'status' | 'created_at' | 'password_hash'
> & { readonly totp: number; readonly passkeys: number; readonly last_sign_in_at: number | null };

/** Those who were not removed, oldest first, and one more than the limit; or one of them. */
export async function roster(
  db: Reader,
  org: string,
  which: PageQuery | { readonly id: string },
): Promise<RosterRow[]> {
  let query = db
    .selectFrom('operators as o')
    .select(['o.id', 'o.email', 'o.name', 'o.role', 'o.status', 'o.created_at', 'o.password_hash'])
    .select((eb) => [
      sql<number>`case when o.totp_sealed is null then 0 else 1 end`.as('totp'),
      eb
        .selectFrom('passkeys')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('passkeys.operator_id', '=', 'o.id')
        .as('passkeys'),
      eb
        .selectFrom('sign_ins')
        .select((max) => max.fn.max('created_at').as('at'))
        .whereRef('sign_ins.operator_id', '=', 'o.id')
        .as('last_sign_in_at'),
    ])
    .where('o.org', '=', org)
    .where('o.status', '!=', 'removed')
    .orderBy('o.id');
  if ('id' in which) query = query.where('o.id', '=', which.id);
  else {
    query = query.limit(which.limit + 1);
    if (which.cursor !== undefined) query = query.where('o.id', '>', which.cursor);
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    ...row,
    totp: Number(row.totp),
    passkeys: Number(row.passkeys ?? 0),
    last_sign_in_at: row.last_sign_in_at === null ? null : Number(row.last_sign_in_at),
  }));
}

/** Which of these are here; nobody who was removed. */
export async function idsHere(db: Reader, org: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set(); // PostgreSQL knows no empty list
  const rows = await db
    .selectFrom('operators')
    .select('id')
    .where('org', '=', org)
    .where('id', 'in', ids)
    .where('status', '!=', 'removed')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** By id or e-mail; nobody who was removed. */
export async function presentOperator(
  db: Reader,
  org: string,
  key: { id: string } | { email: string },
): Promise<OperatorRow | null> {
  const query = db
    .selectFrom('operators')
    .selectAll()
    .where('org', '=', org)
    .where('status', '!=', 'removed');
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('email', '=', key.email)
  ).executeTakeFirst();
  return row ?? null;
}

export async function countActive(tx: Tx, org: string, role: OperatorTable['role']): Promise<number> {
  const row = await tx
    .selectFrom('operators')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org', '=', org)
    .where('role', '=', role)
    .where('status', '=', 'active')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function setOperator(
  tx: Tx,
  org: string,
  id: string,
  change: Partial<Pick<OperatorTable, 'role' | 'status' | 'password_hash' | 'totp_sealed' | 'totp_step'>>,
): Promise<void> {
  await tx.updateTable('operators').set(change).where('org', '=', org).where('id', '=', id).execute();
}

/** What a removed person could sign in by. The name stays: the log and reviews speak of it. */
export async function dropFactors(tx: Tx, org: string, id: string): Promise<void> {
  await tx
    .updateTable('operators')
    .set({ password_hash: NO_PASSWORD, totp_sealed: null })
    .where('org', '=', org)
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('passkeys').where('org', '=', org).where('operator_id', '=', id).execute();
  await tx.deleteFrom('oidc_links').where('org', '=', org).where('operator_id', '=', id).execute();
  await tx.deleteFrom('recovery_codes').where('org', '=', org).where('operator_id', '=', id).execute();
  await tx.deleteFrom('team_members').where('org', '=', org).where('operator_id', '=', id).execute();
}

/** Sign-ins that count now, newest first, and one more than the limit; of one person, or of everybody. */
export async function liveSignIns(
  db: Reader,
  where: { org: string; operatorId: string | null; now: number },
  page: PageQuery,
): Promise<SignInRow[]> {
  let query = db
    .selectFrom('sign_ins')
    .selectAll()
    .where('org', '=', where.org)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', where.now);
  if (where.operatorId !== null) query = query.where('operator_id', '=', where.operatorId);
  if (page.cursor !== undefined) query = query.where('id', '<', page.cursor);
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
}

/** Ends a person's sign-ins; returns the ids of those that were live. */
export async function endSignIns(
  tx: Tx,
  where: {
    org: string;
    operatorId: string;
    now: number;
    only?: string | undefined;
    except?: string | undefined;
  },
): Promise<string[]> {
  let update = tx
    .updateTable('sign_ins')
    .set({ ended_at: where.now })
    .where('org', '=', where.org)
    .where('operator_id', '=', where.operatorId)
    .where('ended_at', 'is', null);
  if (where.only !== undefined) update = update.where('id', '=', where.only);
  if (where.except !== undefined) update = update.where('id', '!=', where.except);
  const rows = await update.returning('id').execute();
  return rows.map((row) => row.id);
}
