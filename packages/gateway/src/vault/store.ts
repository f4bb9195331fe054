import type { Kysely } from 'kysely';
import { precompiled, type Tx } from '../storage/index.ts';
import type { CredentialTable } from '../storage/schema/connections.ts';
import type { PayloadTable } from '../storage/schema/payloads.ts';
import type { KeyTable, SigningKeyTable } from '../storage/schema/vault-keys.ts';
import type { Schema } from '../storage/schema.ts';

/** Reads committed rows, or a unit's own. */
export type Reader = Kysely<Schema> | Tx;

export function selectKeys(db: Reader): Promise<KeyTable[]> {
  return db.selectFrom('keys').selectAll().orderBy('version').execute();
}

export async function selectSigningKey(db: Reader, org: string): Promise<SigningKeyTable | null> {
  const row = await db.selectFrom('signing_keys').selectAll().where('org', '=', org).executeTakeFirst();
  return row ?? null;
}

export async function insertSigningKey(tx: Tx, row: SigningKeyTable): Promise<void> {
  await tx.insertInto('signing_keys').values(row).execute();
}

export async function updateSigningKey(tx: Tx, org: string, wrapped: Uint8Array): Promise<void> {
  await tx.updateTable('signing_keys').set({ wrapped }).where('org', '=', org).execute();
}

export async function updateKey(tx: Tx, id: string, wrapped: Uint8Array): Promise<void> {
  await tx.updateTable('keys').set({ wrapped }).where('id', '=', id).execute();
}

export async function deleteKey(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('keys').where('id', '=', id).execute();
}

export async function insertKey(tx: Tx, row: KeyTable): Promise<void> {
  await tx.insertInto('keys').values(row).execute();
}

export async function insertCredential(tx: Tx, row: CredentialTable): Promise<void> {
  await tx.insertInto('credentials').values(row).execute();
}

type CredentialPlace = Pick<CredentialTable, 'org' | 'connection_id' | 'field' | 'version'>;

const selectSealed = precompiled((db, at: CredentialPlace) =>
  db
    .selectFrom('credentials')
    .select('sealed')
    .where('org', '=', at.org)
    .where('connection_id', '=', at.connection_id)
    .where('field', '=', at.field)
    .where('version', '=', at.version),
);

export async function selectSealedCredential(db: Reader, at: CredentialPlace): Promise<Uint8Array | null> {
  const [row] = await selectSealed(db, at);
  return row?.sealed ?? null;
}

const selectDay = precompiled((db, { org, day }: { org: string; day: string }) =>
  db.selectFrom('payload_keys').select('sealed').where('org', '=', org).where('day', '=', day),
);

export async function selectDayKey(db: Reader, org: string, day: string): Promise<Uint8Array | null> {
  const [row] = await selectDay(db, { org, day });
  return row?.sealed ?? null;
}

export async function insertDayKey(tx: Tx, org: string, day: string, sealed: Uint8Array): Promise<void> {
  await tx.insertInto('payload_keys').values({ org, day, sealed }).execute();
}

const insertPayloadRow = precompiled((db, row: PayloadTable) => {
  const columns: PayloadTable = {
    id: row.id,
    org: row.org,
    day: row.day,
    kind: row.kind,
    sealed: row.sealed,
    commitment: row.commitment,
    created_at: row.created_at,
  };
  return db.insertInto('payloads').values(columns);
});

export async function insertPayload(tx: Tx, row: PayloadTable): Promise<void> {
  await insertPayloadRow(tx, row);
}

export async function selectPayload(
  db: Reader,
  id: string,
): Promise<(PayloadTable & { day_key: Uint8Array | null }) | null> {
  const row = await db
    .selectFrom('payloads')
    .leftJoin('payload_keys', (join) =>
      join.onRef('payload_keys.org', '=', 'payloads.org').onRef('payload_keys.day', '=', 'payloads.day'),
    )
    .selectAll('payloads')
    .select('payload_keys.sealed as day_key')
    .where('payloads.id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Credentials in the order of their ids, a page at a time. */
export function credentialsAfter(
  db: Reader,
  org: string,
  after: string,
  limit: number,
): Promise<CredentialTable[]> {
  return db
    .selectFrom('credentials')
    .selectAll()
    .where('org', '=', org)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function updateFingerprint(tx: Tx, id: string, fingerprint: string): Promise<void> {
  await tx.updateTable('credentials').set({ fingerprint }).where('id', '=', id).execute();
}
