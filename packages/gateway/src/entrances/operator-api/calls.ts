import type { CallSummary } from '../../approvals/index.ts';
import { Fault } from '../../kernel/fault.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

const PAGE = 50;

export function callHandlers(deps: OperatorApiDeps): SomeHandlers<'listCalls' | 'reconcileCall'> {
  const { calls, org } = deps;
  return {
    async listCalls({ query }) {
      const { state, agent, cursor, limit = PAGE } = query;
      const page = await calls.list({ org, state, agentId: agent, cursor, limit });
      return { items: page.items.map(presentCall), next: page.next };
    },

    async reconcileCall({ params, body, who }) {
      await deps.approvals.reconcile({
        org,
        callId: params.id,
        happened: body.happened,
        actor: actorOf(who),
      });
      const call = await calls.read(org, params.id);
      if (call === null) throw new Fault('not_found', 'There is no such call.');
      return presentCall(call);
    },
  };
}

function presentCall(call: CallSummary) {
  return {
    id: call.id,
    state: call.state,
    agent: call.agent.name,
    connection: call.connection.name,
    operation: call.operation,
    approval_id: call.approvalId,
    created_at: rfc3339(call.createdAt),
    finished_at: rfc3339OrNull(call.finishedAt),
  };
}
