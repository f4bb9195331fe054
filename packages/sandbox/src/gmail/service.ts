import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createEmulator } from 'emulate';
import { listenOnLoopback, readBody } from '../loopback.ts';
import { GMAIL_SEEDED, gmailSeed } from './seed.ts';
import { createTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

export interface GmailService {
  readonly url: string;
  readonly tokens: TokenEndpoint;
  close(): Promise<void>;
}

export interface GmailOptions {
  readonly port?: number;
  readonly now?: () => number;
}

/** Where the token endpoint stands, as at Google. */
export const TOKEN_PATH = '/token';
const BODY_BYTES_MAX = 4 * 1024 * 1024;
/** Known to the emulator and to nobody else. */
const INSIDE = 'sandbox-inside-only';

/**
 * Gmail by the `emulate` package, with a token endpoint on the same origin and answers for what the emulator lacks. It
 * does not look at access tokens: the recorder in front of it does.
 */
export async function startGmail(options: GmailOptions = {}): Promise<GmailService> {
  const tokens = createTokenEndpoint(options.now ?? Date.now);
  const emulator = await createEmulator({
    service: 'google',
    port: 0,
    hostname: '127.0.0.1',
    seed: gmailSeed(INSIDE),
  });
  // It reports `localhost`, which may mean ::1 first, where nobody listens.
  const inside = emulator.url.replace('//localhost:', '//127.0.0.1:');
  const server = createServer((req, res) => {
    answer(req, res, inside, tokens).catch(() => res.destroy());
  });
  const listening = await listenOnLoopback(server, options.port);
  return {
    url: listening.url,
    tokens,
    async close() {
      await listening.close();
      await emulator.close();
    },
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  inside: string,
  tokens: TokenEndpoint,
): Promise<void> {
  const body = await readBody(req, BODY_BYTES_MAX);
  if (body === null) return send(res, 413, { error: { code: 413, message: 'too large' } });
  const path = (req.url ?? '/').split('?')[0] ?? '/';
  if (req.method === 'POST' && path === TOKEN_PATH) {
    const given = await tokens.answer(new URLSearchParams(body.toString('utf8')));
    return send(res, given.status, given.body);
  }
  const own = ownAnswer(req.method ?? 'GET', path, body);
  if (own !== null) return send(res, 200, own);
  const reply = await fetch(inside + (req.url ?? '/'), {
    method: req.method ?? 'GET',
    headers: {
      authorization: `Bearer ${INSIDE}`,
      ...(req.headers['content-type'] ? { 'content-type': req.headers['content-type'] } : {}),
    },
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  const type = reply.headers.get('content-type');
  res.writeHead(reply.status, type === null ? {} : { 'content-type': type });
  res.end(Buffer.from(await reply.arrayBuffer()));
}

function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}

/** Settings the emulator does not know: what was put there is given back. */
function ownAnswer(method: string, path: string, body: Buffer): unknown {
  const place = `${method} ${path.replace('/gmail/v1/users/me/', '')}`;
  switch (place) {
    case 'GET profile':
      return { emailAddress: GMAIL_SEEDED.mailbox, messagesTotal: 2, threadsTotal: 2, historyId: '1' };
    case 'GET settings/vacation':
      return { enableAutoReply: false };
    case 'PUT settings/vacation':
    case 'PUT settings/autoForwarding':
    case 'POST settings/forwardingAddresses':
    case 'POST settings/delegates':
      return JSON.parse(body.toString('utf8'));
    default:
      return null;
  }
}
