import type { Effect, JsonObject, JsonValue, Risk } from '@agentport/engine';

/**
 * What the gateway knows about a service: plain frozen data, whether it came from a manifest in `integrations/`
 * or from the tool list of an upstream MCP server.
 */
export interface Definition {
  readonly v: 1;
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** hex SHA-256 over the canonical JSON of the parsed manifest; approvals are bound to it */
  readonly definition_sha256: string;
  /** what the parameters were checked against; null for an upstream MCP server, whose own list is the source */
  readonly source: Source | null;
  readonly service: Service;
  readonly auth: Auth;
  readonly purposes: Purposes;
  readonly operations: { readonly [name: string]: Operation };
}

export interface Source {
  readonly what: string;
  readonly where: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export interface Service {
  /** default origin and path prefix; null where only a connection knows it */
  readonly base_url: string | null;
  /** sent with every call, lower-case names, e.g. the service's API version */
  readonly headers: { readonly [name: string]: string };
  /** JSON Pointer to a list in an answer that, when not empty, means failure whatever the status says */
  readonly reply_errors?: string;
  /** what the service bears; the gateway's defaults where absent */
  readonly limits?: { readonly concurrent_calls?: number; readonly deadline_ms?: number };
}

/** Where the courier puts the credential. The credential itself never appears in a definition. */
export type Auth = { readonly hint: CredentialHint | null } & (
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic' }
  | {
      /** the credential is a refresh token and what it takes to use it (RFC 6749 §6); access tokens are sent as bearer */
      readonly kind: 'oauth_refresh';
      /** only here is it ever shown, unless the connection has an origin of its own */
      readonly token_url: string;
    }
  | {
      readonly kind: 'header';
      readonly name: string;
      /** the header's value with `{credential}` where the credential goes */
      readonly format: string;
    }
);

/** Helps a person paste the right key; never a check that lets one through. */
export interface CredentialHint {
  readonly text: string;
  readonly prefixes: readonly string[];
}

/** Operations the gateway may call for itself, by purpose. Nothing else is open to it. */
export interface Purposes {
  readonly credential_test: string | null;
  readonly lookup: readonly string[];
}

export interface Operation {
  readonly name: string;
  readonly title: string;
  /** for the agent: what it does and when to use it */
  readonly summary: string;
  readonly category: string;
  readonly risk: Risk;
  /** the manifest's own default effect; null leaves it to the risk */
  readonly default: Effect | null;
  /** JSON Schema (2020-12) of the arguments */
  readonly params: JsonObject;
  /** of each group exactly one argument must be given */
  readonly one_of: readonly (readonly string[])[];
  readonly binding: HttpBinding | GraphqlBinding | MimeBinding | McpBinding;
  /** whom a call reaches, where it sends a message to people */
  readonly recipients?: Recipients;
  /** facts the gateway reads for the approver and for checks, by lookup name */
  readonly lookups: { readonly [name: string]: Lookup };
  readonly checks: readonly Check[];
  readonly approval: Approval;
  /** arguments an approver may change */
  readonly editable: readonly string[];
  readonly idempotency: Idempotency;
  /** true when the service promises that an answer of 5xx means nothing happened */
  readonly definite_5xx: boolean;
  /** how the effect can be undone, for the approver */
  readonly reversible: string | null;
  /** paths of reply fields nobody may see, e.g. `**.client_secret` */
  readonly hide: readonly string[];
  readonly run: 'on_approval' | 'on_collect';
  readonly notes: string | null;
}

export interface HttpBinding {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/customers/{customer}`; see path-template.ts */
  readonly path: string;
  /** arguments sent in the query, in this order */
  readonly query: readonly string[];
  /** where every argument goes that is neither in the path, the query nor a check */
  readonly body: 'form' | 'json' | 'none';
  /** body fields the manifest fills; texts may hold `{argument}` */
  readonly fields: { readonly [name: string]: string | number | boolean };
  readonly headers: { readonly [name: string]: string };
  /** arguments the service knows under another name, e.g. `max_results: maxResults` */
  readonly names?: { readonly [argument: string]: string };
  /** how a list stands in a query: `a[0]=x&a[1]=y`, or `a=x&a=y` with `repeat` */
  readonly lists?: 'brackets' | 'repeat';
}

/** A mail built from the arguments (mail-message.ts), sent as base64url in one member of a JSON body. */
export interface MimeBinding {
  readonly kind: 'mime';
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  /** member that holds the mail, e.g. `message.raw` */
  readonly raw: string;
  /** other arguments by the member they go to, e.g. `thread_id: message.threadId` */
  readonly beside: { readonly [argument: string]: string };
  readonly headers: { readonly [name: string]: string };
}

export type Recipients =
  /** the named arguments hold addresses; those in `hidden` are not shown to the others */
  | {
      readonly kind: 'arguments';
      readonly open: readonly string[];
      readonly hidden: readonly string[];
      readonly ask_above: number;
    }
  /** it reaches somebody, and the arguments do not say whom */
  | { readonly kind: 'unseen' }
  /** it builds a message that nobody gets */
  | { readonly kind: 'none' };

/** A fixed document; the arguments are its variables, and nothing else of a request can be chosen. */
export interface GraphqlBinding {
  readonly kind: 'graphql';
  /** where the service takes GraphQL, e.g. `/graphql` */
  readonly path: string;
  /** the whole document as it is sent */
  readonly document: string;
  /** the name of the document's only operation */
  readonly operation_name: string;
  readonly headers: { readonly [name: string]: string };
}

export interface McpBinding {
  readonly kind: 'mcp';
  /** the upstream server's own name for the tool */
  readonly tool: string;
  /** hex SHA-256 of the pinned tool as the server listed it */
  readonly tool_sha256: string;
}

/** A read the gateway makes for itself; skipped while an argument it needs is absent. */
export interface Lookup {
  readonly operation: string;
  /** arguments of that operation; texts may hold `{argument}` of this one */
  readonly args: { readonly [name: string]: string | number | boolean };
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly label: string;
  /** JSON Pointer into the looked-up object */
  readonly pointer: string;
  /** the pointer leads to a list of `{name, value}`: the values of this name, whatever its case */
  readonly named?: string;
  readonly format: 'text' | 'money' | 'unix_seconds';
  /** with `money`: JSON Pointer to the ISO 4217 code */
  readonly currency?: string;
}

/** An argument that is verified against what was looked up, and never sent. */
export interface Check {
  readonly argument: string;
  /** every lookup of these that ran must agree, and at least one must have run */
  readonly equals: readonly { readonly lookup: string; readonly pointer: string }[];
  /** public sentence for the agent when it does not agree */
  readonly message: string;
}

export interface Approval {
  /** the first whose placeholders are all given is the title */
  readonly templates: readonly string[];
  readonly fields: { readonly [argument: string]: ArgumentFormat };
}

export type ArgumentFormat =
  | {
      readonly format: 'money';
      /** the first source that yields a code wins */
      readonly currency: readonly CurrencySource[];
    }
  /** a list of texts; `base64`: content, shown by size and digest. Of a list of objects the member is named */
  | { readonly format: 'list' | 'base64'; readonly member?: string };

export type CurrencySource =
  | { readonly argument: string }
  | { readonly lookup: string; readonly pointer: string }
  | { readonly literal: string };

export type Idempotency =
  | { readonly kind: 'service_key'; readonly header: string }
  | { readonly kind: 'natural' }
  | { readonly kind: 'none' };

/** One thing wrong with arguments, in words an agent can act on. */
export interface ArgumentProblem {
  /** JSON Pointer into the arguments */
  readonly path: string;
  readonly message: string;
  readonly expected: JsonValue;
}
