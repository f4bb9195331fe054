import type { Clock } from '../kernel/clock.ts';
import type { HttpAnswer } from './answer.ts';
import { type Resolve, systemResolve } from './connector.ts';
import { checkDestination, type Destination } from './destination-guard.ts';
import { Exchange, type ExchangeOptions } from './exchange.ts';
import { BODY_BYTES_MAX, CONNECT_TIMEOUT_MS, RATIO_MAX, TIMEOUT_MS } from './limits.ts';
import type { Outgoing } from './outgoing.ts';
import { createPools } from './pools.ts';

export interface HttpSend {
  /** whose sockets: the connection's id */
  readonly owner: string;
  readonly destination: Destination;
  readonly outgoing: Outgoing;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | null;
}

/** The way out over HTTP/1.1. */
export interface HttpUpstream {
  /**
   * Sends once and buffers the whole answer. Redirects are never followed. A GET whose connection could not be made
   * is tried a second time; nothing else ever is. Never throws.
   */
  send(request: HttpSend): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpUpstreamOptions {
  readonly clock: Clock;
  readonly resolve?: Resolve;
  readonly connectTimeoutMs?: number;
  readonly bodyBytesMax?: number;
  readonly ratioMax?: number;
}

export function createHttpUpstream(options: HttpUpstreamOptions): HttpUpstream {
  const pools = createPools({
    resolve: options.resolve ?? systemResolve,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  });
  const limits = {
    bytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
    ratioMax: options.ratioMax ?? RATIO_MAX,
  };

  function once(request: HttpSend): Promise<HttpAnswer> {
    const exchange = new Exchange({
      clock: options.clock,
      timeoutMs: request.timeoutMs ?? TIMEOUT_MS,
      limits,
      signal: request.signal ?? null,
    } satisfies ExchangeOptions);
    try {
      const { outgoing, destination } = request;
      checkDestination(destination);
      if (outgoing.origin !== destination.origin) throw new Error('the request is for another origin');
      pools.of(request.owner, destination).dispatch(
        {
          path: outgoing.target,
          method: outgoing.method,
          headers: outgoing.headers.flat(),
          body: outgoing.body.length > 0 ? outgoing.body : null,
        },
        exchange,
      );
    } catch (error) {
      exchange.fail(error);
    }
    return exchange.answer;
  }

  return {
    async send(request) {
      const first = await once(request);
      const connectionFailed = first.kind === 'not_sent' && first.code === 'connect_failed';
      return connectionFailed && request.outgoing.method === 'GET' ? once(request) : first;
    },
    close: () => pools.close(),
  };
}
