import type { AuthInfo, Server } from '@modelcontextprotocol/server';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';

/** A session nobody used for this long is forgotten; its client starts a new one, ms. */
const IDLE_MS = 30 * 60_000;
const SWEEP_EVERY_MS = 60_000;
const SESSIONS_MAX = 2000;
const SESSIONS_OF_AGENT_MAX = 64;

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

/** Sessions of clients that speak 2025-11-25 or older: bounded in number, bound to their agent, forgotten when idle. */
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

export function createSessions(parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly buildServer: () => Server;
  readonly onFault: (error: unknown) => void;
}): Sessions {
  const { clock } = parts;
  const sessions = new Map<string, Session>();
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

  return {
    async begin(owner, exchange) {
      if (!makeRoom(owner.agentId)) return null;
      const server = parts.buildServer();
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: () => parts.random.bytes(32).toString('base64url'),
        onsessioninitialized: (id) => {
          sessions.set(id, session);
          watch();
        },
        onsessionclosed: (id) => {
          sessions.delete(id);
        },
      });
      const session: Session = { owner, server, transport, busy: 0, usedAt: clock.now() };
      await server.connect(transport);
      const response = await serve(session, exchange);
      if (transport.sessionId === undefined) server.close().catch(parts.onFault);
      return response;
    },

    async resume(id, owner, exchange) {
      const session = ofOwner(id, owner);
      return session && serve(session, exchange);
    },

    visit(id, owner, over) {
      const session = ofOwner(id, owner);
      if (session === null) return null;
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
