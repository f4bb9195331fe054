import type { Database, Tx } from '../storage/database.ts';
import type { PolicyVersionTable } from '../storage/schema/policy.ts';

type Reader = Database['read'] | Tx;

export async function selectActive(reader: Reader, org: string): Promise<PolicyVersionTable | undefined> {
  return reader
    .selectFrom('policy_versions')
    .selectAll()
    .where('org', '=', org)
    .where('status', '=', 'active')
    .executeTakeFirst();
}

export async function selectVersion(
  tx: Tx,
  org: string,
  number: number,
): Promise<PolicyVersionTable | undefined> {
  return tx
    .selectFrom('policy_versions')
    .selectAll()
    .where('org', '=', org)
    .where('number', '=', number)
    .executeTakeFirst();
}

/** So many versions, below a number or from the newest one down. */
export interface Stretch {
  readonly limit: number;
  readonly before?: number | undefined;
}

/** Newest first. */
export async function selectVersions(
  reader: Reader,
  org: string,
  { limit, before }: Stretch,
  status?: PolicyVersionTable['status'],
): Promise<PolicyVersionTable[]> {
  let query = reader
    .selectFrom('policy_versions')
    .selectAll()
    .where('org', '=', org)
    .orderBy('number', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('number', '<', before);
  if (status) query = query.where('status', '=', status);
  return query.execute();
}

export async function lastNumber(tx: Tx, org: string): Promise<number> {
  const row = await tx
    .selectFrom('policy_versions')
    .select((eb) => eb.fn.max('number').as('number'))
    .where('org', '=', org)
    .executeTakeFirst();
  return row?.number ?? 0;
}

/** Makes one version the active one and moves the fence, so that no older decision can be claimed any more. */
export async function makeActive(tx: Tx, row: PolicyVersionTable): Promise<void> {
  await tx
    .updateTable('policy_versions')
    .set({ status: 'superseded' })
    .where('org', '=', row.org)
    .where('status', '=', 'active')
    .execute();
  await tx
    .updateTable('policy_versions')
    .set({ status: 'active', activated_at: row.activated_at, activated_by: row.activated_by })
    .where('id', '=', row.id)
    .execute();
  await tx.updateTable('orgs').set({ policy_version: row.number }).where('org', '=', row.org).execute();
}
