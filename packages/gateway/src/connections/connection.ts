import { CONNECTION_NAME, RESERVED_CONNECTION_NAMES } from '@agentport/contract';
import type { ConnectionLimits } from '../limits/index.ts';
import type { ConnectionTable } from '../storage/schema/connections.ts';

/** One service account attached to an integration. Its credential lies in the vault and is not part of this. */
export interface Connection {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly integration: string;
  /** moves when origin, credential or definition change: approvals made before are void */
  readonly version: number;
  readonly credentialVersion: number;
  readonly baseUrl: string;
  readonly definitionSha256: string;
  readonly status: 'active' | 'disabled' | 'removed';
  readonly owner: 'file' | 'console';
  /** `agentport.yaml:12` for what the file owns */
  readonly source: string | null;
  /** pinned tool list of an upstream MCP server, as canonical JSON */
  readonly tools: string | null;
  readonly createdAt: number;
  /** when it was switched off, ms UTC; null while it is on */
  readonly disabledAt: number | null;
  /** what people said it may carry; nothing for a connection of the file, which says so itself */
  readonly limits: ConnectionLimits;
}

/** What a person gave; a token it was traded for has a field of its own. */
export const CREDENTIAL_FIELD = 'key';

/** The credential version of a connection that has none; the first key given later is version 1. */
export const NO_CREDENTIAL = 0;

/** Null when the name may be used, else what to do. */
export function nameProblem(name: string): string | null {
  if (!CONNECTION_NAME.test(name)) {
    return `"${name.slice(0, 40)}" cannot name a connection: use 2 to 16 lower-case letters, digits and hyphens, starting with a letter.`;
  }
  if (RESERVED_CONNECTION_NAMES.has(name))
    return `"${name}" is a path of the gateway itself. Choose another name, e.g. "${name}-main".`;
  return null;
}

export function fromRow(row: ConnectionTable): Connection {
  return Object.freeze({
    id: row.id,
    org: row.org,
    name: row.name,
    integration: row.integration,
    version: row.version,
    credentialVersion: row.credential_version,
    baseUrl: row.base_url,
    definitionSha256: row.definition_sha256,
    status: row.status,
    owner: row.owner,
    source: row.source,
    tools: row.tools,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    limits: row.owner === 'console' ? limitsOf(row) : {},
  });
}

function limitsOf({ concurrent_calls, deadline_ms }: ConnectionTable): ConnectionLimits {
  return {
    ...(concurrent_calls === null ? {} : { concurrent_calls }),
    ...(deadline_ms === null ? {} : { deadline_ms }),
  };
}
