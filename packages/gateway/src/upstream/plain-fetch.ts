import type { Clock } from '../kernel/clock.ts';
import { type Resolve, systemResolve } from './connector.ts';
import { createHttpUpstream } from './http.ts';
import { checkHeaders } from './request-rules.ts';

/** What a library that speaks `fetch` needs of one: never follows a redirect. */
export type PlainFetch = (
  url: string,
  request: { method: string; headers: Readonly<Record<string, string>>; body?: unknown },
  named: string,
) => Promise<Response>;

/** bytes: keys and tokens of a sign-in provider */
const ANSWER_BYTES_MAX = 512 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * `fetch` behind the destination guard, for traffic without a service credential. The last argument is the one origin a
 * person named, which may be on this machine or network; every other leads to public addresses over TLS only.
 */
export function createPlainFetch(options: { clock: Clock; resolve?: Resolve }): {
  fetch: PlainFetch;
  close(): Promise<void>;
} {
  const http = createHttpUpstream({
    clock: options.clock,
    resolve: options.resolve ?? systemResolve,
    bodyBytesMax: ANSWER_BYTES_MAX,
  });
  return {
    async fetch(url, { method, headers, body }, named) {
      const { origin, pathname, search } = new URL(url);
      const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
      checkHeaders(pairs);
      const answer = await http.send({
        owner: 'sign-in-provider',
        destination: { origin, named: origin === named },
        outgoing: {
          origin,
          method: method === 'POST' ? 'POST' : 'GET',
          target: `${pathname}${search}`,
          headers: pairs,
          body: Buffer.from(body === undefined || body === null ? '' : String(body)),
        },
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.kind !== 'answered') throw new Error(`no answer from ${origin}: ${answer.code}`);
      const empty = answer.status === 204 || answer.status === 304;
      return new Response(empty ? null : new Uint8Array(answer.bytes), {
        status: answer.status,
        headers: answer.headers.map(([name, value]): [string, string] => [name, value]),
      });
    },
    close: () => http.close(),
  };
}
