import type { JsonObject, Pair, ReplyPart } from '@agentport/engine';
import { isCallToolResult } from '@modelcontextprotocol/client';
import type { Clock } from '../kernel/clock.ts';
import { type Resolve, systemResolve } from './connector.ts';
import { checkDestination } from './destination-guard.ts';
import { BODY_BYTES_MAX, CONNECT_TIMEOUT_MS, TIMEOUT_MS } from './limits.ts';
import { sendCall } from './mcp-call.ts';
import { McpEnded, type McpFailure, mcpFailure } from './mcp-failure.ts';
import { partsOf } from './mcp-parts.ts';
import { type ConnectOptions, createMcpSessions, type OpenSession } from './mcp-sessions.ts';
import { currentOperation, type McpOperation } from './mcp-wire.ts';
import { createPools, type Pools } from './pools.ts';

/** An upstream MCP server, as one connection reaches it. */
export interface McpTarget {
  readonly connectionId: string;
  /** a session of an older version is closed and never used again */
  readonly connectionVersion: number;
  readonly url: string;
  readonly named: boolean;
  /** the header with the credential; used for this operation, not kept */
  readonly slot: Pair | null;
  readonly timeoutMs?: number | null;
  readonly signal?: AbortSignal | null;
}

export interface McpProgress {
  readonly progress: number;
  readonly total: number | null;
  readonly message: string | null;
}

export type McpAnswer =
  | { readonly kind: 'answered'; readonly parts: readonly ReplyPart[]; readonly isError: boolean }
  | McpFailure;

export type McpToolList = { readonly kind: 'tools'; readonly tools: readonly JsonObject[] } | McpFailure;

/** The way out to MCP servers over Streamable HTTP, both protocol generations. Never throws. */
export interface McpUpstream {
  listTools(target: McpTarget): Promise<McpToolList>;
  /** Sends the call once; no failure makes it leave a second time. */
  callTool(
    target: McpTarget,
    tool: string,
    args: JsonObject,
    onProgress: ((progress: McpProgress) => void) | null,
  ): Promise<McpAnswer>;
  /** Closes what is kept for a connection, e.g. when it was removed. */
  forget(connectionId: string): void;
  close(): Promise<void>;
}

/** Ours decides first; the SDK's own timer is only a net below it. */
const SDK_TIMER_SLACK_MS = 5_000;

export function createMcpUpstream(options: {
  clock: Clock;
  resolve?: Resolve;
  connectTimeoutMs?: number;
  bodyBytesMax?: number;
}): McpUpstream {
  const { clock } = options;
  const pools = createPools({
    resolve: options.resolve ?? systemResolve,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  });
  const sessions = createMcpSessions(clock, pools);

  /** One operation in its own context: deadline, credential, and the note whether a call left. */
  async function operate<T>(
    target: McpTarget,
    run: (session: OpenSession, request: ConnectOptions, operation: McpOperation) => Promise<T>,
  ): Promise<T | McpFailure> {
    const timeoutMs = target.timeoutMs ?? TIMEOUT_MS;
    const cut = new AbortController();
    let why: 'timeout' | 'aborted' | null = null;
    const giveUp = (reason: 'timeout' | 'aborted') => {
      why ??= reason;
      cut.abort(new Error(reason));
    };
    const aborted = () => giveUp('aborted');
    const cancelDeadline = clock.after(timeoutMs, () => giveUp('timeout'));
    target.signal?.addEventListener('abort', aborted, { once: true });
    if (target.signal?.aborted) aborted();
    const operation: McpOperation = {
      slot: target.slot,
      signal: cut.signal,
      bytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
      callLeft: false,
      tooLarge: false,
      cut: (cause) => cut.abort(cause),
      redirect: null,
    };
    const request = { signal: cut.signal, timeout: timeoutMs + SDK_TIMER_SLACK_MS };
    try {
      const stopped = whenAborted(cut.signal);
      const work = currentOperation.run(operation, async () => {
        cut.signal.throwIfAborted();
        return sessions.use(target, request, (session) => run(session, request, operation));
      });
      return await Promise.race([work, stopped]);
    } catch (error) {
      cut.abort(error);
      return mcpFailure(error, operation, why);
    } finally {
      cancelDeadline();
      target.signal?.removeEventListener('abort', aborted);
    }
  }

  return {
    listTools: (target) =>
      operate<McpToolList>(target, async ({ client }, request) => {
        const { tools } = await client.listTools(undefined, { ...request, cacheMode: 'refresh' });
        return { kind: 'tools', tools: JSON.parse(JSON.stringify(tools)) as JsonObject[] };
      }),
    callTool: (target, name, args, onProgress) =>
      operate<McpAnswer>(target, async (session, request, operation) => {
        const { client } = session;
        if (onProgress === null && isPlain(session)) {
          return callPlainly(pools, target, session, operation, { name, arguments: args });
        }
        // `request`, not `callTool`: the latter sends again after a header mismatch.
        const result = await client.request(
          { method: 'tools/call', params: { name, arguments: { ...args } } },
          {
            ...request,
            ...(onProgress && {
              onprogress: ({ progress, total, message }) =>
                onProgress({ progress, total: total ?? null, message: message ?? null }),
            }),
          },
        );
        return { kind: 'answered', parts: partsOf(result), isError: result.isError === true };
      }),
    forget: (connectionId) => sessions.forget(connectionId),
    async close() {
      sessions.forgetAll();
      await pools.close();
    },
  };
}

/** The first generation with requests that only the SDK knows how to write (headers, envelopes, rounds). */
const FIRST_MODERN = '2026-07-28';

function isPlain({ client }: OpenSession): boolean {
  const version = client.getNegotiatedProtocolVersion();
  return version !== undefined && version < FIRST_MODERN;
}

let calls = 0;

/** A call as servers of 2025 take it, past the SDK's client. */
async function callPlainly(
  pools: Pools,
  target: McpTarget,
  { client, transport }: OpenSession,
  operation: McpOperation,
  params: { name: string; arguments: JsonObject },
): Promise<McpAnswer> {
  const server = new URL(target.url);
  const destination = { origin: server.origin, named: target.named };
  checkDestination(destination);
  calls += 1;
  const id = `call-${calls}`;
  const inOperation = (work: () => void) => currentOperation.run(operation, work);
  const tellGivenUp = () => {
    const notice = {
      method: 'notifications/cancelled',
      params: { requestId: id, reason: 'given up' },
    } as const;
    if (operation.callLeft) inOperation(() => void client.notification(notice).catch(() => undefined));
  };
  operation.signal.addEventListener('abort', tellGivenUp, { once: true });
  try {
    const result = await sendCall({
      dispatcher: pools.of(target.connectionId, destination),
      server,
      id,
      params,
      sessionId: transport.sessionId,
      protocolVersion: client.getNegotiatedProtocolVersion() ?? '',
      operation,
      onOther: (message) => inOperation(() => transport.onmessage?.(message as never)),
    });
    if (!isCallToolResult(result)) {
      throw new McpEnded({ kind: 'interrupted', code: 'bad_answer', cause: null });
    }
    return { kind: 'answered', parts: partsOf(result), isError: result.isError === true };
  } finally {
    operation.signal.removeEventListener('abort', tellGivenUp);
  }
}

/** Rejects when the signal fires, so that a deadline holds whatever the SDK is waiting for. */
function whenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  promise.catch(() => {}); // lost races are not failures
  return promise;
}
