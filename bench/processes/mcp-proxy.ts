import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Server } from '@modelcontextprotocol/server';
import { proxyServer, startHTTPServer } from 'mcp-proxy';
import { freePort } from '../../tests/support/ports.ts';
import { serve, startedWith } from '../harness/serve.ts';

/** mcp-proxy in front of an MCP server over HTTP, wired as its own command line does it for a server over stdio. */

const { url } = startedWith<{ url: string }>();
const client = new Client({ name: 'mcp-proxy', version: '1.0.0' }, { capabilities: {} });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
const serverCapabilities = client.getServerCapabilities() ?? {};
const port = await freePort();
await startHTTPServer({
  host: '127.0.0.1',
  port,
  createServer: async () => {
    const server = new Server({ name: 'mcp-proxy', version: '1.0.0' }, { capabilities: serverCapabilities });
    await proxyServer({ client, server, serverCapabilities });
    return server;
  },
});
serve({ url: `http://127.0.0.1:${port}/mcp` });
