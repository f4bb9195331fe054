import type { Database, Tx } from '../storage/database.ts';
import { dbNow } from '../storage/index.ts';
import type { ConnectionTable, OauthTokenTable } from '../storage/schema/connections.ts';

export type TokenRow = OauthTokenTable & { readonly now: number };

/** The row with the database's time, so that gateways agree on what has run out. */
export async function selectToken(
  reader: Database['read'] | Tx,
  connectionId: string,
): Promise<TokenRow | undefined> {
  return reader
    .selectFrom('oauth_tokens')
    .selectAll()
    .select(dbNow.as('now'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
}

export async function selectRefused(
  reader: Database['read'],
  org: string,
): Promise<
  readonly Pick<OauthTokenTable, 'connection_id' | 'credential_version' | 'refused' | 'refused_at'>[]
> {
  return reader
    .selectFrom('oauth_tokens')
    .select(['connection_id', 'credential_version', 'refused', 'refused_at'])
    .where('org', '=', org)
    .where('refused', 'is not', null)
    .execute();
}

/** Active connections whose service takes the credential in use no more, for who looks at a database from outside. */
export async function selectToReconnect(reader: Database['read']): Promise<
  readonly {
    readonly name: string;
    readonly owner: ConnectionTable['owner'];
    readonly refused: string | null;
  }[]
> {
  return reader
    .selectFrom('oauth_tokens as t')
    .innerJoin('connections as c', (join) =>
      join.onRef('c.id', '=', 't.connection_id').onRef('c.credential_version', '=', 't.credential_version'),
    )
    .select(['c.name', 'c.owner', 't.refused'])
    .where('t.refused', 'is not', null)
    .where('c.status', '=', 'active')
    .orderBy('c.name')
    .execute();
}

/** Makes the row, or turns it over to the credential in use: what was traded for another one is void. */
export async function followCredential(
  tx: Tx,
  of: Pick<OauthTokenTable, 'connection_id' | 'org' | 'credential_version'>,
): Promise<void> {
  const none = { expires_at: 0, refresh_generation: 0, refused: null, refused_at: null };
  await tx
    .insertInto('oauth_tokens')
    .values({ ...of, ...none, generation: 0, lease_holder: null, lease_until: 0 })
    .onConflict((conflict) => conflict.column('connection_id').doNothing())
    .execute();
  await tx
    .updateTable('oauth_tokens')
    .set({ ...none, credential_version: of.credential_version })
    .where('connection_id', '=', of.connection_id)
    .where('credential_version', '<', of.credential_version)
    .execute();
}

/** One conditional UPDATE: of all who try, one gets it, until it lets go or the time is over. */
export async function takeLease(
  tx: Tx,
  of: Pick<OauthTokenTable, 'connection_id' | 'credential_version'>,
  holder: string,
  forMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_tokens')
    .set((eb) => ({ lease_holder: holder, lease_until: eb(dbNow, '+', forMs) }))
    .where('connection_id', '=', of.connection_id)
    .where('credential_version', '=', of.credential_version)
    .where((eb) => eb.or([eb('lease_until', '<=', dbNow), eb('lease_holder', '=', holder)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Changes the row only as long as the lease is held and nobody stored a newer token. */
export async function updateHeld(
  tx: Tx,
  held: { readonly connectionId: string; readonly generation: number; readonly holder: string },
  columns: Partial<OauthTokenTable>,
  expiresInMs: number | null = null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_tokens')
    .set((eb) => ({
      ...columns,
      ...(expiresInMs === null ? {} : { expires_at: eb(dbNow, '+', expiresInMs) }),
    }))
    .where('connection_id', '=', held.connectionId)
    .where('generation', '=', held.generation)
    .where('lease_holder', '=', held.holder)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function letGo(tx: Tx, connectionId: string, holder: string): Promise<void> {
  await tx
    .updateTable('oauth_tokens')
    .set({ lease_holder: null, lease_until: 0 })
    .where('connection_id', '=', connectionId)
    .where('lease_holder', '=', holder)
    .execute();
}

/** Sealed tokens older than the ones in use. */
export async function deleteOlder(
  tx: Tx,
  connectionId: string,
  field: string,
  before: number,
): Promise<void> {
  await tx
    .deleteFrom('credentials')
    .where('connection_id', '=', connectionId)
    .where('field', '=', field)
    .where('version', '<', before)
    .execute();
}
