import type { AuthInfo, Server } from '@modelcontextprotocol/server';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Clock } from '../../kernel/clock.ts';
import type { StateSeal } from './sealed-round.ts';
import { initializeOf, openTicket, type SessionStart, sealTicket, startOf } from './session-ticket.ts';

/** A session nobody used for this long is put away; its id brings it back, ms. */
const IDLE_MS = 30 * 60_000;
const SWEEP_EVERY_MS = 60_000;
const SESSIONS_MAX = 2000;
const SESSIONS_OF_AGENT_MAX = 64;
/** Ids of sessions that their clients ended; the oldest is forgotten first. */
const ENDED_MAX = 10_000;

/** Who may use a session: the agent that began it, at the address where it began. */
export interface SessionOwner {
  readonly agentId: string;
  readonly scope: string | null;
}

interface Session {
  readonly owner: SessionOwner;
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** requests on their way */
  busy: number;
  /** ms UTC */
  usedAt: number;
}

/** One HTTP request within a session. */
export interface SessionRequest {
  readonly request: Request;
  readonly authInfo: AuthInfo;
  /** as the strict parser gave it; undefined without a body */
  readonly parsedBody: unknown;
  /** aborts when the exchange is over, one way or the other */
  readonly over: AbortSignal;
}

/**
 * Sessions of clients that speak 2025-11-25 or older: bounded in number, bound to their agent, put away when idle. A
 * session that is not here, because it began at another gateway or before a restart, goes on by its id.
 */
export interface Sessions {
  /** serves `initialize`; null when there is no room */
  begin(owner: SessionOwner, exchange: SessionRequest): Promise<Response | null>;
  /** serves anything later; null when there is no such session for this owner */
  resume(id: string, owner: SessionOwner, exchange: SessionRequest): Promise<Response | null>;
  /**
   * What a call that is answered without the SDK needs to know of its session; null when this owner has no such one.
   * @param over aborts when the exchange is over
   */
  visit(id: string, owner: SessionOwner, over: AbortSignal): SessionFacts | null;
  readonly size: number;
  close(): Promise<void>;
}

export interface SessionFacts {
  /** what the client calls itself */
  readonly client: { readonly name: string; readonly version: string } | undefined;
  /** the protocol version both agreed on */
  readonly version: string | undefined;
}

/** What the SDK asks of a request that begins a session. */
const SDK_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

export function createSessions(parts: {
  readonly clock: Clock;
  readonly seal: StateSeal;
  readonly buildServer: () => Server;
  readonly onFault: (error: unknown) => void;
}): Sessions {
  const { clock } = parts;
  const sessions = new Map<string, Session>();
  const arriving = new Map<string, Promise<Session | null>>();
  const ended = new Set<string>();
  let cancelSweep: (() => void) | null = null;

  const drop = (id: string) => {
    const session = sessions.get(id);
    if (session === undefined || !sessions.delete(id)) return;
    session.server.close().catch(parts.onFault);
  };

  const sweep = () => {
    cancelSweep = null;
    const oldest = clock.now() - IDLE_MS;
    for (const [id, session] of sessions) if (session.busy === 0 && session.usedAt <= oldest) drop(id);
    watch();
  };
  const watch = () => {
    if (sessions.size > 0) cancelSweep ??= clock.after(SWEEP_EVERY_MS, sweep);
  };

  /** Makes room by forgetting the least recently used idle session; false when all are busy. */
  const makeRoom = (agentId: string): boolean => {
    const own = [...sessions].filter(([, session]) => session.owner.agentId === agentId);
    const full =
      own.length >= SESSIONS_OF_AGENT_MAX ? own : sessions.size >= SESSIONS_MAX ? [...sessions] : [];
    if (full.length === 0) return true;
    const [idle] = full
      .filter(([, session]) => session.busy === 0)
      .sort(([, left], [, right]) => left.usedAt - right.usedAt);
    if (idle === undefined) return false;
    drop(idle[0]);
    return true;
  };

  const keepBusy = (session: Session, over: AbortSignal): void => {
    session.busy += 1;
    const done = () => {
      session.busy -= 1;
      session.usedAt = clock.now();
    };
    if (over.aborted) done();
    else over.addEventListener('abort', done, { once: true });
  };

  const ofOwner = (id: string, owner: SessionOwner): Session | null => {
    const session = sessions.get(id);
    // Another agent's session is as unknown as none at all.
    if (session?.owner.agentId !== owner.agentId || session.owner.scope !== owner.scope) return null;
    return session;
  };

  const serve = (session: Session, exchange: SessionRequest): Promise<Response> => {
    keepBusy(session, exchange.over);
    const { request, authInfo, parsedBody } = exchange;
    return session.transport.handleRequest(request, {
      authInfo,
      ...(parsedBody === undefined ? {} : { parsedBody }),
    });
  };

  const noteEnd = (id: string): void => {
    sessions.delete(id);
    ended.add(id);
    if (ended.size > ENDED_MAX) ended.delete(ended.values().next().value ?? '');
  };

  /** Answers `initialize`; the session counts once the SDK has taken it. */
  const start = async (owner: SessionOwner, id: string, exchange: SessionRequest) => {
    const server = parts.buildServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: () => {
        sessions.set(id, session);
        watch();
      },
      onsessionclosed: noteEnd,
    });
    const session: Session = { owner, server, transport, busy: 0, usedAt: clock.now() };
    await server.connect(transport);
    const response = await serve(session, exchange);
    if (transport.sessionId !== undefined) return { session, response };
    server.close().catch(parts.onFault);
    return { session: null, response };
  };

  const ticketOf = (id: string, owner: SessionOwner): SessionStart | null =>
    ended.has(id) ? null : openTicket(parts.seal, owner, id, clock.now());

  /** Goes on with a session that began elsewhere; two requests at once find the same one. */
  const takeUp = async (id: string, owner: SessionOwner, authInfo: AuthInfo): Promise<Session | null> => {
    const ticket = ticketOf(id, owner);
    if (ticket === null || !makeRoom(owner.agentId)) return null;
    const over = new AbortController();
    const request = new Request('http://agentport.invalid/mcp', { method: 'POST', headers: SDK_HEADERS });
    const parsedBody = initializeOf(ticket);
    const { session, response } = await start(owner, id, {
      request,
      authInfo,
      parsedBody,
      over: over.signal,
    });
    await response.text();
    over.abort();
    return session;
  };

  return {
    async begin(owner, exchange) {
      if (!makeRoom(owner.agentId)) return null;
      const id = sealTicket(parts.seal, owner, startOf(exchange.parsedBody), clock.now());
      return (await start(owner, id, exchange)).response;
    },

    async resume(id, owner, exchange) {
      const session = ofOwner(id, owner);
      if (session !== null) return serve(session, exchange);
      if (sessions.has(id)) return null;
      const pending = arriving.get(id) ?? takeUp(id, owner, exchange.authInfo);
      arriving.set(id, pending);
      const taken = await pending.finally(() => arriving.delete(id));
      return taken && ofOwner(id, owner) && serve(taken, exchange);
    },

    visit(id, owner, over) {
      const session = ofOwner(id, owner);
      if (session === null) return ticketOf(id, owner);
      keepBusy(session, over);
      const { server } = session;
      return { client: server.getClientVersion(), version: server.getNegotiatedProtocolVersion() };
    },

    get size() {
      return sessions.size;
    },

    async close() {
      cancelSweep?.();
      const servers = [...sessions.values()].map(({ server }) => server);
      sessions.clear();
      await Promise.allSettled(servers.map((server) => server.close()));
    },
  };
}
