import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Failure } from '../failure.ts';

/** The gateway, over the network or over its control socket. */
export type Door = { readonly url: URL } | { readonly socketPath: string };

export interface Ask {
  readonly method: string;
  /** path and query */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, sent as it is */
  readonly body: string | null;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** bytes; a reply may be 10 MiB, and a third more as base64 */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** The request left, and no complete answer came: nobody knows what became of it. */
export class AnswerLost extends Failure {
  constructor(where: string, cause: unknown) {
    super('not_running', `The connection to ${where} broke before the answer came.`, { cause });
    this.name = 'AnswerLost';
  }
}

/** One request. Nothing is sent twice and no redirect is followed. */
export async function send(door: Door, ask: Ask): Promise<Answer> {
  const response = await open(door, ask);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) {
        response.destroy();
        throw new Failure('internal', `The answer of ${nameOf(door)} is larger than 32 MiB. It was dropped.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Failure ? error : new AnswerLost(nameOf(door), error);
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** The same, with the body of the answer left as a stream. */
export function open(door: Door, ask: Ask): Promise<IncomingMessage> {
  const { method, target, body } = ask;
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...ask.headers,
    ...(body === null
      ? {}
      : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(body)}` }),
  };
  const options: RequestOptions = { method, path: target, headers, agent: false, ...addressOf(door) };
  return new Promise((resolve, reject) => {
    const encrypted = 'url' in door && door.url.protocol === 'https:';
    const request = encrypted ? httpsRequest(options) : httpRequest(options);
    const timer = setTimeout(() => request.destroy(new Error('timeout')), ask.timeoutMs);
    request.once('response', (response) => {
      response.once('close', () => clearTimeout(timer));
      resolve(response);
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(failureOf(door, error));
    });
    request.end(body ?? undefined);
  });
}

function addressOf(door: Door): RequestOptions {
  if ('socketPath' in door) return { socketPath: door.socketPath, host: 'localhost' };
  const { hostname, port } = door.url;
  return { hostname: hostname.replace(/^\[|\]$/g, ''), ...(port === '' ? {} : { port }) };
}

function nameOf(door: Door): string {
  return 'url' in door ? door.url.origin : 'the gateway on this machine';
}

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function failureOf(door: Door, error: NodeJS.ErrnoException): Failure {
  const code = error.code ?? '';
  const where = nameOf(door);
  if (NEVER_CONNECTED.has(code)) {
    return new Failure(
      'not_running',
      `No gateway answers at ${where} (${code}). Start it with "agentport start", or set AGENTPORT_URL to where it runs.`,
      { cause: error },
    );
  }
  if (code.startsWith('ERR_TLS') || /CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new Failure(
      'unsafe_setting',
      `The certificate of ${where} is not trusted (${code}). Set NODE_EXTRA_CA_CERTS to your authority's certificate.`,
      { cause: error },
    );
  }
  return new AnswerLost(where, error);
}
