import type { JsonObject } from '../json/value.ts';

/** How much harm an operation can do; a manifest states it, a tool's annotations hint at it. */
export const RISKS = ['read', 'write', 'destructive', 'financial', 'admin'] as const;
export type Risk = (typeof RISKS)[number];

/** A header or query pair, in the order it is sent. */
export type Pair = readonly [name: string, value: string];

/**
 * Exactly what leaves over HTTP, except the closed list of slots the gateway fills:
 * the credential, idempotency-key, host, content-length, user-agent, traceparent.
 */
export interface HttpWire {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** scheme, host and port, e.g. `https://api.stripe.com` */
  readonly origin: string;
  /** percent-encoded path, starting with `/` */
  readonly path: string;
  readonly query: readonly Pair[];
  /** lower-case names */
  readonly headers: readonly Pair[];
  readonly body_sha256: string;
  readonly body_bytes: number;
}

/** Exactly which tool of an upstream MCP server is called, with which arguments. */
export interface McpWire {
  readonly kind: 'mcp';
  /** the server's full URL: scheme, host, port and path */
  readonly server_url: string;
  readonly tool: string;
  /** digest of the pinned tool definition */
  readonly tool_sha256: string;
  readonly arguments_sha256: string;
}

/** What would leave. `sql`, `exec` and `fs` join with the rooms that speak them. */
export type Wire = HttpWire | McpWire;

/** The whole act a person approves and a permit is bound to. Times are integer ms UTC, ids carry their prefix. */
export interface Action {
  readonly v: 1;
  readonly instance: string;
  readonly org: string;
  readonly agent: string;
  readonly session: string | null;
  readonly connection: { readonly id: string; readonly version: number };
  readonly integration: {
    readonly id: string;
    readonly version: string;
    readonly definition_sha256: string;
  };
  readonly operation: string;
  readonly args: JsonObject;
  readonly wire: Wire;
  /** the policy under which it was asked; the rule is the decision's, which comes after */
  readonly policy: { readonly version: number };
  readonly risk: Risk;
  readonly created_at: number;
  readonly nonce: string;
  /** ms UTC after which nobody may approve it any more */
  readonly approve_before: number;
}

/** The part of an action that makes two requests "the same thing again": retries and cool-down. */
export interface Intent {
  readonly org: string;
  readonly agent: string;
  readonly connection: string;
  readonly operation: string;
  readonly args: JsonObject;
}
