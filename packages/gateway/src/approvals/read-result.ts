import type { Outcome } from '@agentport/engine';
import type { Tx } from '../storage/database.ts';
import { collectedOutcome } from './answers.ts';
import { decodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/**
 * Opens a finished call's sealed outcome.
 * @param options.tx the unit that asks: the result may have been written by an earlier unit of the same commit
 */
export async function readResult(
  room: Pick<ApprovalsRoom, 'vault'>,
  call: CallRow,
  options: { replayed: boolean; tx?: Tx },
): Promise<Outcome> {
  if (call.result_payload === null) return collectedOutcome(call.id);
  const { plaintext } = await room.vault.payloads.get(call.result_payload, options.tx);
  const outcome = decodeOutcome(plaintext);
  return outcome.kind === 'released' ? { ...outcome, replayed: options.replayed } : outcome;
}
