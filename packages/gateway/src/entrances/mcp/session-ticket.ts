import type { JsonObject } from '@agentport/engine';
import type { StateSeal } from './sealed-round.ts';
import type { SessionOwner } from './sessions.ts';

/** A ticket older than this opens no session; its client starts a new one, ms. */
const LASTS_MS = 24 * 60 * 60_000;
const NAME_CHARS_MAX = 64;

/** What a session of an older client holds: how it began, and nothing about what it may do. */
export interface SessionStart {
  readonly client: { readonly name: string; readonly version: string };
  /** the protocol version the client asked for */
  readonly version: string;
}

/**
 * Makes the id of a session, which is also all that any gateway needs to go on with it: behind a balancer the next
 * request may reach another gateway, and a gateway that was restarted knows no session. It carries no authority (every
 * request brings its token) and opens for nobody but the agent it was made for, at the address where it was made (T5).
 */
export function sealTicket(seal: StateSeal, owner: SessionOwner, start: SessionStart, now: number): string {
  const { client, version } = start;
  const kept = { name: client.name, client: client.version, version, at: now };
  return Buffer.from(seal.sealState(contextOf(owner), Buffer.from(JSON.stringify(kept), 'utf8'))).toString(
    'base64url',
  );
}

/** @returns null for an id that is made up, changed, another agent's or too old */
export function openTicket(
  seal: StateSeal,
  owner: SessionOwner,
  ticket: string,
  now: number,
): SessionStart | null {
  try {
    const opened = seal.openState(contextOf(owner), Buffer.from(ticket, 'base64url'));
    const { name, client, version, at } = JSON.parse(Buffer.from(opened).toString('utf8'));
    return at + LASTS_MS > now ? { client: { name, version: client }, version } : null;
  } catch {
    return null; // whatever is wrong with it, the client learns nothing but "no"
  }
}

/** How a session begins, as its `initialize` says; names are the client's own words and kept short. */
export function startOf(initialize: unknown): SessionStart {
  const params = memberOf(initialize, 'params');
  const info = memberOf(params, 'clientInfo');
  return {
    client: { name: shortText(memberOf(info, 'name')), version: shortText(memberOf(info, 'version')) },
    version: shortText(memberOf(params, 'protocolVersion')),
  };
}

/** The message that begins this session again at another gateway. */
export function initializeOf({ client, version }: SessionStart): JsonObject {
  return {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: version, capabilities: {}, clientInfo: { ...client } },
  };
}

function contextOf({ agentId, scope }: SessionOwner): JsonObject & { what: string } {
  return { what: 'mcp_session', agent: agentId, scope };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function shortText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, NAME_CHARS_MAX) : '';
}
