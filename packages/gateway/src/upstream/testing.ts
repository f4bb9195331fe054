import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../kernel/clock.ts';
import type { HttpAnswer } from './answer.ts';
import { createHttpUpstream, type HttpUpstreamOptions } from './http.ts';
import type { Outgoing } from './outgoing.ts';

/** A service of the tests' own, on loopback. */
export interface TestService {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

export async function httpService(listener: RequestListener): Promise<TestService> {
  return serving(createServer(listener));
}

/** Answers with raw bytes, so that a test can break every rule of HTTP. */
export async function rawService(onSocket: (socket: Socket) => void): Promise<TestService> {
  return serving(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      onSocket(socket);
    }),
  );
}

export async function serving(server: Server): Promise<TestService> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A loopback port nobody listens on. */
export async function deadOrigin(): Promise<string> {
  const service = await rawService(() => {});
  await service.close();
  return service.origin;
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function outgoing(origin: string, part: Partial<Outgoing> = {}): Outgoing {
  return { origin, method: 'GET', target: '/', headers: [], body: Buffer.alloc(0), ...part };
}

/** Sends one request by an upstream of its own and closes it. */
export async function sendOnce(
  origin: string,
  part: Partial<Outgoing> & { timeoutMs?: number; signal?: AbortSignal; named?: boolean } = {},
  options: Partial<HttpUpstreamOptions> = {},
): Promise<HttpAnswer> {
  const { timeoutMs, signal, named, ...rest } = part;
  const upstream = createHttpUpstream({ clock: systemClock, ...options });
  try {
    return await upstream.send({
      owner: 'con_test',
      destination: { origin, named: named ?? true },
      outgoing: outgoing(origin, rest),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      signal: signal ?? null,
    });
  } finally {
    await upstream.close();
  }
}
