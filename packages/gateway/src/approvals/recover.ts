import { unknownOutcome } from './answers.ts';
import { interruptedEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';

/**
 * After a start: whatever was executing when the last process died may or may not have happened. It is marked unknown
 * and shown to people; it is never sent again.
 * @returns calls marked unknown, and approved calls that are still to be executed
 */
export async function recoverCalls(
  room: ApprovalsRoom,
  org: string,
): Promise<{ unknown: readonly CallRow[]; approved: readonly string[] }> {
  return room.db.unit(async (tx) => {
    const open = await tx
      .selectFrom('calls')
      .select(['id', 'state'])
      .where('org', '=', org)
      .where('state', 'in', ['executing', 'approved'])
      .execute();
    const unknown: CallRow[] = [];
    for (const { id } of open.filter((call) => call.state === 'executing')) {
      const call = await readCall(tx, org, id);
      if (!call) continue;
      const outcome = unknownOutcome(id);
      const sealed = await room.vault.payloads.put(tx, {
        org,
        kind: 'result',
        plaintext: encodeOutcome(outcome),
      });
      await moveCall(tx, {
        org,
        callId: id,
        from: ['executing'],
        to: 'outcome_unknown',
        finished_at: room.clock.now(),
        problem: JSON.stringify({
          code: 'outcome_unknown',
          message: 'The gateway stopped while this was running.',
        }),
        result_payload: sealed.id,
      });
      await room.audit.append(tx, interruptedEvent(call, sealed.commitment));
      unknown.push({ ...call, state: 'outcome_unknown' });
    }
    return { unknown, approved: open.filter((call) => call.state === 'approved').map((call) => call.id) };
  });
}
