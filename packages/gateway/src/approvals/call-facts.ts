import type { Action, DisplayModel, Reason } from '@agentport/engine';
import type { Lease } from '../cluster/index.ts';
import type { Asking } from '../limits/index.ts';
import type { Fence } from './fence.ts';

/** A fact fetched from the service for whoever decides. */
export interface LookedUp {
  /** tells facts of one call apart */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** ms UTC */
  readonly at: number;
}

/** What this room needs to know of a call in order to ask about it, claim it and record it. */
export interface CallFacts {
  readonly id: string;
  readonly agentName: string;
  readonly tokenId: string | null;
  /** the person who asks as this test agent */
  readonly playedBy: string | null;
  readonly address: string | null;
  readonly connectionName: string;
  readonly action: Action;
  readonly intentSha256: string;
  readonly actionSha256: string;
  /** the bytes that would leave */
  readonly body: Uint8Array;
  /** the agent's own words; unverified */
  readonly note: string | null;
  readonly lookups: readonly LookedUp[];
  readonly idempotencyKey: string | null;
  /** what a person would be shown; rendered only when one is asked */
  readonly display: (reasons: readonly Reason[]) => Display;
}

export interface Display {
  readonly model: DisplayModel;
  /** hex SHA-256 of the model */
  readonly sha256: string;
}

/** The sealed memory of a call: what was asked and, where a person is asked, enough to send exactly this later. */
export interface StoredAction {
  readonly action: Action;
  /** base64; null for a call that nobody was asked about */
  readonly body: string | null;
  readonly note: string | null;
  readonly lookups: readonly LookedUp[];
}

/** Whose ceilings count for a call; null for the gateway's own, which are part of somebody's. */
export function askingOf({ action, agentName }: CallFacts): Asking | null {
  if (action.agent.startsWith('system:')) return null;
  return { org: action.org, agentId: action.agent, agentName };
}

/** The fence of a call: what its action and this decision rely on. */
export function fenceOf(
  facts: Pick<CallFacts, 'action'>,
  seen: { policyVersion: number; stopEpoch: number; agentEpoch: number | null; gateway: Lease },
): Fence {
  const { action } = facts;
  return {
    org: action.org,
    policyVersion: seen.policyVersion,
    stopEpoch: seen.stopEpoch,
    connectionId: action.connection.id,
    connectionVersion: action.connection.version,
    definitionSha256: action.integration.definition_sha256,
    agent: seen.agentEpoch === null ? null : { id: action.agent, epoch: seen.agentEpoch },
    gateway: seen.gateway,
  };
}
