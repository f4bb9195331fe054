import type { Progress } from '@modelcontextprotocol/client';
import {
  type CallToolResult,
  CLIENT_INFO_META_KEY,
  type Implementation,
  type ListToolsResult,
  type McpRequestContext,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { CONNECT } from './connect-tool.ts';
import { LinkFailure } from './failure.ts';
import { createLink, type Link } from './link.ts';
import type { Pairing } from './pairing.ts';
import type { Settings, Unusable } from './settings.ts';

const SESSION_META = 'agentport/session';
/** Each side of the bridge writes its own. */
const OWN_META = /^(progressToken$|io\.modelcontextprotocol\/)/;

const INSTRUCTIONS =
  'Tools of services behind an AgentPort gateway. Some calls wait for a person: the result then names an approval, and await_approval returns the outcome. A denied call was not sent; do not try it another way.';

const NOT_CONNECTED =
  'This program is not connected to the gateway yet. Call the tool connect and show its code to the person you work for.';

export interface Bridge {
  /** one MCP server for one connection over stdio */
  serve(context: McpRequestContext): Server;
  close(): Promise<void>;
}

/** Hands tools/list and tools/call on to the gateway, and what comes back to the client, unchanged. */
export function createBridge(
  settings: Settings | Unusable,
  version: string,
  pairing: Pairing | null,
): Bridge {
  const links: Link[] = [];

  const serve = ({ era }: McpRequestContext): Server => {
    const server = new Server(
      { name: 'agentport', title: 'AgentPort', version },
      { capabilities: { tools: { listChanged: true } }, instructions: INSTRUCTIONS },
    );
    let link: Link | null = null;
    /** Opened when there is a token: with the first request, or after a person let this program in. */
    const openLink = (): Link => {
      if ('problem' in settings) throw new LinkFailure(settings.problem, null);
      const token = pairing?.token() ?? settings.token;
      if (token === null) throw new LinkFailure(NOT_CONNECTED, null);
      if (link === null) {
        link = createLink({ endpoint: settings.endpoint, token }, era);
        links.push(link);
      }
      return link;
    };
    const unpaired = pairing !== null && pairing.token() === null ? pairing : null;
    unpaired?.onToken(() => {
      server.sendToolListChanged().catch(() => undefined); // a client that cannot hear it lists again when told to
    });
    const session = 'problem' in settings ? null : settings.session;

    const forward = (method: 'tools/list' | 'tools/call', params: object | undefined, ctx: ServerContext) => {
      return openLink().send({
        method,
        client: clientOf(server, ctx) ?? { name: 'agentport-mcp-server', version },
        params: { ...params, ...retryOf(ctx), _meta: metaOf(ctx, session) },
        signal: ctx.mcpReq.signal,
        onProgress: (progress) => passProgress(ctx, progress),
      });
    };

    server.setRequestHandler('tools/list', async (request, ctx) => {
      if (pairing !== null && pairing.token() === null) return { tools: [CONNECT] };
      try {
        return (await forward('tools/list', request.params, ctx)) as ListToolsResult;
      } catch (error) {
        if (!(error instanceof LinkFailure)) throw error;
        throw new ProtocolError(ProtocolErrorCode.InternalError, error.message);
      }
    });
    server.setRequestHandler('tools/call', async (request, ctx) => {
      if (unpaired !== null && request.params.name === CONNECT.name) {
        const name = clientOf(server, ctx)?.name ?? 'an MCP client';
        return connect(unpaired, name, ctx.mcpReq.signal);
      }
      try {
        return (await forward('tools/call', request.params, ctx)) as CallToolResult;
      } catch (error) {
        if (!(error instanceof LinkFailure)) throw error;
        // A result, so that the model reads it: JSON-RPC errors often end in a log.
        return { content: [{ type: 'text', text: error.message }], isError: true };
      }
    });
    return server;
  };

  return {
    serve,
    async close() {
      pairing?.close();
      await Promise.all(links.map((link) => link.close()));
    },
  };
}

async function connect(pairing: Pairing, clientName: string, signal: AbortSignal): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: await pairing.connect(clientName, signal) }] };
  } catch (error) {
    const { name } = error as Error;
    const text = `The gateway could not be asked for a code (${name}). Start it with "agentport start" or set AGENTPORT_URL, then call connect again.`;
    return { content: [{ type: 'text', text }], isError: true };
  }
}

/** What a client of 2026-07-28 brings back when it was sent away: it is the gateway's, sealed by it. */
function retryOf(ctx: ServerContext): Record<string, unknown> {
  const requestState = ctx.mcpReq.requestState<string>();
  const { inputResponses } = ctx.mcpReq;
  return {
    ...(requestState === undefined ? {} : { requestState }),
    ...(inputResponses === undefined ? {} : { inputResponses }),
  };
}

/** Older clients say who they are once, newer ones with every request. */
function clientOf(server: Server, ctx: ServerContext): Implementation | undefined {
  const envelope = ctx.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  return (envelope?.[CLIENT_INFO_META_KEY] as Implementation | undefined) ?? server.getClientVersion();
}

function metaOf(ctx: ServerContext, session: string | null): Record<string, unknown> {
  const given = Object.entries(ctx.mcpReq._meta ?? {}).filter(([name]) => !OWN_META.test(name));
  return { ...(session === null ? {} : { [SESSION_META]: session }), ...Object.fromEntries(given) };
}

/** The protocol allows progress only to who asked for it. */
function passProgress(ctx: ServerContext, progress: Progress): void {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const notification = { method: 'notifications/progress' as const, params: { ...progress, progressToken } };
  ctx.mcpReq.notify(notification).catch(() => undefined); // the client is gone: so is its interest
}
