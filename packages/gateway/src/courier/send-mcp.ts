import {
  canonical,
  type JsonObject,
  type McpWire,
  parseStrict,
  type Scrubber,
  sha256Hex,
} from '@agentport/engine';
import type { Permit } from '../approvals/permit.ts';
import { isToolList } from '../catalog/index.ts';
import {
  type McpAnswer,
  type McpTarget,
  type McpToolList,
  type McpUpstream,
  RequestRefused,
} from '../upstream/index.ts';
import type { Dispatch, Prepared } from './dispatch.ts';
import { judgeMcp } from './judge-mcp.ts';
import type { Route } from './route.ts';

/**
 * Makes an MCP action ready to leave. Its body is the canonical JSON of the arguments; what is digested is what the
 * SDK is given, read back from it, and the tool as it is pinned now.
 */
export function prepareMcp(
  mcp: McpUpstream,
  wire: McpWire,
  body: Uint8Array,
  route: Route,
  permit: Permit,
): Prepared {
  const args = argumentsOf(body);
  const listing = isToolList(wire);
  return {
    leaving: {
      kind: 'mcp',
      server_url: route.url,
      tool: wire.tool,
      // the list of tools is the protocol's own, nothing is pinned for it
      tool_sha256: listing ? wire.tool_sha256 : (route.toolDigests?.get(wire.tool) ?? 'not pinned'),
      arguments_sha256: sha256Hex(canonical(args)),
    },
    async send(slot, scrubber, dispatch) {
      const target: McpTarget = {
        connectionId: permit.connection_id,
        connectionVersion: permit.connection_version,
        url: route.url,
        named: route.named,
        slot,
        timeoutMs: route.timeoutMs,
        signal: dispatch.signal,
      };
      const answer = listing
        ? listed(await mcp.listTools(target))
        : await mcp.callTool(target, wire.tool, args, scrubbedProgress(dispatch, scrubber));
      if ('cause' in answer) dispatch.note(answer.cause);
      return judgeMcp(answer, { read: dispatch.read, definite5xx: route.definite5xx }, scrubber);
    },
  };
}

function listed(answer: McpToolList): McpAnswer {
  if (answer.kind !== 'tools') return answer;
  return { kind: 'answered', parts: [{ kind: 'json', value: { tools: answer.tools } }], isError: false };
}

function scrubbedProgress({ onProgress }: Dispatch, scrubber: Scrubber): Dispatch['onProgress'] {
  if (!onProgress) return null;
  return (progress) =>
    onProgress({ ...progress, message: progress.message && scrubber.text(progress.message) });
}

function argumentsOf(body: Uint8Array): JsonObject {
  const value = parseStrict(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new RequestRefused('the arguments of a tool are not an object');
}
