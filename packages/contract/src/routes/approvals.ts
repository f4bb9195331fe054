import { z } from 'zod';
import * as a from '../agent.ts';
import * as o from '../operator.ts';
import * as pk from '../passkey.ts';
import { list, page, type Route } from './route.ts';

/** Questions, answers, and what became of calls. */
export const APPROVAL_ROUTES = {
  listApprovals: {
    method: 'GET',
    path: '/api/v1/approvals',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Approvals, pending or decided',
    query: z.object({
      state: z.enum(['pending', 'decided']).optional(),
      /** of what was decided: how. `unanswered`: expired, withdrawn, replaced or stopped before anybody did */
      answer: z.enum(['approved', 'denied', 'unanswered']).optional(),
      agent: z.string().optional(),
      /** name of a connection */
      connection: z.string().optional(),
      operation: z.string().optional(),
      ...page,
    }),
    reply: list(o.approvalSummary),
  },
  listWaiting: {
    method: 'GET',
    path: '/api/v1/waiting',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'How many requests wait, by agent, connection and operation; soonest end first',
    /** `more`: there are further kinds, and `total` counts theirs too */
    reply: list(o.waitingKind).extend({ total: z.number(), more: z.boolean() }),
  },
  readApproval: {
    method: 'GET',
    path: '/api/v1/approvals/{id}',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Exactly what would be sent',
    reply: o.approvalDetail,
  },
  approve: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/approve',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Approve this one action',
    body: o.approveRequest,
    reply: o.approvalDetail,
  },
  offerPasskeyApproval: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/passkey',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'A challenge that approves this one action and nothing else',
    body: pk.approvalOffer,
    reply: pk.passkeyOffer,
  },
  deny: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/deny',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Deny it, with a reason for the agent',
    body: o.denyRequest,
    reply: o.approvalDetail,
  },
  listCalls: {
    method: 'GET',
    path: '/api/v1/calls',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Recent calls',
    query: z.object({ state: a.callState.optional(), agent: z.string().optional(), ...page }),
    reply: list(o.callSummary),
  },
  reconcileCall: {
    method: 'POST',
    path: '/api/v1/calls/{id}/reconcile',
    access: 'step_up',
    permission: 'requests:decide',
    summary: 'Say what became of a call whose outcome is unknown',
    body: z.object({ happened: z.boolean() }),
    reply: o.callSummary,
  },
} as const satisfies Record<string, Route>;
