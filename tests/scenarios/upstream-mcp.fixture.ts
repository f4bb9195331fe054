import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type ListToolsResult, Server } from '@modelcontextprotocol/server';

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema?: object;
  readonly annotations?: object;
}

/** An MCP server on loopback whose tools a test may exchange while it runs. */
export interface ToolServer {
  readonly url: string;
  tools: readonly Tool[];
  /** tool and arguments of each call that arrived */
  readonly calls: readonly { readonly tool: string; readonly args: unknown }[];
  /** what stood in `Authorization`, request by request */
  readonly credentials: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** @param key when given, requests without it get 401 */
export async function startToolServer(tools: readonly Tool[], key?: string): Promise<ToolServer> {
  const calls: { tool: string; args: unknown }[] = [];
  const credentials: (string | undefined)[] = [];
  const handler = createMcpHandler(
    () => {
      const mcp = new Server({ name: 'tools', version: '1' }, { capabilities: { tools: {} } });
      mcp.setRequestHandler('tools/list', async () => {
        const listed = shown.tools.map((tool) => ({ inputSchema: { type: 'object' }, ...tool }));
        return { tools: listed } as ListToolsResult;
      });
      mcp.setRequestHandler('tools/call', async ({ params }) => {
        calls.push({ tool: params.name, args: params.arguments });
        return { content: [{ type: 'text', text: `${params.name} done` }] };
      });
      return mcp;
    },
    { legacy: 'reject' },
  );
  const handle = toNodeHandler(handler);
  const http = createServer((request, response) => {
    credentials.push(request.headers.authorization);
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
      response.writeHead(401).end(`wrong: ${request.headers.authorization}`);
      return;
    }
    // The SDK's type for a Node request leaves out `undefined` where Node has it.
    handle(request as NodeIncomingMessageLike, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const shown: ToolServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    tools,
    calls,
    credentials,
    async close() {
      await handler.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
  return shown;
}
