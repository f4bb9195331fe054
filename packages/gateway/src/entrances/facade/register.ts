import { outcomeToHttp, RESERVED_CONNECTION_NAMES } from '@agentport/contract';
import type { Outcome } from '@agentport/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallRequest } from '../../pipeline/request.ts';
import { clientGone, sendAnswer, sendRefused, userAgentOf, whoAsks } from '../agent-plane/answer.ts';
import { bearerOf } from '../agent-plane/bearer.ts';
import { factsFromHeaders } from '../agent-plane/call-facts.ts';
import type { AgentPlaneDeps } from '../agent-plane/deps.ts';
import { isRefused } from '../agent-plane/refused.ts';
import { readPreference } from './prefer.ts';

interface Target {
  Params: { connection: string; operation: string };
}

export type FacadeDeps = Pick<AgentPlaneDeps, 'enforce' | 'agents' | 'approvals' | 'clock'>;

/**
 * The plain HTTP door: `POST /{connection}/{operation}` with JSON arguments and a bearer token. A call that waits for
 * a person is held 50 s, or as `Prefer` says; a client that goes away ends the wait, never the question.
 */
export function registerFacade(app: FastifyInstance, deps: FacadeDeps): void {
  app.post<Target>('/:connection/:operation', async (request, reply) => {
    if (RESERVED_CONNECTION_NAMES.has(request.params.connection)) return reply.callNotFound();
    const arrivedAt = deps.clock.now();
    const facts = factsFromHeaders(request.headers);
    if (isRefused(facts)) return sendRefused(reply, facts);

    const { waitS, applied } = readPreference(request.headers.prefer);
    const call: CallRequest = {
      kind: 'call',
      token: bearerOf(request.headers.authorization),
      connection: request.params.connection,
      operation: request.params.operation,
      args: request.body === undefined ? {} : (request.body as CallRequest['args']),
      ...facts,
      caller: { entrance: 'facade', address: request.ip, client: userAgentOf(request) },
    };
    const first = await deps.enforce(call);
    const outcome =
      first.kind === 'pending' ? await hold(deps, request, reply, first, arrivedAt + waitS * 1000) : first;
    return sendAnswer(reply, outcomeToHttp(outcome, applied));
  });
}

async function hold(
  deps: FacadeDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  pending: Outcome,
  until: number,
): Promise<Outcome> {
  const timeoutMs = until - deps.clock.now();
  if (timeoutMs <= 0) return pending;
  const asked = await whoAsks(deps, request);
  if (isRefused(asked)) return asked; // its token ended meanwhile
  const { org, id: agentId } = asked.agent;
  return deps.approvals.hold(pending, { org, agentId, timeoutMs, signal: clientGone(reply) });
}
