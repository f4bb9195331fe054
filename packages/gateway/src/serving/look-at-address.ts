import type { IncomingHttpHeaders } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { systemClock } from '../kernel/clock.ts';

/** What one answer of the public address showed. Times are ms UTC, by the clock of this machine. */
export interface Seen {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** when the first and the last piece arrived */
  readonly firstAt: number;
  readonly lastAt: number;
  /** until when the certificate counts; null on a connection that was used before */
  readonly certificateUntil: number | null;
}

const TIMEOUT_MS = 10_000;
const TEXT_MAX = 64_000;

/**
 * Opens one path of the public address with the certificate checked as browsers do: chain, name and time.
 * @throws {Error} of the network or of TLS, with its `code`
 */
export function look(
  origin: string,
  path: string,
  trust: Pick<RequestOptions, 'ca' | 'lookup'> = {},
): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const asked = request(new URL(path, origin), { ...trust, agent: false }, (answer) => {
    const certificate = (answer.socket as TLSSocket).getPeerCertificate().valid_to;
    const firstAt: number[] = [];
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (piece: string) => {
      firstAt.push(systemClock.now());
      if (text.length < TEXT_MAX) text += piece;
    });
    answer.once('error', reject);
    answer.once('end', () => {
      const now = systemClock.now();
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        text,
        firstAt: firstAt[0] ?? now,
        lastAt: firstAt.at(-1) ?? now,
        certificateUntil: certificate ? Date.parse(certificate) : null,
      });
    });
  });
  const cancel = systemClock.after(TIMEOUT_MS, () => asked.destroy(new Error('no answer within 10 seconds')));
  asked.once('error', reject);
  asked.once('close', cancel);
  asked.end();
  return promise;
}
