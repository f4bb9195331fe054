import { z } from 'zod';
import {
  approvalDetail,
  approvalOffer,
  approvalSummary,
  approveRequest,
  callSummary,
  denyRequest,
  waitingKind,
} from '../shapes/approvals.ts';
import { callState } from '../shapes/call.ts';
import { passkeyOffer } from '../shapes/passkey.ts';
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
    reply: list(approvalSummary),
  },
  listWaiting: {
    method: 'GET',
    path: '/api/v1/waiting',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'How many requests wait, by agent, connection and operation; soonest end first',
    /** `more`: there are further kinds, and `total` counts theirs too */
    reply: list(waitingKind).extend({ total: z.number(), more: z.boolean() }),
  },
  readApproval: {
    method: 'GET',
    path: '/api/v1/approvals/{id}',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Exactly what would be sent',
    reply: approvalDetail,
  },
  approve: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/approve',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Approve this one action',
    body: approveRequest,
    reply: approvalDetail,
  },
  offerPasskeyApproval: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/passkey',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'A challenge that approves this one action and nothing else',
    body: approvalOffer,
    reply: passkeyOffer,
  },
  deny: {
    method: 'POST',
    path: '/api/v1/approvals/{id}/deny',
    access: 'operator',
    permission: 'requests:decide',
    summary: 'Deny it, with a reason for the agent',
    body: denyRequest,
    reply: approvalDetail,
  },
  listCalls: {
    method: 'GET',
    path: '/api/v1/calls',
    access: 'operator',
    permission: 'requests:read',
    local: true,
    summary: 'Recent calls',
    query: z.object({ state: callState.optional(), agent: z.string().optional(), ...page }),
    reply: list(callSummary),
  },
  reconcileCall: {
    method: 'POST',
    path: '/api/v1/calls/{id}/reconcile',
    access: 'step_up',
    permission: 'requests:decide',
    summary: 'Say what became of a call whose outcome is unknown',
    body: z.object({ happened: z.boolean() }),
    reply: callSummary,
  },
} as const satisfies Record<string, Route>;
