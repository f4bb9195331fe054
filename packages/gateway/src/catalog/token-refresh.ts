import { splitBaseUrl } from './base-url.ts';
import type { Definition, Operation } from './definition.ts';
import { deepFreeze } from './freeze.ts';

/** No operation of a manifest or a server may hold two underscores, so none can be named like it. */
export const TOKEN_REFRESH_NAME = 'oauth__refresh';

export interface TokenRefresh {
  readonly operation: Operation;
  /** scheme, host and port the refresh token is shown to */
  readonly origin: string;
  /** an operator gave this origin with the connection's address */
  readonly named: boolean;
}

/**
 * Trading the refresh token of a connection for an access token (RFC 6749 §6): a call of the gateway itself, on the
 * same path as every other. It is in no definition, so no agent can name it.
 *
 * The endpoint is the manifest's. A connection with an address of its own keeps the path and takes its own origin:
 * the credential was given for that origin and is never shown to two.
 * @returns null for a service whose credential is used as it is
 */
export function tokenRefreshOf(definition: Definition, baseUrl: string): TokenRefresh | null {
  if (definition.auth.kind !== 'oauth_refresh') return null;
  const endpoint = splitBaseUrl(definition.auth.token_url);
  const base = splitBaseUrl(baseUrl);
  if (!endpoint.ok || !base.ok)
    throw new Error(`The token endpoint of ${definition.id} was never validated.`);
  const named = baseUrl !== definition.service.base_url;
  return {
    operation: operationOf(endpoint.prefix),
    origin: named ? base.origin : endpoint.origin,
    named,
  };
}

function operationOf(path: string): Operation {
  return deepFreeze({
    name: TOKEN_REFRESH_NAME,
    title: 'Get an access token',
    summary: 'Trades the refresh token of a connection for an access token.',
    category: 'Account',
    risk: 'read', // it changes nothing of the account, and may be tried again
    default: 'deny',
    params: { type: 'object', properties: {}, additionalProperties: false },
    one_of: [],
    binding: {
      kind: 'http',
      method: 'POST',
      path,
      query: [],
      body: 'form',
      fields: { grant_type: 'refresh_token' },
      headers: {},
    },
    lookups: {},
    checks: [],
    approval: { templates: ['Get an access token'], fields: {} },
    editable: [],
    idempotency: { kind: 'natural' },
    definite_5xx: true,
    reversible: null,
    hide: [],
    run: 'on_approval',
    notes: null,
  });
}
