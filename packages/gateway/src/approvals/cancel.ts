import { Fault } from '../kernel/fault.ts';
import { announce } from './decide.ts';
import { approvalEvent } from './events.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, holdCallOfApproval, moveCall } from './store.ts';
import { tellEnded } from './tell-ended.ts';

/**
 * The asking agent withdraws its own question. Another agent's question does not exist for it.
 * @throws {Fault} `unknown_approval`, `already_decided`
 */
export async function cancelOwn(
  room: ApprovalsRoom,
  own: { org: string; agentId: string; approvalId: string },
): Promise<CallRow> {
  const cancelled = await room.db.unit(async (tx) => {
    const call = await holdCallOfApproval(tx, own.org, own.approvalId);
    if (call?.agent_id !== own.agentId) throw new Fault('unknown_approval', 'You have no such request.');
    const moved = await moveCall(tx, {
      org: own.org,
      callId: call.id,
      from: ['pending'],
      to: 'cancelled',
      finished_at: room.clock.now(),
    });
    if (!moved) {
      throw new Fault(
        'already_decided',
        `This request is ${call.state} already; there is nothing to withdraw.`,
      );
    }
    await tellEnded(room, tx, call);
    await room.audit.append(tx, approvalEvent(call, 'approval.cancelled', {}));
    return { ...call, state: 'cancelled' as const };
  });
  announce(room, cancelled);
  return cancelled;
}
