import { type JsonObject, makeScrubber, type Problem } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { CourierOptions } from './courier.ts';
import { judgeMcp } from './judge-mcp.ts';
import { placeCredential, secretsToScrub, withCredential } from './place-credential.ts';

export type ToolList =
  | { readonly kind: 'tools'; readonly tools: readonly JsonObject[] }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Asks an MCP server for its tools, with the connection's credential, and scrubs what comes back. */
export async function listTools(
  options: CourierOptions,
  connectionId: string,
  signal: AbortSignal | null,
): Promise<ToolList> {
  try {
    return await ask(options, connectionId, signal);
  } catch (error) {
    if (error instanceof Fault) return failed({ code: error.code, message: error.message });
    options.logger.error({ connection: connectionId }, 'a tool list could not be read');
    return failed({
      code: 'internal',
      message: 'The tools could not be listed. An operator can read the log.',
    });
  }
}

async function ask(
  options: CourierOptions,
  connectionId: string,
  signal: AbortSignal | null,
): Promise<ToolList> {
  const route = await options.describeConnection(connectionId, 'tools/list');
  if (!route?.active) {
    return failed({ code: 'connection_disabled', message: 'This connection is disabled or removed.' });
  }
  return withCredential(options.vault, route.credential, async (credential) => {
    const scrubber = makeScrubber(credential ? secretsToScrub(credential) : []);
    const answer = await options.mcp.listTools({
      connectionId,
      connectionVersion: route.connectionVersion,
      url: route.url,
      named: route.named,
      slot: credential && placeCredential(route.auth, credential),
      timeoutMs: route.timeoutMs,
      signal,
    });
    if (answer.kind === 'tools') {
      return { kind: 'tools', tools: answer.tools.map((tool) => scrubber.value(tool) as JsonObject) };
    }
    const ending = judgeMcp(answer, { read: true, definite5xx: false }, scrubber);
    return failed(ending.problem ?? { code: 'upstream_error', message: 'The MCP server gave no tool list.' });
  });
}

function failed(problem: Problem): ToolList {
  return { kind: 'failed', problem };
}
