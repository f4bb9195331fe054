import type { Outcome } from '@agentport/engine';
import type { Tx } from '../storage/database.ts';
import { unknownOutcome } from './answers.ts';
import { interruptedEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';

/**
 * After a start: whatever was executing when the last process died may or may not have happened. A read is simply failed,
 * for reading again does no harm; anything else is marked unknown and shown to people, and never sent again.
 * @returns calls marked unknown, and approved calls that are still to be executed
 */
export async function recoverCalls(
  room: ApprovalsRoom,
  org: string,
): Promise<{ unknown: readonly CallRow[]; approved: readonly CallRow[] }> {
  return room.db.unit(async (tx) => {
    const open = await tx
      .selectFrom('calls')
      .select('id')
      .where('org', '=', org)
      .where('state', 'in', ['executing', 'approved'])
      .execute();
    const unknown: CallRow[] = [];
    const approved: CallRow[] = [];
    for (const { id } of open) {
      const call = await readCall(tx, org, id);
      if (call?.state === 'approved') approved.push(call);
      if (call?.state !== 'executing') continue;
      const ended = await endInterrupted(room, tx, call);
      if (ended.state === 'outcome_unknown') unknown.push(ended);
    }
    return { unknown, approved };
  });
}

async function endInterrupted(room: ApprovalsRoom, tx: Tx, call: CallRow): Promise<CallRow> {
  const outcome = call.risk === 'read' ? interruptedRead(call.id) : unknownOutcome(call.id);
  const state = outcome.kind === 'failed' ? 'failed' : 'outcome_unknown';
  const sealed = await room.vault.payloads.put(tx, {
    org: call.org,
    kind: 'result',
    plaintext: encodeOutcome(outcome),
  });
  await moveCall(tx, {
    org: call.org,
    callId: call.id,
    from: ['executing'],
    to: state,
    finished_at: room.clock.now(),
    problem: JSON.stringify('problem' in outcome ? outcome.problem : null),
    result_payload: sealed.id,
  });
  await room.audit.append(tx, interruptedEvent(call, state, sealed.commitment));
  return { ...call, state };
}

function interruptedRead(callId: string): Outcome {
  const message = 'The gateway stopped while it was reading. Nothing was changed; call again.';
  return {
    kind: 'failed',
    callId,
    problem: { code: 'shutting_down', message },
    upstreamStatus: null,
    reply: null,
  };
}
