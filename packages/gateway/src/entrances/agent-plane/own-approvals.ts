import type { AgentApproval } from '@agentport/contract';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import type { AgentPlaneDeps } from './deps.ts';
import { presentApproval } from './present-approval.ts';

/** Most approvals of one agent that one answer lists. */
const PENDING_MAX = 100;
const DECIDED_MAX = 20;

/** What an agent waits for, then what was decided last. */
export async function ownApprovals(
  deps: Pick<AgentPlaneDeps, 'approvals' | 'publicUrl'>,
  agent: AuthenticatedAgent['agent'],
): Promise<readonly AgentApproval[]> {
  const own = { org: agent.org, agentId: agent.id };
  const [pending, decided] = await Promise.all([
    deps.approvals.list({ ...own, state: 'pending', limit: PENDING_MAX }),
    deps.approvals.list({ ...own, state: 'decided', limit: DECIDED_MAX }),
  ]);
  return [...pending.items, ...decided.items].map((approval) => presentApproval(approval, deps.publicUrl()));
}
