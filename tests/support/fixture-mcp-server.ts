import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { fixtureFactory, type ToolCall } from './fixture-mcp/build.ts';
import { Sessions } from './fixture-mcp/sessions.ts';

export type { ToolCall } from './fixture-mcp/build.ts';

export interface FixtureMcpOptions {
  /** When given, every request must carry it as `Authorization: Bearer …`; others get 401. */
  readonly token?: string;
  readonly port?: number;
}

export interface FixtureMcpServer {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  /** Tool calls that arrived, in order. */
  readonly calls: readonly ToolCall[];
  close(): Promise<void>;
}

/**
 * An MCP server on loopback with the tools, contents and behaviours that the conformance suites name. It speaks
 * 2025-era sessions and the stateless 2026-07-28 protocol at one address.
 */
export async function startFixtureMcpServer(options: FixtureMcpOptions = {}): Promise<FixtureMcpServer> {
  const calls: ToolCall[] = [];
  const build = fixtureFactory({
    stateKey: randomBytes(32),
    calls,
    changed: (what) => (what === 'tools' ? modern.notify.toolsChanged() : modern.notify.promptsChanged()),
  });
  const modern = createMcpHandler(build, { legacy: 'reject' });
  const sessions = new Sessions(() => build({ era: 'legacy' }));

  const fetch = async (request: Request): Promise<Response> => {
    const refused = refuse(request, options.token);
    if (refused) return refused;
    return (await isLegacyRequest(request)) ? sessions.fetch(request) : modern.fetch(request);
  };
  const handle = toNodeHandler({ fetch });
  const server = createServer((req, res) => {
    // The SDK's type for a Node request leaves out `undefined` where Node has it.
    handle(req as NodeIncomingMessageLike, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls,
    async close() {
      await modern.close();
      await sessions.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(request: Request, token: string | undefined): Response | undefined {
  const foreign =
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins());
  if (foreign) return foreign;
  if (new URL(request.url).pathname !== '/mcp') return Response.json({ error: 'not_found' }, { status: 404 });
  if (token === undefined || sameBytes(request.headers.get('authorization') ?? '', `Bearer ${token}`))
    return undefined;
  return Response.json(
    { error: 'invalid_token' },
    { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
  );
}

function sameBytes(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
