import { type OperationDetail, type OperationSummary, ROUTES } from '@agentport/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { clientGone, sendRefused, whoAsks } from '../agent-plane/answer.ts';
import type { AgentPlaneDeps } from '../agent-plane/deps.ts';
import { ownApprovals } from '../agent-plane/own-approvals.ts';
import { presentApproval } from '../agent-plane/present-approval.ts';
import { isRefused } from '../agent-plane/refused.ts';
import { searchOperations } from '../agent-plane/search.ts';

export type AgentApiDeps = Pick<AgentPlaneDeps, 'agents' | 'approvals' | 'operations' | 'publicUrl'>;

type Agent = AuthenticatedAgent['agent'];
type Handler = (agent: Agent, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The agents' own API under `/v1`: what they may call, what they wait for. Used by the command line and scripts. */
export function registerAgentApi(app: FastifyInstance, deps: AgentApiDeps): void {
  const serve = (route: { readonly method: string; readonly path: string }, handler: Handler) => {
    app.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      exposeHeadRoute: false, // reading an approval hands its result out once: a HEAD would lose it
      handler: async (request, reply) => {
        const asked = await whoAsks(deps, request);
        if (isRefused(asked)) return sendRefused(reply, asked);
        return handler(asked.agent, request, reply);
      },
    });
  };

  serve(ROUTES.listOperations, async (agent, request, reply) => {
    const query = readQuery(ROUTES.listOperations.query, request);
    const found = await deps.operations.operationsFor(agent, query.connection ?? null);
    if (isRefused(found)) return sendRefused(reply, found);
    return { items: searchOperations(found, query.search ?? '').map(summaryOf), next: null };
  });

  serve(ROUTES.describeOperation, async (agent, request, reply) => {
    const { connection, operation } = request.params as { connection: string; operation: string };
    const found = await deps.operations.describe(agent, connection, operation);
    return isRefused(found) ? sendRefused(reply, found) : found;
  });

  serve(ROUTES.listOwnApprovals, async (agent) => ({ items: await ownApprovals(deps, agent), next: null }));

  serve(ROUTES.readOwnApproval, async (agent, request, reply) => {
    const { id } = request.params as { id: string };
    const { wait = 0 } = readQuery(ROUTES.readOwnApproval.query, request);
    const outcome = await deps.approvals.await(id, {
      org: agent.org,
      agentId: agent.id,
      timeoutMs: wait * 1000,
      signal: clientGone(reply),
    });
    const approval = outcome && (await deps.approvals.read(agent.org, id));
    if (!approval) throw unknownApproval();
    reply.header('AgentPort-Call', approval.callId);
    return presentApproval(approval, deps.publicUrl(), outcome);
  });

  serve(ROUTES.cancelOwnApproval, async (agent, request, reply) => {
    const { id } = request.params as { id: string };
    const approval = await deps.approvals.cancel(agent.org, agent.id, id);
    reply.header('AgentPort-Call', approval.callId);
    return presentApproval(approval, deps.publicUrl());
  });
}

function summaryOf(operation: OperationDetail): OperationSummary {
  const { connection, name, title, summary, risk, tier, category } = operation;
  return { connection, name, title, summary, risk, tier, category };
}

function readQuery<T extends z.ZodType>(schema: T, request: FastifyRequest): z.infer<T> {
  const read = schema.safeParse(request.query);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = `/${issue?.path.join('/') ?? ''}`;
  throw new Fault('invalid_request', `The query is wrong at ${path}: ${issue?.message ?? 'unreadable'}.`, {
    details: { path },
  });
}

function unknownApproval(): Fault {
  return new Fault('unknown_approval', 'You have no such approval. List yours with GET /v1/approvals.');
}
