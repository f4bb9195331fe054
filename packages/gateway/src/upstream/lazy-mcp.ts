import type { createMcpUpstream as create, McpUpstream } from './mcp.ts';

/** `mcp.ts`, with the SDK loaded at the first call to an MCP server: gateways without one do without that memory. */
export function createMcpUpstream(options: Parameters<typeof create>[0]): McpUpstream {
  let opened: Promise<McpUpstream> | null = null;
  const open = () => {
    opened ??= import('./mcp.ts').then((mcp) => mcp.createMcpUpstream(options));
    return opened;
  };
  return {
    listTools: async (target) => (await open()).listTools(target),
    callTool: async (target, tool, args, onProgress) =>
      (await open()).callTool(target, tool, args, onProgress),
    forget: (connectionId) => void opened?.then((mcp) => mcp.forget(connectionId)),
    close: async () => (await opened)?.close(),
  };
}
