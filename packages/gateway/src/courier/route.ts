import type { CredentialName } from '../vault/index.ts';

/** How a credential is placed in a request; `{credential}` in a format stands for it. */
export type AuthSlot =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic' }
  /** the credential is a refresh token; what is placed is the access token it was traded for */
  | { readonly kind: 'oauth_refresh' }
  /** the request that trades it */
  | { readonly kind: 'token_request' }
  | { readonly kind: 'header'; readonly name: string; readonly format: string };

/** Where one operation of a connection leads right now, as the connections room and the definition say. */
export interface Route {
  readonly org: string;
  readonly connectionVersion: number;
  readonly definitionSha256: string;
  readonly active: boolean;
  /** base URL of an HTTP service, or the full URL of an MCP server */
  readonly url: string;
  /** an operator gave this URL: its exact origin is allowed even when it is private */
  readonly named: boolean;
  readonly auth: AuthSlot;
  /** null for a service that wants none */
  readonly credential: CredentialName | null;
  /** header that makes the service answer a repeated request once, when it has one; lower-case */
  readonly idempotencyHeader: string | null;
  /** the service promises that a 5xx means: nothing happened */
  readonly definite5xx: boolean;
  /** JSON Pointer to the errors of an answer whose status does not tell, as in GraphQL; null where it does */
  readonly replyErrors: string | null;
  /** the whole exchange, ms; null for the default */
  readonly timeoutMs: number | null;
  /** exchanges with this connection at one time */
  readonly places: number;
  /** digests of the pinned tools of an MCP server by their original names, null for HTTP */
  readonly toolDigests: ReadonlyMap<string, string> | null;
}

/** Null for a connection nobody knows. */
export type DescribeConnection = (
  connectionId: string,
  operation: string,
) => Route | null | Promise<Route | null>;
