import type { AgentApproval } from '@agentport/contract';
import { fields, type Line, styled, table, time } from '../../output/lines.ts';

/** An agent's own approval. */
export function approvalLines(approval: AgentApproval): Line[] {
  return fields([
    ['Approval', styled('bold', approval.id)],
    ['Operation', `${approval.connection}.${approval.operation}`],
    ['State', approval.state],
    ['Asked', time(approval.requested_at)],
    ['Until', time(approval.approve_before)],
    ['Page', approval.url],
    ['Reason', approval.reason ?? '-'],
  ]);
}

export function approvalTable(approvals: readonly AgentApproval[]): Line[] {
  if (approvals.length === 0) return ['You wait for nothing.'];
  const rows = approvals.map((approval) => [
    approval.id,
    `${approval.connection}.${approval.operation}`,
    approval.state,
    time(approval.approve_before),
  ]);
  return table(['APPROVAL', 'OPERATION', 'STATE', 'UNTIL'], rows);
}
