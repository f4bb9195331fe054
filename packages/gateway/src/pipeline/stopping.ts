import type { AgentView } from '../agents/index.ts';
import { type CallRow, stopCalls } from '../approvals/index.ts';
import type { InFlight } from './forward.ts';
import type { Rooms } from './rooms.ts';

/** Who stops or releases whom: `actor` is `opr_…` or `local-administrator`. */
interface Change {
  readonly org: string;
  readonly id: string;
  readonly actor: string;
}

/**
 * Stopping: latched in the database, in one unit with taking back every question and unused approval; then whatever is
 * on its way is cut off. New calls meet the latch at authentication, at the claim and right before the socket.
 */
export interface Stopping {
  stopAgent(change: Change): Promise<AgentView>;
  releaseAgent(change: Change): Promise<AgentView>;
  stopAll(org: string, actor: string): Promise<void>;
  releaseAll(org: string, actor: string): Promise<void>;
  isStopped(org: string): Promise<boolean>;
}

export function createStopping(rooms: Rooms, inFlight: InFlight): Stopping {
  const announce = (calls: readonly CallRow[]) => {
    for (const call of calls) {
      const { id, agent_id: agentId, state, approval } = call;
      rooms.changes.announce({ callId: id, approvalId: approval?.id ?? null, agentId, state });
    }
  };
  return {
    async stopAgent(change) {
      let withdrawn: readonly CallRow[] = [];
      const agent = await rooms.agents.stop(change, async (tx) => {
        withdrawn = await stopCalls(rooms, tx, { org: change.org, agentId: change.id });
      });
      inFlight.abort(change.id);
      announce(withdrawn);
      return agent;
    },
    releaseAgent: (change) => rooms.agents.release(change),
    async stopAll(org, actor) {
      let withdrawn: readonly CallRow[] = [];
      await rooms.stops.stop(actor, async (tx) => {
        withdrawn = await stopCalls(rooms, tx, { org, agentId: null });
      });
      inFlight.abort(null);
      announce(withdrawn);
    },
    releaseAll: (_, actor) => rooms.stops.release(actor),
    isStopped: async () => rooms.stops.stopped(),
  };
}
