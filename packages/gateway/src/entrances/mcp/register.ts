import type { FastifyInstance } from 'fastify';
import type { McpDeps } from './deps.ts';
import type { Address, McpServing } from './serve.ts';

export type McpEntrance = Omit<McpServing, 'serve'>;

/**
 * MCP at `/mcp` (all connections) and `/mcp/{connection}` (one, with bare tool names). What serves it, the SDK before all,
 * is loaded by the first request: it takes memory that a gateway without MCP clients does not need.
 */
export function registerMcp(app: FastifyInstance, deps: McpDeps): McpEntrance {
  let opening: Promise<McpServing> | null = null;
  let open: McpServing | null = null;
  const load = async (): Promise<McpServing> => {
    const { createServing } = await import('./serve.ts');
    open = createServing(deps);
    return open;
  };
  for (const url of ['/mcp', '/mcp/:connection']) {
    app.route<Address>({
      method: ['GET', 'POST', 'DELETE'],
      url,
      exposeHeadRoute: false,
      async handler(request, reply) {
        opening ??= load();
        return (open ?? (await opening)).serve(request, reply);
      },
    });
  }
  return {
    sessions: () => open?.sessions() ?? 0,
    async close() {
      await (await opening)?.close();
    },
  };
}
