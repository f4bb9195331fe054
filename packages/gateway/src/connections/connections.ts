import { canonical } from '@agentport/engine';
import type { Audit } from '../audit/index.ts';
import type { Catalog, Definition } from '../catalog/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { ConnectionTable } from '../storage/schema.ts';
import type { Vault } from '../vault/index.ts';
import { parseBaseUrl } from './base-url.ts';
import { type Connection, CREDENTIAL_FIELD, fromRow, NO_CREDENTIAL, nameProblem } from './connection.ts';
import { createDefinitionBook, type DefinitionBook, MCP } from './definitions.ts';
import { composeCredential, type GivenCredential } from './given-credential.ts';
import { switchedOff, unknownConnection } from './refusals.ts';
import {
  deleteCredentials,
  insertConnection,
  selectByName,
  selectConnections,
  selectFingerprint,
  updateConnection,
} from './store.ts';

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

export type Ownership = Pick<Connection, 'owner' | 'source'>;

/** The service accounts of this installation. Reads are from memory; every change is one durable unit with its entry. */
export interface Connections {
  list(org: string): readonly Connection[];
  find(org: string, name: string): Connection | null;
  /** what can be done through a connection, and how */
  definitionOf(connection: Connection): Definition;
  /**
   * What a person gave, as the integration takes it; null for nothing.
   * @throws {Fault} `invalid_request`
   */
  credentialFor(integration: string, given: GivenCredential): Secret | null;
  /** @throws {Fault} `invalid_request`, `name_taken`, `unsafe_setting` */
  create(wanted: NewConnection): Promise<Connection>;
  /** New key, new connection version: approvals made for the old account are void. Unchanged keys change nothing. */
  replaceCredential(org: string, name: string, key: Secret, actor: string): Promise<Connection>;
  /** Pins the tool list of an upstream MCP server. */
  pinTools(org: string, name: string, tools: string, actor: string): Promise<Connection>;
  disable(org: string, name: string, actor: string): Promise<void>;
  enable(org: string, name: string, source: string | null, actor: string): Promise<Connection>;
  /**
   * Gives the connection to another owner. It stays what it is: same key, same version, approvals hold.
   * @param to.source where the file declares it, null for the console
   * @throws {Fault} `connection_disabled`: the console never owns what is switched off, for only the file switches on
   */
  adopt(org: string, name: string, to: Ownership, actor: string): Promise<Connection>;
  /** Takes up what another gateway added, changed or removed. */
  refresh(): Promise<void>;
  /** Removes the connection and destroys its key. */
  remove(org: string, name: string, actor: string): Promise<void>;
}

interface Parts {
  readonly db: Database;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly catalog: Catalog;
  /** told when a connection is gone for good, so that what is kept open to it can be closed */
  readonly onRemoved: (connectionId: string) => void;
}

/** Loads the connections of `org` and notices definitions that changed since the last start. */
export async function createConnections(parts: Parts, org: string): Promise<Connections> {
  const book = createDefinitionBook(parts.catalog);
  const known = new Map<string, Connection>();
  const keep = (row: ConnectionTable): Connection => {
    const connection = fromRow(row);
    if (connection.status === 'removed') {
      known.delete(connection.name);
      parts.onRemoved(connection.id);
    } else known.set(connection.name, connection);
    return connection;
  };
  for (const row of await selectConnections(parts.db.read, org))
    keep(await followDefinition(parts, book, row));

  const change = async (
    name: string,
    actor: string,
    act: (tx: Tx, row: ConnectionTable) => Promise<Partial<ConnectionTable> | null>,
    kind:
      | 'connection.changed'
      | 'connection.disabled'
      | 'connection.enabled'
      | 'connection.removed'
      | 'connection.adopted'
      | 'credential.replaced'
      | 'connection.tools_changed',
  ): Promise<Connection> => {
    const row = await parts.db.unit(async (tx) => {
      await lock(tx, 'fence', org);
      const before = await selectByName(tx, org, name);
      if (!before) throw unknownConnection(name);
      const columns = await act(tx, before);
      if (columns === null) return before;
      await updateConnection(tx, before.id, columns);
      const after = { ...before, ...columns };
      await parts.audit.append(tx, {
        kind,
        actor,
        org,
        connection: before.id,
        details: {
          name,
          owner: after.owner,
          version: after.version,
          definition_sha256: after.definition_sha256,
        },
      });
      return after;
    });
    return keep(row);
  };

  return {
    list: () => [...known.values()],
    find: (_, name) => known.get(name) ?? null,
    definitionOf: (connection) => book.of(connection),
    credentialFor: (integration, given) => composeCredential(book.start(integration), given),
    async create(wanted) {
      const row = await createRow(parts, book, wanted);
      return keep(row);
    },
    replaceCredential: (_, name, key, actor) =>
      change(
        name,
        actor,
        async (tx, row) => {
          if ((await selectFingerprint(tx, row)) === parts.vault.fingerprint(key)) return null;
          const version = row.credential_version + 1;
          await parts.vault.sealCredential(tx, credentialOf(row, version, key));
          return { credential_version: version, version: row.version + 1 };
        },
        'credential.replaced',
      ),
    pinTools: (_, name, tools, actor) =>
      change(
        name,
        actor,
        async (_tx, row) => {
          if (row.tools === tools) return null;
          const definition = book.of(fromRow({ ...row, tools }));
          return { tools, definition_sha256: definition.definition_sha256, version: row.version + 1 };
        },
        'connection.tools_changed',
      ),
    async disable(_, name, actor) {
      await change(
        name,
        actor,
        async () => ({ status: 'disabled', disabled_at: parts.clock.now() }),
        'connection.disabled',
      );
    },
    enable: (_, name, source, actor) =>
      change(
        name,
        actor,
        async (_tx, row) => ({ status: 'active', disabled_at: null, source, version: row.version + 1 }),
        'connection.enabled',
      ),
    adopt: (_, name, { owner, source }, actor) =>
      change(
        name,
        actor,
        async (_tx, row) => {
          if (row.owner === owner) return null;
          if (row.status === 'disabled') throw switchedOff(row);
          return { owner, source };
        },
        'connection.adopted',
      ),
    async refresh() {
      const rows = await selectConnections(parts.db.read, org);
      const ids = new Set(rows.map(({ id }) => id));
      for (const { name, id } of [...known.values()]) {
        if (ids.has(id)) continue;
        known.delete(name);
        parts.onRemoved(id);
      }
      for (const row of rows) keep(row);
    },
    async remove(_, name, actor) {
      await change(
        name,
        actor,
        async (tx, row) => {
          await deleteCredentials(tx, row.id);
          return { status: 'removed', version: row.version + 1 };
        },
        'connection.removed',
      );
    },
  };
}

async function createRow(
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
async function followDefinition(
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

function credentialOf(row: ConnectionTable, version: number, secret: Secret) {
  return { org: row.org, connectionId: row.id, field: CREDENTIAL_FIELD, version, secret };
}
