import { sql } from 'kysely';
import type { Tx } from '../storage/index.ts';
import type { SealedColumn, SealedRow } from './sealed-columns.ts';
import type { Reader } from './store.ts';

/** Rows that hold a sealed value in this column, in the order of their keys, a page at a time. */
export async function sealedAfter(
  db: Reader,
  { table, column, key, ofAnOrg }: SealedColumn,
  org: string,
  after: string,
  limit: number,
): Promise<SealedRow[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(table)}
    where ${ofAnOrg ? sql`org = ${org} and` : sql``} ${sql.ref(key)} > ${after} and ${sql.ref(column)} is not null
    order by ${sql.ref(key)} limit ${limit}`.execute(db);
  return rows.map((rest) => ({ org, key: String(rest[key]), sealed: rest[column] as Uint8Array, rest }));
}

/** Only while it is still what was read: a rotation never writes over something newer. */
export async function reseal(
  tx: Tx,
  { table, column, key, ofAnOrg }: SealedColumn,
  row: SealedRow,
  sealed: Uint8Array,
): Promise<void> {
  await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
    where ${ofAnOrg ? sql`org = ${row.org} and` : sql``} ${sql.ref(key)} = ${row.key}
      and ${sql.ref(column)} = ${row.sealed}`.execute(tx);
}
