import type { Action, Risk } from '../action/action.ts';

/** Who asks. `system` is the gateway itself (`system:lookup`), under its own narrow policy. */
export interface Agent {
  readonly kind: 'agent' | 'system';
  readonly id: string;
  readonly org: string;
  readonly name: string;
  /** moves when the agent is stopped, released or its rights change; part of the fence */
  readonly epoch: number;
  /** names of the only connections it was given; absent: every connection */
  readonly connections?: readonly string[];
}

/** One agent's request for one operation: arguments canonical, the action built, both digests taken. */
export interface Call {
  readonly id: string;
  readonly agent: Agent;
  readonly connection: { readonly id: string; readonly name: string; readonly integration: string };
  readonly operation: { readonly name: string; readonly risk: Risk };
  readonly action: Action;
  /** hex SHA-256 */
  readonly intent_sha256: string;
  /** hex SHA-256 */
  readonly action_sha256: string;
}
