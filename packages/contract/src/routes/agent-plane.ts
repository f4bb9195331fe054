import { z } from 'zod';
import { agentApproval, operationDetail, operationSummary } from '../shapes/agent-plane.ts';
import { pairingAsk, pairingAsked, pairingCollect, pairingCollected } from '../shapes/pairing.ts';
import { list, type Route } from './route.ts';

/** What an agent may ask of its own calls. */
export const AGENT_PLANE_ROUTES = {
  listOperations: {
    method: 'GET',
    path: '/v1/operations',
    access: 'agent',
    summary: 'Operations this agent may get',
    query: z.object({ connection: z.string().optional(), search: z.string().optional() }),
    reply: list(operationSummary),
  },
  describeOperation: {
    method: 'GET',
    path: '/v1/operations/{connection}/{operation}',
    access: 'agent',
    summary: 'One operation with its parameters',
    reply: operationDetail,
  },
  listOwnApprovals: {
    method: 'GET',
    path: '/v1/approvals',
    access: 'agent',
    summary: 'What this agent waits for',
    reply: list(agentApproval),
  },
  readOwnApproval: {
    method: 'GET',
    path: '/v1/approvals/{id}',
    access: 'agent',
    summary: 'State of an approval; waits up to `wait` seconds, hands out the result once',
    query: z.object({ wait: z.coerce.number().int().min(0).max(300).optional() }),
    reply: agentApproval,
  },
  cancelOwnApproval: {
    method: 'DELETE',
    path: '/v1/approvals/{id}',
    access: 'agent',
    summary: 'Withdraw the question',
    reply: agentApproval,
  },
  askPairing: {
    method: 'POST',
    path: '/v1/pairings',
    access: 'public',
    summary: 'Ask to be let in: a code for a person, a secret to collect with',
    body: pairingAsk,
    reply: pairingAsked,
    status: 201,
  },
  collectPairing: {
    method: 'POST',
    path: '/v1/pairings/{id}/collect',
    access: 'public',
    summary: 'Collect what a person gave, once',
    body: pairingCollect,
    reply: pairingCollected,
  },
} as const satisfies Record<string, Route>;
