import type { AgentTable, AgentTokenTable } from '../storage/schema/agents.ts';
import { givenConnections } from './given.ts';
import type { ShownToken } from './store.ts';

/** An agent as people see it; times are ms UTC. */
export interface AgentView {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly status: AgentTable['status'];
  readonly tools: AgentTable['tools'];
  /** the only connections it may ask for; null: every one */
  readonly connections: readonly string[] | null;
  /** the person who looks after it */
  readonly ownerId: string | null;
  /** people may play as it */
  readonly test: boolean;
  readonly epoch: number;
  readonly createdAt: number;
  readonly stoppedAt: number | null;
  readonly stoppedBy: string | null;
  /** those that still count and the newest of those that ended, in the order they were made; 50 at most */
  readonly tokens: readonly TokenView[];
  /** how many it has */
  readonly tokensTotal: number;
}

export interface TokenView {
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** @param tokens may hold those of other agents */
export function viewAgent(agent: AgentTable, tokens: readonly ShownToken[]): AgentView {
  const own = tokens.filter((token) => token.agent_id === agent.id);
  return {
    id: agent.id,
    org: agent.org,
    name: agent.name,
    status: agent.status,
    tools: agent.tools,
    connections: givenConnections(agent.connections).connections ?? null,
    ownerId: agent.owner_id,
    test: agent.test === 1,
    epoch: agent.epoch,
    createdAt: agent.created_at,
    stoppedAt: agent.stopped_at,
    stoppedBy: agent.stopped_by,
    tokens: own.map(viewToken),
    tokensTotal: own[0]?.total ?? 0,
  };
}

function viewToken(token: AgentTokenTable): TokenView {
  return {
    id: token.id,
    createdAt: token.created_at,
    expiresAt: token.expires_at,
    revokedAt: token.revoked_at,
  };
}
