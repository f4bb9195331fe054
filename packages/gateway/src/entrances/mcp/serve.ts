import { isConnectionName } from '@agentport/contract';
import type { Refused } from '@agentport/engine';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientGone, sendRefused } from '../agent-plane/answer.ts';
import { bearerOf } from '../agent-plane/bearer.ts';
import { isRefused, refused } from '../agent-plane/refused.ts';
import type { McpDeps } from './deps.ts';
import { callDirectly } from './direct-call.ts';
import { sendResponse, webRequest } from './exchange.ts';
import { buildServer } from './server.ts';
import { createSessions, type SessionRequest, type Sessions } from './sessions.ts';
import { authInfoOf, type Visit } from './visit.ts';

export interface Address {
  Params: { connection?: string };
}

export interface McpServing {
  serve(request: FastifyRequest<Address>, reply: FastifyReply): Promise<FastifyReply>;
  /** sessions of older clients now open */
  readonly sessions: () => number;
  /** ends every session and every request still running */
  close(): Promise<void>;
}

/**
 * Serves clients of 2026-07-28 (no sessions, a server per request) and of 2025 (sessions). Which of the two a request
 * is, the SDK says.
 */
export function createServing(deps: McpDeps): McpServing {
  const modern = createMcpHandler(() => buildServer(deps, 'modern'), { legacy: 'reject' });
  const sessions = createSessions({ ...deps, buildServer: () => buildServer(deps, 'legacy') });

  const serve = async (request: FastifyRequest<Address>, reply: FastifyReply) => {
    const arrivedAt = deps.clock.now();
    const scope = request.params.connection ?? null;
    const token = bearerOf(request.headers.authorization);
    const asked = await deps.agents.authenticate(token, request.ip);
    if (isRefused(asked)) return sendRefused(reply, asked);
    if (scope !== null && !isConnectionName(scope)) return sendRefused(reply, noConnection());
    if (request.method === 'GET') return noStream(reply);

    const gone = clientGone(reply);
    const arrived: Visit = { asked, token: token ?? '', scope, address: request.ip, arrivedAt, gone };
    const first = await callDirectly(deps, sessions, { request, reply, visit: arrived });
    if (first === 'answered') return reply;
    const visit: Visit = first === null ? arrived : { ...arrived, first };
    const web = webRequest(request.raw, gone);
    const parsedBody = request.body;
    const authInfo = authInfoOf(visit);
    if (await isLegacyRequest(web, parsedBody)) {
      return serveSession(sessions, visit, reply, { request: web, authInfo, parsedBody, over: gone });
    }
    return sendResponse(reply, await modern.fetch(web, { authInfo, parsedBody }));
  };

  return {
    serve,
    sessions: () => sessions.size,
    async close() {
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

async function serveSession(
  sessions: Sessions,
  visit: Visit,
  reply: FastifyReply,
  exchange: SessionRequest,
): Promise<FastifyReply> {
  const owner = { agentId: visit.asked.agent.id, scope: visit.scope };
  const id = exchange.request.headers.get('mcp-session-id');
  if (id !== null) {
    const response = await sessions.resume(id, owner, exchange);
    if (response !== null) return sendResponse(reply, response);
    return protocolError(reply, 404, -32_001, 'Session not found. Start a new one with initialize.');
  }
  if (!isInitialize(exchange.parsedBody)) {
    return protocolError(reply, 400, -32_600, 'Mcp-Session-Id is missing. Start a session with initialize.');
  }
  const response = await sessions.begin(owner, exchange);
  if (response !== null) return sendResponse(reply, response);
  reply.header('Retry-After', '10');
  return protocolError(reply, 503, -32_000, 'Too many sessions are busy. Try again in ten seconds.');
}

function noConnection(): Refused {
  return refused('unknown_connection', 'No connection can have this name. /mcp reaches all of them.');
}

function isInitialize(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}

/** Nothing is ever pushed outside a call, so the standing stream of 2025 is not offered (405, as the specification says). */
function noStream(reply: FastifyReply): FastifyReply {
  reply.header('Allow', 'POST, DELETE');
  return protocolError(reply, 405, -32_000, 'There is no standing stream here. Send requests with POST.');
}

/** A fault of the protocol, before any message was understood. */
function protocolError(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
  return reply.code(status).send({ jsonrpc: '2.0', id: null, error: { code, message } });
}
