import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { type ListToolsResult, Server } from '@modelcontextprotocol/server';
import { serve } from '../harness/serve.ts';

/** An MCP server as the official SDK makes one: Streamable HTTP, one session per client, one tool that answers at once. */

const TOOLS = {
  tools: [
    {
      name: 'look_up',
      description: 'Looks one item up.',
      inputSchema: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
      annotations: { readOnlyHint: true },
    },
  ],
} as unknown as ListToolsResult;
const TEXT = JSON.stringify({ object: 'item', name: 'Ada Example', lines: ['a', 'b', 'c'], total: 1250 });

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

const server = createServer((request, response) => {
  const id = request.headers['mcp-session-id'];
  const known = typeof id === 'string' ? sessions.get(id) : undefined;
  const serving = known === undefined ? begin() : Promise.resolve(known);
  serving
    .then((transport) => transport.handleRequest(request, response))
    .catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  serve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp` }),
);

async function begin(): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      sessions.set(id, transport);
    },
  });
  const mcp = new Server({ name: 'bench', version: '1' }, { capabilities: { tools: {} } });
  mcp.setRequestHandler('tools/list', async () => TOOLS);
  mcp.setRequestHandler('tools/call', async ({ params }) => ({
    content: [{ type: 'text', text: `${TEXT} ${String(params.arguments?.id)}` }],
  }));
  await mcp.connect(transport);
  return transport;
}
