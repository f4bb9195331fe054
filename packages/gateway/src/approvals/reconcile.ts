import { Fault } from '../kernel/fault.ts';
import { reconciledOutcome } from './answers.ts';
import { announce } from './decide.ts';
import { reconciledEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, moveCall, readCall } from './store.ts';

/**
 * A person looked in the service and says what became of a call whose outcome was unknown. The agent is told once, in
 * place of "unknown", also when it was told that already: otherwise it would ask for the same thing again.
 * @throws {Fault} `not_found`, `already_decided`
 */
export async function reconcileCall(
  room: ApprovalsRoom,
  found: { org: string; callId: string; happened: boolean; actor: string },
): Promise<CallRow> {
  const reconciled = await room.db.unit(async (tx) => {
    const call = await readCall(tx, found.org, found.callId);
    if (!call) throw new Fault('not_found', 'There is no such call.');
    const to = found.happened ? ('reconciled_succeeded' as const) : ('reconciled_failed' as const);
    const sealed = await room.vault.payloads.put(tx, {
      org: found.org,
      kind: 'result',
      plaintext: encodeOutcome(reconciledOutcome(call.id, found.happened)),
    });
    const moved = await moveCall(tx, {
      org: found.org,
      callId: call.id,
      from: ['outcome_unknown'],
      to,
      finished_at: room.clock.now(),
      result_payload: sealed.id,
      collected_at: null,
    });
    if (!moved) throw new Fault('already_decided', `This call is ${call.state}; its outcome is known.`);
    await room.audit.append(tx, reconciledEvent(call, to, found.actor, sealed.commitment));
    return { ...call, state: to };
  });
  announce(room, reconciled);
  return reconciled;
}
