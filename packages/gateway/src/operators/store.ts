import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { OperatorTable } from '../storage/schema/operators.ts';
import type { SignInTable } from '../storage/schema/sign-ins.ts';
import type { Schema } from '../storage/schema.ts';

export type OperatorRow = Selectable<OperatorTable>;
export type SignInRow = Selectable<SignInTable>;
type Reader = Kysely<Schema>;

/** Whether anybody was ever created: removing the last person does not open the door again. */
export async function anyOperator(db: Reader, org: string): Promise<boolean> {
  const row = await db
    .selectFrom('operators')
    .select('id')
    .where('org', '=', org)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function activeOperatorByEmail(
  db: Reader,
  org: string,
  email: string,
): Promise<OperatorRow | null> {
  const row = await db
    .selectFrom('operators')
    .selectAll()
    .where('org', '=', org)
    .where('email', '=', email)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row ?? null;
}

export async function activeOperator(db: Reader, org: string, id: string): Promise<OperatorRow | null> {
  const row = await db
    .selectFrom('operators')
    .selectAll()
    .where('org', '=', org)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row ?? null;
}

export async function insertOperator(
  tx: Tx,
  operator: Insertable<OperatorTable>,
  recoveryDigests: readonly string[],
): Promise<void> {
  await tx.insertInto('operators').values(operator).execute();
  await replaceRecoveryCodes(tx, { org: operator.org, operatorId: operator.id }, recoveryDigests);
}

/** Whatever codes the person had, used or not, are gone. */
export async function replaceRecoveryCodes(
  tx: Tx,
  person: { org: string; operatorId: string },
  digests: readonly string[],
): Promise<void> {
  const { org, operatorId: operator_id } = person;
  await tx
    .deleteFrom('recovery_codes')
    .where('org', '=', org)
    .where('operator_id', '=', operator_id)
    .execute();
  const codes = digests.map((code_sha256) => ({ org, operator_id, code_sha256, used_at: null }));
  await tx.insertInto('recovery_codes').values(codes).execute();
}

/** Moves the used-step memory forward; false when this step, or a later one, was used already. */
export async function spendTotpStep(tx: Tx, org: string, id: string, step: number): Promise<boolean> {
  const result = await tx
    .updateTable('operators')
    .set({ totp_step: step })
    .where('org', '=', org)
    .where('id', '=', id)
    .where('totp_step', '<', step)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Marks a recovery code as used; false when there is none such or it was used already. */
export async function spendRecoveryCode(
  tx: Tx,
  code: { org: string; operatorId: string; sha256: string; at: number },
): Promise<boolean> {
  const result = await tx
    .updateTable('recovery_codes')
    .set({ used_at: code.at })
    .where('org', '=', code.org)
    .where('operator_id', '=', code.operatorId)
    .where('code_sha256', '=', code.sha256)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertSignIn(tx: Tx, row: Insertable<SignInTable>): Promise<void> {
  await tx.insertInto('sign_ins').values(row).execute();
}

/** A sign-in that still counts, by its token's digest or its id. */
export async function liveSignIn(
  db: Reader,
  org: string,
  by: { tokenSha256: string } | { id: string },
  now: number,
): Promise<SignInRow | null> {
  const [column, value] = 'id' in by ? (['id', by.id] as const) : (['token_sha256', by.tokenSha256] as const);
  const row = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('org', '=', org)
    .where(column, '=', value)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Changes a live sign-in whose token is still this one; false when it ended or was rotated meanwhile. */
export async function updateSignIn(
  tx: Tx,
  signIn: { id: string; tokenSha256: string },
  change: Partial<Insertable<SignInTable>>,
): Promise<boolean> {
  const result = await tx
    .updateTable('sign_ins')
    .set(change)
    .where('id', '=', signIn.id)
    .where('token_sha256', '=', signIn.tokenSha256)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Makes every unused link useless, then stores the new one. */
export async function replaceSetupLink(
  tx: Tx,
  link: { org: string; tokenSha256: string; createdAt: number; expiresAt: number },
): Promise<void> {
  await tx.deleteFrom('setup_links').where('org', '=', link.org).where('used_at', 'is', null).execute();
  await tx
    .insertInto('setup_links')
    .values({
      org: link.org,
      token_sha256: link.tokenSha256,
      created_at: link.createdAt,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function openSetupLink(
  db: Reader,
  org: string,
  tokenSha256: string,
  now: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('setup_links')
    .select('token_sha256')
    .where('org', '=', org)
    .where('token_sha256', '=', tokenSha256)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses the link up; false when it was used, replaced or has expired. */
export async function spendSetupLink(
  tx: Tx,
  org: string,
  tokenSha256: string,
  now: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('setup_links')
    .set({ used_at: now })
    .where('org', '=', org)
    .where('token_sha256', '=', tokenSha256)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
