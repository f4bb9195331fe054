import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pair } from '@agentport/engine';
import { type Dispatcher, Response as FetchResponse, fetch } from 'undici';
import { checkDestination, type Destination, DestinationRefused } from './destination-guard.ts';
import type { Pools } from './pools.ts';
import { checkHeaders } from './request-rules.ts';

/** One operation on an MCP server: what its requests carry, and what became of them. */
export interface McpOperation {
  /** the credential's header, for this operation only; a kept session holds none */
  readonly slot: Pair | null;
  /** cuts the requests of this operation */
  readonly signal: AbortSignal;
  readonly bytesMax: number;
  /** a byte of a `tools/call` may have left */
  callLeft: boolean;
  tooLarge: boolean;
  /** ends the operation at once: the SDK itself would wait for its timer when an answer breaks off */
  cut(cause: unknown): void;
  /** status of a redirect, which is never followed */
  redirect: number | null;
}

const NOTICE_TIMEOUT_MS = 2_000;

/** The `fetch` of one server's SDK transport, over the guarded connector. */
export type McpFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Which operation a request belongs to: the SDK calls `fetch` in the caller's asynchronous context. */
export const currentOperation = new AsyncLocalStorage<McpOperation>();

export function mcpFetch(pools: Pools, owner: string, server: URL, named: boolean): McpFetch {
  const destination: Destination = { origin: server.origin, named };
  return async (url, init = {}) => {
    const operation = currentOperation.getStore();
    if (!operation) throw new Error('A request to an MCP server belongs to no operation.');
    if (new URL(url).href !== server.href)
      throw new DestinationRefused('another URL than the connection names');
    // No stream of the server's own: it would live outside any permit. 405 is how a server without one answers.
    if (init.method !== 'POST') return asResponse(new FetchResponse(null, { status: 405 }));
    checkDestination(destination);
    const body = String(init.body);
    const isCall = methodOf(body) === 'tools/call';
    const isNotice = methodOf(body)?.startsWith('notifications/') === true;
    const response = await fetch(server, {
      method: 'POST',
      body,
      headers: headersFor(init.headers, operation.slot),
      redirect: 'manual',
      // A notice that the call was given up must still leave after the call itself was cut.
      signal: isNotice ? AbortSignal.timeout(NOTICE_TIMEOUT_MS) : operation.signal,
      dispatcher: pools.of(owner, destination).compose(noting(isCall ? operation : null)),
    });
    if (response.status >= 300 && response.status < 400) {
      operation.redirect = response.status;
      await response.body?.cancel();
      throw new Error('The MCP server answered with a redirect.');
    }
    return asResponse(bounded(response, operation));
  };
}

/** Sees the moment before the first byte of a call is written. */
function noting(operation: McpOperation | null): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    if (!operation) return dispatch(options, handler);
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      start?.(controller, context);
      if (!controller.aborted) operation.callLeft = true;
    };
    return dispatch(options, handler);
  };
}

function headersFor(given: RequestInit['headers'], slot: Pair | null): Record<string, string> {
  const headers: Record<string, string> = Object.fromEntries(new Headers(given));
  delete headers.authorization;
  headers['accept-encoding'] = 'identity'; // nothing to unpack, no bomb
  if (slot) headers[slot[0]] = slot[1];
  checkHeaders(Object.entries(headers));
  return headers;
}

function bounded(response: FetchResponse, operation: McpOperation): FetchResponse {
  if (!response.body) return response;
  const reader = response.body.getReader();
  let received = 0;
  const counted = new ReadableStream<Uint8Array>({
    async pull(stream) {
      try {
        const { done, value } = await reader.read();
        if (done) return stream.close();
        received += value.length;
        operation.tooLarge = received > operation.bytesMax;
        if (operation.tooLarge) throw new Error('The answer is too large.');
        stream.enqueue(value);
      } catch (error) {
        operation.cut(error);
        stream.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, headers } = response;
  return new FetchResponse(counted, { status, headers });
}

function methodOf(body: string): string | null {
  const message: unknown = JSON.parse(body);
  const method: unknown =
    typeof message === 'object' && message !== null && 'method' in message ? message.method : null;
  return typeof method === 'string' ? method : null;
}

/** undici's Response and the platform's are the same interface in two declarations. */
function asResponse(response: FetchResponse): Response {
  return response as unknown as Response;
}
