import { outcomeToMcp } from '@agentport/contract';
import type { JsonObject, Outcome } from '@agentport/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusedByFault } from '../agent-plane/refused.ts';
import { askOperation } from './call-operation.ts';
import type { McpDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';
import { isOwnTool, toolTargetOf } from './tool-name.ts';
import type { Visit } from './visit.ts';

/**
 * A call of an operation within a session, for which the SDK's machinery (a web request, a stream, two schemas) costs
 * more than the call itself. It is asked before the SDK sees it: when nobody has to be waited for, it is answered at
 * once, as one JSON message (Streamable HTTP allows that instead of a stream); when a person is asked, the SDK takes
 * over with the question that stands already. Anything unusual about the message is the SDK's from the start.
 */
export async function callDirectly(
  deps: McpDeps,
  sessions: Sessions,
  { request, reply, visit }: { request: FastifyRequest; reply: FastifyReply; visit: Visit },
): Promise<'answered' | Outcome | null> {
  const call = request.method === 'POST' ? plainCall(request.body) : null;
  const session = call && sessionOf(sessions, request, visit);
  const target = session && toolTargetOf(call.name, visit.scope);
  if (!target || isOwnTool(call.name)) return null;
  const outcome = await asked(deps, {
    visit,
    target,
    args: call.args,
    meta: call.meta,
    client: session.client,
    onProgress: null,
  });
  if (outcome.kind === 'pending') return outcome;
  reply.header('mcp-session-id', session.id);
  reply.send({ result: outcomeToMcp(outcome), jsonrpc: '2.0', id: call.id });
  return 'answered';
}

async function asked(deps: McpDeps, call: Parameters<typeof askOperation>[1]): Promise<Outcome> {
  try {
    return await askOperation(deps, call);
  } catch (error) {
    deps.onFault(error);
    return refusedByFault(error);
  }
}

function sessionOf(sessions: Sessions, { headers }: FastifyRequest, visit: Visit) {
  const id = headers['mcp-session-id'];
  const accept = headers.accept ?? '';
  if (typeof id !== 'string') return null;
  if (!accept.includes('application/json') || !accept.includes('text/event-stream')) return null;
  const session = sessions.visit(id, { agentId: visit.asked.agent.id, scope: visit.scope }, visit.gone);
  const version = headers['mcp-protocol-version'];
  return session && (version === undefined || version === session.version) ? { ...session, id } : null;
}

interface PlainCall {
  readonly id: string | number;
  readonly name: string;
  readonly args: JsonObject;
  readonly meta: JsonObject | undefined;
}

const CALL_MEMBERS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const PARAM_MEMBERS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

/** The message when it is exactly a `tools/call` with nothing but name, arguments and `_meta`, and wants no progress. */
function plainCall(body: unknown): PlainCall | null {
  if (!hasOnly(body, CALL_MEMBERS) || body.jsonrpc !== '2.0' || body.method !== 'tools/call') return null;
  const { id, params } = body;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return null;
  if (!hasOnly(params, PARAM_MEMBERS) || typeof params.name !== 'string') return null;
  const { name, arguments: args = {}, _meta: meta } = params;
  if (!isObject(args) || (meta !== undefined && !isObject(meta))) return null;
  if (meta !== undefined && Object.hasOwn(meta, 'progressToken')) return null;
  return { id: id as string | number, name, args: args as JsonObject, meta: meta as JsonObject | undefined };
}

function hasOnly(value: unknown, members: ReadonlySet<string>): value is Record<string, unknown> {
  return isObject(value) && Object.keys(value).every((name) => members.has(name));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
