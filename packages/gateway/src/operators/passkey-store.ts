import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { PasskeyTable } from '../storage/schema/sign-ins.ts';
import type { Schema } from '../storage/schema.ts';

export type PasskeyRow = Selectable<PasskeyTable>;
type Reader = Kysely<Schema>;

export async function passkeyByCredential(
  db: Reader,
  org: string,
  credentialId: string,
): Promise<PasskeyRow | null> {
  const row = await db
    .selectFrom('passkeys')
    .selectAll()
    .where('org', '=', org)
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row ?? null;
}

/** Oldest first. A person has at most `PASSKEYS_MAX`. */
export async function passkeysOf(db: Reader, org: string, operatorId: string): Promise<PasskeyRow[]> {
  return db
    .selectFrom('passkeys')
    .selectAll()
    .where('org', '=', org)
    .where('operator_id', '=', operatorId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** False when such a credential is known already. */
export async function insertPasskey(tx: Tx, row: PasskeyRow): Promise<boolean> {
  const result = await tx
    .insertInto('passkeys')
    .values(row)
    .onConflict((conflict) => conflict.columns(['org', 'credential_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Moves the counter on; false when it moved meanwhile or the passkey is gone. */
export async function touchPasskey(
  tx: Tx,
  passkey: PasskeyRow,
  use: { counter: number; backedUp: boolean; at: number },
): Promise<boolean> {
  const result = await tx
    .updateTable('passkeys')
    .set({ counter: use.counter, backed_up: use.backedUp ? 1 : 0, used_at: use.at })
    .where('org', '=', passkey.org)
    .where('id', '=', passkey.id)
    .where('counter', '=', passkey.counter)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function renamePasskeyRow(
  tx: Tx,
  passkey: { org: string; operatorId: string; id: string },
  name: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('passkeys')
    .set({ name })
    .where('org', '=', passkey.org)
    .where('operator_id', '=', passkey.operatorId)
    .where('id', '=', passkey.id)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function deletePasskeyRow(tx: Tx, org: string, id: string): Promise<void> {
  await tx.deleteFrom('passkeys').where('org', '=', org).where('id', '=', id).execute();
}

export async function unusedRecoveryCodes(db: Reader, org: string, operatorId: string): Promise<number> {
  const row = await db
    .selectFrom('recovery_codes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org', '=', org)
    .where('operator_id', '=', operatorId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
