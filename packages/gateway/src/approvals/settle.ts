import type { Outcome } from '@agentport/engine';
import type { CallState } from '../storage/schema/calls.ts';
import { collectedOutcome, endedOutcome, pendingOutcome } from './answers.ts';
import { readResult } from './read-result.ts';
import { denialReason } from './review.ts';
import type { ApprovalsRoom } from './room.ts';
import { isSettled } from './states.ts';
import { type CallRow, readCall, takeResult } from './store.ts';

/**
 * Waits until a call is settled or the time is over. Ending the wait never touches the call: a client that goes away
 * leaves its question standing.
 * @returns the state at the end of the wait
 */
export function waitUntilSettled(
  room: ApprovalsRoom,
  org: string,
  callId: string,
  wait: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<CallState | null> {
  return new Promise((resolve, reject) => {
    let done = false;
    const finish = (state: CallState | null) => {
      if (done) return;
      done = true;
      stopListening();
      cancelTimer();
      wait.signal?.removeEventListener('abort', giveUp);
      resolve(state);
    };
    const look = async () => {
      const call = await readCall(room.db.read, org, callId);
      if (!call || isSettled(call.state)) finish(call?.state ?? null);
      return call?.state ?? null;
    };
    const lookAgain = () => {
      look().catch(reject);
    };
    const giveUp = () => {
      look().then(finish, reject);
    };
    const stopListening = room.changes.listen((change) => {
      if (change.callId === callId) lookAgain();
    });
    const cancelTimer = room.clock.after(Math.max(0, wait.timeoutMs), giveUp);
    wait.signal?.addEventListener('abort', giveUp, { once: true });
    if (wait.signal?.aborted || wait.timeoutMs <= 0) giveUp();
    else lookAgain();
  });
}

/**
 * The answer a call's own agent gets now: its result, handed out once; why it ended; or that it is still waiting.
 */
export async function collect(room: ApprovalsRoom, call: CallRow): Promise<Outcome> {
  if (!isSettled(call.state)) return pendingOutcome(call, room.publicUrl());
  if (call.result_payload === null) return endedOutcome(call, await denialReason(room.db.read, call));
  // opened before it is marked as handed out: what cannot be opened now may be later
  const outcome = await readResult(room, call, { replayed: false });
  const taken = await room.db.unit((tx) => takeResult(tx, call.org, call.id));
  return taken ? outcome : collectedOutcome(call.id);
}
