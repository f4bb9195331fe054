import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Clock } from '../kernel/clock.ts';
import { mcpFetch } from './mcp-wire.ts';
import type { Pools } from './pools.ts';

/** Which server, in which version of its connection. */
export interface SessionKey {
  readonly connectionId: string;
  readonly connectionVersion: number;
  readonly url: string;
  readonly named: boolean;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  /** ms, the SDK's own timer */
  readonly timeout: number;
}

/** Open MCP sessions, one per connection. None holds a credential: each operation brings its own. */
export interface McpSessions {
  /** Runs `work` with a session; when it throws, nobody gets that session again. */
  use<T>(key: SessionKey, options: ConnectOptions, work: (session: OpenSession) => Promise<T>): Promise<T>;
  /** Gives up the session of a connection as soon as nobody uses it. */
  forget(connectionId: string): void;
  forgetAll(): void;
}

/** What an operation works with. */
export interface OpenSession {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
}

interface Session extends OpenSession {
  readonly version: number;
  readonly url: string;
  usedAt: number;
  users: number;
  retired: boolean;
}

const TOOL_PAGES_MAX = 16;
/** Servers forget idle sessions; a call into a forgotten one would fail although a person approved it. */
const IDLE_MS = 30_000;

export function createMcpSessions(clock: Clock, pools: Pools): McpSessions {
  const sessions = new Map<string, Session>();

  /** Closing a session under another operation would make that one's outcome unknown: the last user closes it. */
  function retire(session: Session): void {
    session.retired = true;
    if (session.users === 0) session.client.close().catch(() => {}); // broken or not, it is gone
  }

  function forget(connectionId: string): void {
    const session = sessions.get(connectionId);
    sessions.delete(connectionId);
    if (session) retire(session);
  }

  async function sessionFor(key: SessionKey, options: ConnectOptions): Promise<Session> {
    const kept = sessions.get(key.connectionId);
    const current = kept?.version === key.connectionVersion && kept.url === key.url;
    if (kept && current && clock.now() - kept.usedAt < IDLE_MS) return kept;
    const open = await connect(pools, key, options);
    forget(key.connectionId);
    const { connectionVersion: version, url } = key;
    const session = { ...open, version, url, usedAt: clock.now(), users: 0, retired: false };
    sessions.set(key.connectionId, session);
    return session;
  }

  return {
    async use(key, options, work) {
      const session = await sessionFor(key, options);
      session.users += 1;
      try {
        const result = await work(session);
        session.usedAt = clock.now();
        return result;
      } catch (error) {
        session.retired = true;
        if (sessions.get(key.connectionId) === session) sessions.delete(key.connectionId);
        throw error;
      } finally {
        session.users -= 1;
        if (session.retired) retire(session);
      }
    },
    forget,
    forgetAll() {
      for (const id of [...sessions.keys()]) forget(id);
    },
  };
}

async function connect(pools: Pools, key: SessionKey, options: ConnectOptions): Promise<OpenSession> {
  const server = new URL(key.url);
  const transport = new StreamableHTTPClientTransport(server, {
    fetch: mcpFetch(pools, key.connectionId, server, key.named),
    // A broken answer is not fetched again: it would happen outside the permit.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
  });
  const client = new Client(
    { name: 'agentport', version: '1' },
    {
      // No elicitation, no sampling, no roots: a server cannot reach a person or a model through us.
      capabilities: {},
      versionNegotiation: { mode: 'auto' },
      inputRequired: { autoFulfill: false },
      listMaxPages: TOOL_PAGES_MAX,
    },
  );
  // The SDK's probe does not watch the signal; closing its transport ends it, and its timer with it.
  const abandon = () => void Promise.allSettled([client.close(), transport.close()]);
  options.signal.addEventListener('abort', abandon, { once: true });
  try {
    await client.connect(transport, options);
    return { client, transport };
  } finally {
    options.signal.removeEventListener('abort', abandon);
  }
}
