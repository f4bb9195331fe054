import { connect, type Socket } from 'node:net';
import type { Pair } from '@agentport/engine';
import type { Clock } from '../kernel/clock.ts';
import type { HttpAnswer } from './answer.ts';
import { allowedAddresses, type Resolve, systemResolve } from './connector.ts';
import { bareHost, DestinationRefused } from './destination-guard.ts';
import { createHttpUpstream } from './http.ts';
import { CONNECT_TIMEOUT_MS } from './limits.ts';
import { METADATA_NAMES } from './refused-ranges.ts';
import { checkHeaders } from './request-rules.ts';

export interface PlainPost {
  /** whose sockets */
  readonly owner: string;
  readonly url: string;
  /** a person who may change settings gave this address; others lead to public addresses over TLS only */
  readonly named: boolean;
  readonly headers: readonly Pair[];
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

/**
 * The way out for traffic without a service credential: messages to people. It goes by the same destination guard as
 * every call; redirects are never followed.
 */
export interface PlainUpstream {
  /** Posts once and reads a short answer. Never throws. */
  post(request: PlainPost): Promise<HttpAnswer>;
  /**
   * Opens a socket to a mail server that a person named; TLS is the caller's.
   * @throws {DestinationRefused}, or what the connection failed with
   */
  connect(host: string, port: number): Promise<Socket>;
  close(): Promise<void>;
}

/** bytes: what a peer says about a message is short */
const ANSWER_BYTES_MAX = 64 * 1024;

export function createPlainUpstream(options: { clock: Clock; resolve?: Resolve }): PlainUpstream {
  const resolve = options.resolve ?? systemResolve;
  const http = createHttpUpstream({ clock: options.clock, resolve, bodyBytesMax: ANSWER_BYTES_MAX });
  return {
    async post({ owner, url, named, headers, body, timeoutMs }) {
      try {
        checkHeaders(headers);
        const { origin, pathname, search } = new URL(url);
        return await http.send({
          owner,
          destination: { origin, named },
          outgoing: {
            origin,
            method: 'POST',
            target: `${pathname}${search}`,
            headers,
            body: Buffer.from(body),
          },
          timeoutMs,
        });
      } catch (cause) {
        return { kind: 'not_sent', code: 'request_refused', cause };
      }
    },
    async connect(host, port) {
      const name = bareHost(host);
      if (METADATA_NAMES.has(name)) throw new DestinationRefused('cloud metadata');
      let failure: unknown;
      for (const address of await allowedAddresses({ origin: '', named: true }, resolve, name)) {
        try {
          return await open(options.clock, address, port);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    close: () => http.close(),
  };
}

/** Connects to an address that was checked: no name is asked again. */
function open(clock: Clock, address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const cancel = clock.after(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('connect timed out')));
    socket.once('connect', () => {
      cancel();
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', (error) => {
      cancel();
      reject(error);
    });
  });
}
