import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export interface OldServer {
  readonly url: string;
  /** names in the order they were called */
  readonly calls: readonly string[];
  /** forgets every session, as a restart does */
  restart(): void;
  close(): Promise<void>;
}

export const OLD_FORMS = {
  'sessions, event streams': { sessions: true, json: false },
  'sessions, JSON': { sessions: true, json: true },
  'no sessions, event streams': { sessions: false, json: false },
  'no sessions, JSON': { sessions: false, json: true },
} as const;

/** A server of the 2025 generation, built on the official SDK v1 as most servers are today. */
export async function startOldServer(form: { sessions: boolean; json: boolean }): Promise<OldServer> {
  const calls: string[] = [];
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  const open = async (): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      enableJsonResponse: form.json,
      sessionIdGenerator: form.sessions ? randomUUID : undefined,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    } as ConstructorParameters<typeof StreamableHTTPServerTransport>[0]);
    await build(calls).connect(transport as Parameters<Server['connect']>[0]);
    return transport;
  };

  const http = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (form.sessions && typeof id === 'string' && !known) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'gone' } }));
      return;
    }
    await (known ?? (await open())).handleRequest(request, response, body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    calls,
    restart: () => sessions.clear(),
    async close() {
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function build(calls: string[]): Server {
  const server = new Server({ name: 'old', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: [
      { name: 'look', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
      { name: 'drop', inputSchema: { type: 'object' } },
    ],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    calls.push(params.name);
    return { content: [{ type: 'text', text: `${params.name} done` }], structuredContent: { ok: true } };
  });
  return server;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
