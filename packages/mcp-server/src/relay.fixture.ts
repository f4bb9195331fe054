import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An address that stays while the gateway behind it stops or starts anew. */
export interface Relay {
  readonly url: string;
  target: string;
  /** breaks what is open now */
  cut(): void;
  close(): Promise<void>;
}

/** @param port 0 takes a free one */
export async function openRelay(target: string, port = 0): Promise<Relay> {
  const server = createServer((near, answer) => {
    const url = new URL(near.url ?? '/', relay.target);
    const far = request(url, { method: near.method, headers: { ...near.headers, host: url.host } });
    far.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      answer.flushHeaders();
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    far.on('error', () => answer.destroy());
    answer.on('close', () => far.destroy());
    near.pipe(far);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    cut: () => server.closeAllConnections(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return relay;
}
