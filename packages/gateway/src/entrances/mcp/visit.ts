import type { Outcome } from '@agentport/engine';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { AuthenticatedAgent } from '../../agents/index.ts';

/** One HTTP request of an authenticated agent, as the handlers behind the SDK need to know it. */
export interface Visit {
  readonly asked: AuthenticatedAgent;
  readonly token: string;
  /** `/mcp/{connection}`: one connection, bare tool names; null at `/mcp` */
  readonly scope: string | null;
  readonly address: string | null;
  /** ms UTC */
  readonly arrivedAt: number;
  /** aborts when the client's socket is gone; the SDK does not notice that on a session */
  readonly gone: AbortSignal;
  /** the pending outcome of a call that was asked already, see `callDirectly` */
  readonly first?: Outcome;
}

/** Carries a visit through the SDK, which hands authentication facts to handlers unchanged. */
export function authInfoOf(visit: Visit): AuthInfo {
  return { token: visit.token, clientId: visit.asked.agent.id, scopes: [], extra: { visit } };
}

export function visitOf(authInfo: AuthInfo | undefined): Visit {
  const visit = authInfo?.extra?.visit;
  if (visit === undefined) throw new Error('a request reached an MCP handler without authentication');
  return visit as Visit;
}
