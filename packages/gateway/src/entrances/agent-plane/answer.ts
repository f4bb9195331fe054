import { type HttpAnswer, outcomeToHttp } from '@agentport/contract';
import type { Refused } from '@agentport/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import { bearerOf } from './bearer.ts';
import type { AgentPlaneDeps } from './deps.ts';

/** Writes a row of the outcome table. */
export function sendAnswer(reply: FastifyReply, answer: HttpAnswer): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  // RFC 6750 §3. No resource_metadata: there is no OAuth server to send a client to.
  if (answer.status === 401) reply.header('WWW-Authenticate', 'Bearer realm="agentport"');
  return reply.send(answer.body);
}

export function sendRefused(reply: FastifyReply, refused: Refused): FastifyReply {
  return sendAnswer(reply, outcomeToHttp(refused));
}

/** Who asks, for routes that do not end in `enforce()`. */
export function whoAsks(
  deps: Pick<AgentPlaneDeps, 'agents'>,
  request: FastifyRequest,
): Promise<AuthenticatedAgent | Refused> {
  return deps.agents.authenticate(bearerOf(request.headers.authorization), request.ip);
}

/** Made once: every exchange ends with it, and an error of its own would record a stack each time. */
const OVER = new Error('This exchange is over.');

/** Aborts when the client goes away before its answer was written. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort(OVER);
  else reply.raw.once('close', () => gone.abort(OVER));
  return gone.signal;
}

/** Unverified: what the client calls itself. */
export function userAgentOf(request: FastifyRequest): string | null {
  return request.headers['user-agent']?.slice(0, 200) ?? null;
}
