import type { Outcome } from '@agentport/engine';
import type { CallFacts } from './call-facts.ts';
import { callEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { approvalOf, finishExecuting } from './store.ts';

const STATE_OF = {
  released: 'succeeded',
  withheld: 'succeeded',
  failed: 'failed',
  outcome_unknown: 'outcome_unknown',
} as const;

/**
 * Makes the outcome of an executed call durable: its state, its entry, and, where somebody will come for it later, the
 * sealed result. Throws when it cannot be written; the reply is then withheld and the call stays open as executing.
 * @param steps how long each step took, ms; it goes into the entry
 */
export async function finishCall(
  room: ApprovalsRoom,
  facts: CallFacts,
  outcome: Outcome,
  steps: Readonly<Record<string, number>> = {},
): Promise<void> {
  if (!(outcome.kind in STATE_OF)) throw new Error(`a call cannot finish as ${outcome.kind}`);
  const state = STATE_OF[outcome.kind as keyof typeof STATE_OF];
  const { org } = facts.action;
  const problem = 'problem' in outcome ? outcome.problem : null;
  const upstreamStatus = upstreamStatusOf(outcome);
  const approvalId = await room.db.unit(async (tx) => {
    const approval = await approvalOf(tx, facts.id);
    const sealed =
      approval || facts.idempotencyKey
        ? await room.vault.payloads.put(tx, { org, kind: 'result', plaintext: encodeOutcome(outcome) })
        : null;
    const finished = await finishExecuting(tx, {
      org,
      callId: facts.id,
      to: state,
      finished_at: room.clock.now(),
      upstream_status: upstreamStatus,
      problem: problem ? JSON.stringify(problem) : null,
      result_payload: sealed?.id ?? null,
    });
    if (!finished) throw new Error('a running call disappeared or was finished twice');
    await room.audit.append(
      tx,
      callEvent(facts, 'call.finished', {
        outcome: state,
        status: upstreamStatus,
        steps,
        approval: approval?.id,
        permit: finished.permit ?? undefined,
        ...(problem ? { problemCode: problem.code } : {}),
        ...(sealed ? { commitments: { result: sealed.commitment } } : {}),
      }),
    );
    return approval?.id ?? null;
  });
  room.changes.announce({ callId: facts.id, approvalId, agentId: facts.action.agent, state });
}

function upstreamStatusOf(outcome: Outcome): number | null {
  if (outcome.kind === 'released') return outcome.reply.status;
  if (outcome.kind === 'failed') return outcome.upstreamStatus;
  return null;
}
