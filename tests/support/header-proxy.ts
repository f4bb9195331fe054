import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HeaderProxyOptions {
  /** `http://127.0.0.1:PORT`; its path is not used. Of several, requests go to each in turn, as behind a balancer. */
  readonly target: string | readonly string[];
  /** Set on every request, in place of a header of the same name. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HeaderProxy {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A loopback proxy that adds headers, for programs that can be given an address but no token. Streams pass as they
 * come. Its own name in Host and Origin becomes the target's; a foreign name passes unchanged, so that the target's
 * defence against DNS rebinding is still put to the test.
 */
export async function startHeaderProxy(options: HeaderProxyOptions): Promise<HeaderProxy> {
  const targets = [options.target].flat().map((target) => new URL(target));
  let turn = 0;
  let own = '';
  const server = createServer((req, res) =>
    forward(req, res, targets[turn++ % targets.length] as URL, own, options.headers),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  own = `127.0.0.1:${port}`;
  return {
    url: `http://${own}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(
  req: IncomingMessage,
  res: ServerResponse,
  target: URL,
  own: string,
  added: Readonly<Record<string, string>>,
): void {
  const out = request({
    host: target.hostname,
    port: target.port,
    method: req.method,
    path: req.url,
    headers: rewritten(req, target, own, added),
    agent: false,
  });
  out.on('response', (reply) => {
    res.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
    // An event stream may say nothing for a while; its headers must not wait for the first event.
    res.flushHeaders();
    reply.on('error', () => res.destroy());
    reply.pipe(res);
  });
  out.on('error', () => res.destroy());
  res.on('close', () => out.destroy());
  req.pipe(out);
}

function rewritten(
  req: IncomingMessage,
  target: URL,
  own: string,
  added: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const kept = Object.entries(req.headers).filter(([name]) => name !== 'connection');
  const headers = Object.fromEntries(kept) as Record<string, string | string[]>;
  const names = [own, own.replace('127.0.0.1', 'localhost')];
  if (names.includes(req.headers.host ?? '')) headers.host = target.host;
  if (names.some((name) => `http://${name}` === req.headers.origin)) headers.origin = target.origin;
  for (const [name, value] of Object.entries(added)) headers[name.toLowerCase()] = value;
  return headers;
}
