import { sql } from 'kysely';
import type { Database, Tx } from '../storage/database.ts';
import type { PairingTable } from '../storage/schema/pairing.ts';
import { claimTimeGuard, dbNow } from '../storage/time.ts';

type Reader = Database['read'] | Tx;
export type PairingRow = PairingTable;

/** Rows are kept this long after their end, so that a second look at a used code is still refused as used, ms. */
const KEPT_MS = 3_600_000;

export async function forgetOld(tx: Tx, org: string): Promise<void> {
  await tx
    .deleteFrom('pairings')
    .where('org', '=', org)
    .where('expires_at', '<', sql<number>`${dbNow} - ${sql.lit(KEPT_MS)}`)
    .execute();
}

/** How many were asked for and have not run out yet, answered ones too. */
export async function countLive(tx: Tx, org: string, address: string | null): Promise<number> {
  let query = tx
    .selectFrom('pairings')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org', '=', org)
    .where('expires_at', '>', dbNow);
  if (address !== null) query = query.where('address', '=', address);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** @param lifetimeMs from database time */
export async function insertPairing(
  tx: Tx,
  row: Pick<
    PairingTable,
    'id' | 'org' | 'kind' | 'code_sha256' | 'secret_sha256' | 'claimed_name' | 'address'
  >,
  lifetimeMs: number,
): Promise<PairingRow> {
  return tx
    .insertInto('pairings')
    .values({
      ...row,
      state: 'pending',
      subject_id: null,
      decided_by: null,
      token_days: null,
      created_at: dbNow,
      expires_at: sql<number>`${dbNow} + ${lifetimeMs}`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function selectWaiting(reader: Reader, org: string): Promise<PairingRow[]> {
  return reader
    .selectFrom('pairings')
    .selectAll()
    .where('org', '=', org)
    .where('state', '=', 'pending')
    .where('expires_at', '>', dbNow)
    .orderBy('created_at')
    .execute();
}

/** One that waits and has time left, by its code or its id. */
export async function selectPending(
  reader: Reader,
  org: string,
  key: { readonly codeSha256: string } | { readonly id: string },
): Promise<PairingRow | null> {
  const query = reader
    .selectFrom('pairings')
    .selectAll()
    .where('org', '=', org)
    .where('state', '=', 'pending')
    .where('expires_at', '>', dbNow);
  const row = await ('id' in key
    ? query.where('id', '=', key.id)
    : query.where('code_sha256', '=', key.codeSha256)
  ).executeTakeFirst();
  return row ?? null;
}

/** Whoever knows the secret, while there is time left; null for everybody else, whatever the reason. */
export async function selectOwn(
  reader: Reader,
  org: string,
  id: string,
  secretSha256: string,
): Promise<PairingRow | null> {
  const row = await reader
    .selectFrom('pairings')
    .selectAll()
    .where('org', '=', org)
    .where('id', '=', id)
    .where('secret_sha256', '=', secretSha256)
    .where('expires_at', '>', dbNow)
    .executeTakeFirst();
  return row ?? null;
}

/** One conditional step; false when somebody was faster, or time has run out. */
export async function movePairing(
  tx: Tx,
  row: Pick<PairingRow, 'id' | 'org'>,
  from: PairingRow['state'],
  set: Pick<PairingRow, 'state'> & Partial<Pick<PairingRow, 'subject_id' | 'decided_by' | 'token_days'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pairings')
    .set(set)
    .where('org', '=', row.org)
    .where('id', '=', row.id)
    .where('state', '=', from)
    .where('expires_at', '>', dbNow)
    .where(claimTimeGuard)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
