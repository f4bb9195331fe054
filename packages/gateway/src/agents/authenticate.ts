import type { Agent, Refused } from '@agentport/engine';
import type { Tx } from '../storage/database.ts';
import type { AgentTable } from '../storage/schema/agents.ts';
import { givenConnections } from './given.ts';
import type { TokenRow } from './store.ts';
import { sameDigest, tokenDigest, tokenIdOf } from './token.ts';

/** Who asks, by which credential, and how this agent likes its tools. */
export interface AuthenticatedAgent {
  readonly kind: 'authenticated';
  readonly agent: Agent;
  readonly tokenId: string;
  readonly tools: AgentTable['tools'];
}

export type Authenticate = (token: string | null, tx?: Tx) => Promise<AuthenticatedAgent | Refused>;

/**
 * Recognises an agent by its bearer token. An unknown id and a wrong secret take the same steps and get the same
 * answer (T44): one look-up, one hash, one comparison in constant time. What happened to a token is told only to
 * someone who holds it.
 */
export function createAuthenticate(
  find: (tokenId: string, tx: Tx | undefined) => Promise<TokenRow>,
): Authenticate {
  return async (token, tx) => {
    if (token === null) {
      return refused('unauthenticated', 'Send an agent token: "Authorization: Bearer ap_agent_…".');
    }
    const tokenId = tokenIdOf(token);
    if (tokenId === null) {
      return refused(
        'token_invalid',
        'This is not a whole agent token. Copy it again, with nothing cut off.',
      );
    }
    const row = await find(tokenId, tx);
    // The blanks of an unknown token are no digest, so they equal none.
    if (!sameDigest(row.token_sha256, tokenDigest(token))) {
      return refused('token_invalid', 'This token is not known here. Ask an operator for a new one.');
    }
    return admitted(row);
  };
}

function admitted(row: TokenRow): AuthenticatedAgent | Refused {
  if (row.revoked_at !== null || row.status === 'removed') {
    return refused('token_revoked', 'This token was revoked. Ask an operator for a new one.');
  }
  if (row.expires_at !== null && row.expires_at <= row.now) {
    return refused('token_expired', 'This token has expired. Ask an operator for a new one.');
  }
  if (row.status === 'stopped') {
    return refused(
      'agent_stopped',
      'A person stopped this agent. Nothing it asks is done until a person starts it again.',
    );
  }
  return {
    kind: 'authenticated',
    agent: {
      kind: 'agent',
      id: row.agent_id,
      org: row.org,
      name: row.name,
      epoch: row.epoch,
      ...givenConnections(row.connections),
    },
    tokenId: row.token_id,
    tools: row.tools,
  };
}

function refused(code: string, message: string): Refused {
  return { kind: 'refused', callId: null, problem: { code, message } };
}
