import type { Agent, Call, Finding, JsonObject, JsonValue } from '@agentport/engine';
import type { LookedUp, Permit } from '../approvals/index.ts';
import type { Operation } from '../catalog/index.ts';
import type { Connection } from '../connections/index.ts';
import type { Sent } from '../courier/index.ts';

/** By which door and from where a request came in. */
export interface Caller {
  readonly entrance: 'mcp' | 'facade' | 'agent_api' | 'playground' | 'gateway';
  readonly address: string | null;
  /** what the client calls itself; unverified */
  readonly client: string | null;
}

/** What an entrance hands to `enforce()`: translated, never judged. */
export interface CallRequest {
  readonly kind: 'call';
  /** the bearer token as it arrived */
  readonly token: string | null;
  /** a person who asks as a test agent, in place of a token */
  readonly player?: Player;
  readonly connection: string;
  readonly operation: string;
  /** as the strict parser gave it */
  readonly args: JsonValue;
  readonly session: string | null;
  readonly idempotencyKey: string | null;
  /** the agent's own words for the approver; unverified */
  readonly note: string | null;
  readonly caller: Caller;
  /** told how far a slow service is, while the caller waits for a call that runs at once */
  readonly onProgress?: ((progress: CallProgress) => void) | null;
}

/** Somebody known by their own sign-in, and the agent they would ask as. Only the people's plane makes one. */
export interface Player {
  /** id or name */
  readonly agent: string;
  readonly operatorId: string;
}

/** Numbers only: a service's words go through the filter, and these would not. */
export interface CallProgress {
  readonly progress: number;
  readonly total: number | null;
}

/** An approved call goes on: the stored action, inspected and decided again before it is claimed. */
export interface ResumeRequest {
  readonly kind: 'resume';
  readonly org: string;
  readonly callId: string;
}

/** The gateway's own call to a service, limited to the operations a manifest names for the purpose. */
export interface SystemRequest {
  readonly kind: 'system';
  readonly org: string;
  readonly purpose: 'lookup' | 'credential_test' | 'tool_list' | 'token_refresh';
  readonly connection: string;
  readonly operation: string;
  readonly args: JsonObject;
}

export type GateRequest = CallRequest | ResumeRequest | SystemRequest;

/** An authenticated asker, with what the audit entry wants to know of the credential. */
export interface KnownAgent extends Agent {
  readonly tokenId: string | null;
  /** the person who asks as it */
  readonly playedBy?: string;
}

/** A call with what the later steps need: where it goes, the bytes that would leave, and where it came from. */
export interface GatewayCall extends Call {
  readonly agent: KnownAgent;
  readonly target: Connection;
  readonly definition: Operation;
  readonly body: Uint8Array;
  readonly request: GateRequest;
  readonly note: string | null;
  /** set when an approved call goes on and what would leave now differs from what was approved */
  readonly moved: boolean;
}

/** What is known around a call: facts fetched by the gateway itself, with its own credential. */
export interface GatewayContext {
  /** checks that did not agree */
  readonly findings: readonly Finding[];
  readonly lookups: readonly LookedUp[];
  /** what the lookups answered, by lookup name */
  readonly objects: { readonly [lookup: string]: JsonValue };
}

/** The types of the gateway's end of the path. */
export interface GatewayTypes {
  request: GateRequest;
  agent: KnownAgent;
  call: GatewayCall;
  context: GatewayContext;
  permit: Permit;
  sent: Sent;
  seen: null;
}
