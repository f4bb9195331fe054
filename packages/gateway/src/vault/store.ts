import type { Kysely } from 'kysely';
import type { Tx } from '../storage/database.ts';
import type { CredentialTable, KeyTable, PayloadTable, Schema } from '../storage/schema.ts';

/** Reads committed rows, or a unit's own. */
export type Reader = Kysely<Schema> | Tx;

export function selectKeys(db: Reader): Promise<KeyTable[]> {
  return db.selectFrom('keys').selectAll().orderBy('version').execute();
}

export async function insertKey(tx: Tx, row: KeyTable): Promise<void> {
  await tx.insertInto('keys').values(row).execute();
}

export async function insertCredential(tx: Tx, row: CredentialTable): Promise<void> {
  await tx.insertInto('credentials').values(row).execute();
}

export async function selectSealedCredential(
  db: Reader,
  at: Pick<CredentialTable, 'org' | 'connection_id' | 'field' | 'version'>,
): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('credentials')
    .select('sealed')
    .where('org', '=', at.org)
    .where('connection_id', '=', at.connection_id)
    .where('field', '=', at.field)
    .where('version', '=', at.version)
    .executeTakeFirst();
  return row?.sealed ?? null;
}

export async function selectDayKey(db: Reader, org: string, day: string): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('payload_keys')
    .select('sealed')
    .where('org', '=', org)
    .where('day', '=', day)
    .executeTakeFirst();
  return row?.sealed ?? null;
}

export async function insertDayKey(tx: Tx, org: string, day: string, sealed: Uint8Array): Promise<void> {
  await tx.insertInto('payload_keys').values({ org, day, sealed }).execute();
}

export async function insertPayload(tx: Tx, row: PayloadTable): Promise<void> {
  await tx.insertInto('payloads').values(row).execute();
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
