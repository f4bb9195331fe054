import type { Definition } from '../catalog/index.ts';
import type { Secret } from '../kernel/secret.ts';
import type { ConnectionLimits } from '../limits/index.ts';
import type { Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';
import { parseBaseUrl } from './base-url.ts';
import { type Connection, fromRow } from './connection.ts';
import { createRow, credentialOf, followDefinition, type NewConnection, type Parts } from './create-row.ts';
import { createDefinitionBook } from './definitions.ts';
import { composeCredential, type GivenCredential } from './given-credential.ts';
import { limitColumns, limitsIn } from './limit-columns.ts';
import { serverStays, switchedOff, unknownConnection } from './refusals.ts';
import {
  deleteCredentials,
  selectByName,
  selectConnections,
  selectFingerprint,
  updateConnection,
} from './store.ts';

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
  /**
   * New key, new connection version: approvals made for the old account are void. Unchanged keys change nothing. With
   * another address the key belongs to that one; what was revoked works again.
   * @throws {Fault} `invalid_request`, `unsafe_setting`
   */
  replaceCredential(
    org: string,
    name: string,
    key: Secret,
    actor: string,
    baseUrl?: string,
  ): Promise<Connection>;
  /** Destroys the key and switches the connection off until a new one is given. */
  revokeCredential(org: string, name: string, actor: string): Promise<Connection>;
  /** Pins the tool list of an upstream MCP server. */
  pinTools(org: string, name: string, tools: string, actor: string): Promise<Connection>;
  /**
   * How much it may carry from the next call on. Its version stays: what is sent does not change, so approvals hold.
   * @throws {Fault} `invalid_request`
   */
  setLimits(org: string, name: string, limits: ConnectionLimits, actor: string): Promise<Connection>;
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
      | 'credential.removed'
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
          ...(kind === 'connection.changed' && limitsIn(columns)),
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
    replaceCredential: (_, name, key, actor, baseUrl) =>
      change(
        name,
        actor,
        async (tx, row) => {
          const base_url = baseUrl === undefined ? row.base_url : parseBaseUrl(baseUrl);
          // its tools were pinned for the server they came from
          if (base_url !== row.base_url && row.tools !== null) throw serverStays(row);
          const same = (await selectFingerprint(tx, row)) === parts.vault.fingerprint(key);
          if (same && base_url === row.base_url) return null;
          const version = row.credential_version + 1;
          await parts.vault.sealCredential(tx, credentialOf(row, version, key));
          // only the file switches its own connections on
          const on = row.owner === 'console' ? { status: 'active' as const, disabled_at: null } : {};
          return { ...on, base_url, credential_version: version, version: row.version + 1 };
        },
        'credential.replaced',
      ),
    revokeCredential: (_, name, actor) =>
      change(
        name,
        actor,
        async (tx, row) => {
          await deleteCredentials(tx, row.id);
          return {
            status: 'disabled',
            disabled_at: parts.clock.now(),
            credential_version: row.credential_version + 1,
            version: row.version + 1,
          };
        },
        'credential.removed',
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
    setLimits: (_, name, limits, actor) =>
      change(
        name,
        actor,
        async (_tx, row) => {
          const columns = limitColumns(limits);
          const same =
            columns.concurrent_calls === row.concurrent_calls && columns.deadline_ms === row.deadline_ms;
          return same ? null : columns;
        },
        'connection.changed',
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
          // the file says for itself how much its connections carry
          return owner === 'file' ? { owner, source, ...limitColumns({}) } : { owner, source };
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
