import type { Tx } from '../storage/database.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/** Whoever was told of the question hears that it needs no answer any more; a call that nobody was asked about says nothing. */
export async function tellEnded(room: ApprovalsRoom, tx: Tx, call: CallRow): Promise<void> {
  if (call.approval === null) return;
  const { approval, agent_id: agentId } = call;
  await room.telling.ended(tx, { approvalId: approval.id, agentId, at: room.clock.now() });
}
