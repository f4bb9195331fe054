import {
  createRequestStateCodec,
  type McpRequestContext,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import { askingTools } from './asking-tools.ts';
import { contentTools } from './content-tools.ts';
import { getPrompt, prompts } from './prompts.ts';
import { readResource, resources, resourceTemplates } from './resources.ts';
import { roundTools } from './round-tools.ts';
import type { FixtureTool, RoundState, ToolContext } from './tool.ts';

const tools: readonly FixtureTool[] = [...contentTools, ...askingTools, ...roundTools];

export interface ToolCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface BuildOptions {
  /** At least 32 bytes; signs the state of calls that take several rounds. */
  readonly stateKey: Uint8Array;
  readonly calls: ToolCall[];
  readonly changed: ToolContext['changed'];
}

/** A factory as the SDK wants it: one server for each stateless request, one for each session. */
export function fixtureFactory({ stateKey, calls, changed }: BuildOptions) {
  const codec = createRequestStateCodec<RoundState>({ key: stateKey, ttlSeconds: 300 });
  return ({ era }: Pick<McpRequestContext, 'era'>): Server => {
    const server = new Server(
      { name: 'agentport-fixture', version: '1.0.0' },
      {
        capabilities: {
          completions: {},
          logging: {},
          prompts: { listChanged: true },
          resources: { listChanged: true, subscribe: true },
          tools: { listChanged: true },
        },
        requestState: { verify: codec.verify },
      },
    );
    server.setRequestHandler('tools/list', async () => ({
      tools: tools.map(({ name, description, inputSchema }) => ({
        name,
        description,
        inputSchema,
        // They change nothing anywhere, so that a gateway may let them pass unasked.
        annotations: { readOnlyHint: true, openWorldHint: false },
      })),
    }));
    server.setRequestHandler('tools/call', async ({ params }, ctx) => {
      const tool = tools.find((one) => one.name === params.name);
      if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
      const args = params.arguments ?? {};
      calls.push({ tool: tool.name, args });
      return tool.run(args, { era, server, ctx, changed, mint: (state) => codec.mint(state, ctx) });
    });
    addResources(server);
    server.setRequestHandler('prompts/list', async () => ({ prompts }));
    server.setRequestHandler('prompts/get', async ({ params }, ctx) =>
      getPrompt(params.name, params.arguments ?? {}, ctx),
    );
    server.setRequestHandler('completion/complete', async () => ({
      completion: { values: [], total: 0, hasMore: false },
    }));
    return server;
  };
}

function addResources(server: Server): void {
  server.setRequestHandler('resources/list', async () => ({ resources }));
  server.setRequestHandler('resources/templates/list', async () => ({ resourceTemplates }));
  server.setRequestHandler('resources/read', async ({ params }) => readResource(params.uri));
  server.setRequestHandler('resources/subscribe', async () => ({}));
  server.setRequestHandler('resources/unsubscribe', async () => ({}));
}
