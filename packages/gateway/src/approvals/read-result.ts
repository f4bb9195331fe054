import type { Outcome } from '@agentport/engine';
import { collectedOutcome } from './answers.ts';
import { decodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/** Opens a finished call's sealed outcome. */
export async function readResult(
  room: Pick<ApprovalsRoom, 'vault'>,
  call: CallRow,
  options: { replayed: boolean },
): Promise<Outcome> {
  if (call.result_payload === null) return collectedOutcome(call.id);
  const { plaintext } = await room.vault.payloads.get(call.result_payload);
  const outcome = decodeOutcome(plaintext);
  return outcome.kind === 'released' ? { ...outcome, replayed: options.replayed } : outcome;
}
