import { canonical, type JsonObject, type JsonValue, sha256Hex } from '@agentport/engine';

/** The part of the vault that seals small values; opening throws when it was changed or sealed for another context. */
export interface StateSeal {
  sealState(context: JsonObject & { readonly what: string }, plaintext: Uint8Array): Uint8Array;
  openState(context: JsonObject & { readonly what: string }, sealed: Uint8Array): Uint8Array;
}

/** What a client carries from one round of waiting to the next. */
export interface Round {
  readonly approval: string;
  /** 1 after the first wait */
  readonly number: number;
  /** ms UTC; an honest client comes back at once */
  readonly until: number;
}

/** What a round belongs to. Under anything else it does not open (T5). */
export interface RoundOf {
  readonly agent: string;
  readonly tool: string;
  readonly connection: string;
  readonly operation: string;
  readonly args: JsonValue;
}

/** Seals a round for `requestState` (MCP 2026-07-28, multi round-trip requests): the client can neither read nor move it. */
export function sealRound(seal: StateSeal, of: RoundOf, round: Round): string {
  const sealed = seal.sealState(contextOf(of), Buffer.from(JSON.stringify(round), 'utf8'));
  return Buffer.from(sealed).toString('base64url');
}

/** @returns null for a state that is changed, foreign, for another call, or too old */
export function openRound(seal: StateSeal, of: RoundOf, state: string, now: number): Round | null {
  try {
    const opened = seal.openState(contextOf(of), Buffer.from(state, 'base64url'));
    const round = JSON.parse(Buffer.from(opened).toString('utf8')) as Round;
    return round.until > now ? round : null;
  } catch {
    return null; // whatever is wrong with it, the client learns nothing but "no"
  }
}

function contextOf(of: RoundOf): JsonObject & { what: string } {
  return {
    what: 'mcp_round',
    agent: of.agent,
    tool: of.tool,
    connection: of.connection,
    operation: of.operation,
    arguments_sha256: sha256Hex(canonical(of.args)),
  };
}
