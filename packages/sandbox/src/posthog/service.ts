import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, readBody } from '../loopback.ts';
import { type Answered, PosthogApi } from './api.ts';

const BODY_BYTES_MAX = 1024 * 1024;

export interface PosthogOptions {
  /** The one personal API key that is accepted. */
  readonly key: string;
  readonly port?: number;
  /** Unix milliseconds; used for `created_at` of new objects. */
  readonly now?: () => number;
}

export interface PosthogService {
  readonly url: string;
  /** Forgets everything and plants the seed again. */
  reset(): void;
  close(): Promise<void>;
}

/** A small PostHog of our own on 127.0.0.1, with real paths, shapes and errors. */
export async function startPosthog(options: PosthogOptions): Promise<PosthogService> {
  const now = options.now ?? Date.now;
  let api = new PosthogApi(now);
  const server = createServer((req, res) => {
    serve(api, options.key, req, res).catch(() => res.destroy());
  });
  const listening = await listenOnLoopback(server, options.port);
  return {
    url: listening.url,
    reset() {
      api = new PosthogApi(now);
    },
    close: listening.close,
  };
}

async function serve(api: PosthogApi, key: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readBody(req, BODY_BYTES_MAX);
  if (body === null) return void res.writeHead(413).end();
  if (req.headers.authorization !== `Bearer ${key}`) {
    const detail = 'Invalid personal API key.';
    return reply(res, {
      status: 401,
      body: { type: 'authentication_error', code: 'not_authenticated', detail },
    });
  }
  const url = new URL(req.url ?? '/', 'http://posthog.invalid');
  const method = req.method ?? 'GET';
  reply(
    res,
    api.handle({ method, path: url.pathname, query: url.searchParams, body: body.toString('utf8') }),
  );
}

function reply(res: ServerResponse, answer: Answered): void {
  if (answer.body === null) return void res.writeHead(answer.status).end();
  res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
}
