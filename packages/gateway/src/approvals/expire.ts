import type { Tx } from '../storage/database.ts';
import { claimTimeGuard, dbNow, touchTime } from '../storage/time.ts';
import { approvalEvent } from './events.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';
import { tellEnded } from './tell-ended.ts';

/** How many overdue calls one sweep moves; the rest wait for the next. */
const SWEEP_MAX = 200;

/** Nobody answered in time: silence is a denial. Null when it was settled in this moment. */
export async function expireCall(room: ApprovalsRoom, tx: Tx, call: CallRow): Promise<CallRow | null> {
  return moveOverdue(room, tx, call, 'expired');
}

/**
 * Moves overdue questions to expired and overdue approvals to permit_expired. Only tidies: every claim and every
 * answer checks its own deadline.
 * @returns the calls that moved, to be announced once this is durable
 */
export async function sweepOverdue(room: ApprovalsRoom): Promise<readonly CallRow[]> {
  return room.db.unit(async (tx) => {
    await touchTime(tx);
    const rows = await tx
      .selectFrom('calls')
      .innerJoin('approvals', 'approvals.call_id', 'calls.id')
      .select(['calls.id', 'calls.org', 'calls.state'])
      .where('calls.org', '=', room.org) // which the index of states begins with
      .where('calls.state', 'in', ['pending', 'approved'])
      .where((eb) =>
        eb.or([
          eb.and([eb('calls.state', '=', 'pending'), eb('approvals.approve_before', '<=', dbNow)]),
          eb.and([eb('calls.state', '=', 'approved'), eb('approvals.execute_before', '<=', dbNow)]),
        ]),
      )
      .where(claimTimeGuard)
      .orderBy('calls.id') // in one order, so that two gateways that sweep do not wait for each other in a circle
      .limit(SWEEP_MAX)
      .execute();
    const moved: CallRow[] = [];
    for (const row of rows) {
      const call = await readCall(tx, row.org, row.id);
      if (!call) continue;
      const ended = await moveOverdue(room, tx, call, row.state === 'pending' ? 'expired' : 'permit_expired');
      if (ended) moved.push(ended);
    }
    return moved;
  });
}

async function moveOverdue(
  room: ApprovalsRoom,
  tx: Tx,
  call: CallRow,
  to: 'expired' | 'permit_expired',
): Promise<CallRow | null> {
  const from = to === 'expired' ? 'pending' : 'approved';
  const moved = await moveCall(tx, {
    org: call.org,
    callId: call.id,
    from: [from],
    to,
    finished_at: room.clock.now(),
  });
  if (!moved) return null; // another gateway sweeps too, and a person may answer meanwhile
  if (to === 'expired') await tellEnded(room, tx, call);
  await room.audit.append(
    tx,
    approvalEvent(call, to === 'expired' ? 'approval.expired' : 'permit.expired', {}),
  );
  return { ...call, state: to };
}
