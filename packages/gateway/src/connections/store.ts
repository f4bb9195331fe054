import type { Database, Tx } from '../storage/database.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';
import { CREDENTIAL_FIELD } from './connection.ts';

export async function selectConnections(
  reader: Database['read'] | Tx,
  org: string,
): Promise<ConnectionTable[]> {
  return reader
    .selectFrom('connections')
    .selectAll()
    .where('org', '=', org)
    .where('status', '!=', 'removed')
    .orderBy('name')
    .execute();
}

export async function selectByName(tx: Tx, org: string, name: string): Promise<ConnectionTable | undefined> {
  return tx
    .selectFrom('connections')
    .selectAll()
    .where('org', '=', org)
    .where('name', '=', name)
    .where('status', '!=', 'removed')
    .executeTakeFirst();
}

export async function insertConnection(tx: Tx, row: ConnectionTable): Promise<void> {
  await tx.insertInto('connections').values(row).execute();
}

export async function updateConnection(tx: Tx, id: string, columns: Partial<ConnectionTable>): Promise<void> {
  await tx.updateTable('connections').set(columns).where('id', '=', id).execute();
}

export async function deleteCredentials(tx: Tx, connectionId: string): Promise<void> {
  await tx.deleteFrom('credentials').where('connection_id', '=', connectionId).execute();
}

/** The keyed fingerprint of the credential in use. */
export async function selectFingerprint(
  tx: Tx,
  connection: { id: string; credential_version: number },
): Promise<string | null> {
  const row = await tx
    .selectFrom('credentials')
    .select('fingerprint')
    .where('connection_id', '=', connection.id)
    .where('field', '=', CREDENTIAL_FIELD)
    .where('version', '=', connection.credential_version)
    .executeTakeFirst();
  return row?.fingerprint ?? null;
}
