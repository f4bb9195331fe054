import { type AgentApproval, outcomeToHttp } from '@agentport/contract';
import type { Outcome } from '@agentport/engine';
import type { OwnApproval } from './deps.ts';

/**
 * An approval as its own agent may see it; the approver's name stays inside.
 * @param outcome what waiting for it gave: a result goes out with it, once
 */
export function presentApproval(
  approval: OwnApproval,
  publicUrl: string,
  outcome: Outcome | null = null,
): AgentApproval {
  return {
    id: approval.id,
    state: approval.state,
    connection: approval.connection.name,
    operation: approval.operation,
    url: `${publicUrl}/approvals/${approval.id}`,
    requested_at: rfc3339(approval.requestedAt),
    approve_before: rfc3339(approval.approveBefore),
    decided_at: approval.decidedAt === null ? null : rfc3339(approval.decidedAt),
    reason: approval.review?.reason ?? null,
    ...(outcome !== null && isNews(outcome) ? { outcome: outcomeToHttp(outcome).body } : {}),
  };
}

function isNews(outcome: Outcome): boolean {
  if (outcome.kind === 'pending') return false;
  return !(outcome.kind === 'refused' && outcome.problem.code === 'result_collected');
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
