import type { Tx } from '../storage/database.ts';
import { approvalEvent } from './events.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';
import { tellEnded } from './tell-ended.ts';

/**
 * Takes back every question and every unused approval of one agent, or of all, inside the unit that stops them.
 * @param scope.agentId null for all agents of the org
 */
export async function stopCalls(
  room: ApprovalsRoom,
  tx: Tx,
  scope: { org: string; agentId: string | null },
): Promise<readonly CallRow[]> {
  let query = tx
    .selectFrom('calls')
    .select('id')
    .where('org', '=', scope.org)
    .where('state', 'in', ['pending', 'approved'])
    .orderBy('id'); // everybody who takes several takes them in this order
  if (scope.agentId !== null) query = query.where('agent_id', '=', scope.agentId);
  const stopped: CallRow[] = [];
  for (const { id } of await query.execute()) {
    const call = await readCall(tx, scope.org, id);
    if (!call) continue;
    const moved = await moveCall(tx, {
      org: scope.org,
      callId: id,
      from: ['pending', 'approved'],
      to: 'stopped',
      finished_at: room.clock.now(),
    });
    if (!moved) continue; // another gateway settled it in this moment
    await tellEnded(room, tx, call);
    await room.audit.append(tx, approvalEvent(call, 'approval.stopped', {}));
    stopped.push({ ...call, state: 'stopped' });
  }
  return stopped;
}
