import { canonical } from '@agentport/engine';
import type { Audit } from '../audit/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';
import type { Vault } from '../vault/index.ts';
import { parseBaseUrl } from './base-url.ts';
import { CREDENTIAL_FIELD, fromRow, NO_CREDENTIAL, nameProblem } from './connection.ts';
import { type DefinitionBook, MCP } from './definitions.ts';
import { insertConnection, selectByName, updateConnection } from './store.ts';

export interface NewConnection {
  readonly org: string;
  readonly name: string;
  readonly integration: string;
  /** null only for an MCP server that asks for none */
  readonly key: Secret | null;
  /** the integration's own when absent */
  readonly baseUrl?: string | undefined;
  readonly owner: 'file' | 'console';
  readonly source: string | null;
  /** who does this, for the log */
  readonly actor: string;
}

export interface Parts {
  readonly db: Database;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly catalog: Catalog;
  /** told when a connection is gone for good, so that what is kept open to it can be closed */
  readonly onRemoved: (connectionId: string) => void;
}

export async function createRow(
  parts: Parts,
  book: DefinitionBook,
  wanted: NewConnection,
): Promise<ConnectionTable> {
  const wrong = nameProblem(wanted.name);
  if (wrong) throw new Fault('invalid_request', wrong);
  const definition = book.start(wanted.integration);
  if (wanted.key === null && wanted.integration !== MCP) {
    throw new Fault('invalid_request', `${definition.title} cannot be used without a key. Give one.`);
  }
  const base = wanted.baseUrl ?? definition.service.base_url;
  if (!base) {
    throw new Fault(
      'invalid_request',
      `${definition.title} has no address of its own: say which one with --base-url.`,
    );
  }
  const row: ConnectionTable = {
    id: parts.newId('con'),
    org: wanted.org,
    name: wanted.name,
    integration: wanted.integration,
    version: 1,
    credential_version: wanted.key === null ? NO_CREDENTIAL : 1,
    base_url: parseBaseUrl(base),
    definition_sha256: definition.definition_sha256,
    tools: wanted.integration === MCP ? canonical([]) : null,
    status: 'active',
    owner: wanted.owner,
    source: wanted.source,
    created_at: parts.clock.now(),
    disabled_at: null,
    concurrent_calls: null,
    deadline_ms: null,
  };
  await parts.db.unit(async (tx) => {
    await lock(tx, 'fence', wanted.org);
    if (await selectByName(tx, wanted.org, wanted.name)) {
      throw new Fault(
        'name_taken',
        `There is a connection "${wanted.name}" already. Choose another name, or remove that one first.`,
      );
    }
    await insertConnection(tx, row);
    if (wanted.key !== null) await parts.vault.sealCredential(tx, credentialOf(row, 1, wanted.key));
    await parts.audit.append(tx, {
      kind: 'connection.created',
      actor: wanted.actor,
      org: wanted.org,
      connection: row.id,
      details: { name: row.name, integration: row.integration, base_url: row.base_url, owner: row.owner },
    });
  });
  return row;
}

/** A manifest that changed with an upgrade makes a new connection version: approvals made for the old one are void. */
export async function followDefinition(
  parts: Parts,
  book: DefinitionBook,
  row: ConnectionTable,
): Promise<ConnectionTable> {
  const definition = book.of(fromRow(row));
  if (definition.definition_sha256 === row.definition_sha256) return row;
  const columns = { definition_sha256: definition.definition_sha256, version: row.version + 1 };
  await parts.db.unit(async (tx) => {
    await lock(tx, 'fence', row.org);
    await updateConnection(tx, row.id, columns);
    await parts.audit.append(tx, {
      kind: 'connection.changed',
      actor: 'system:start',
      org: row.org,
      connection: row.id,
      details: { name: row.name, definition_sha256: definition.definition_sha256, version: columns.version },
    });
  });
  return { ...row, ...columns };
}

export function credentialOf(row: ConnectionTable, version: number, secret: Secret) {
  return { org: row.org, connectionId: row.id, field: CREDENTIAL_FIELD, version, secret };
}
