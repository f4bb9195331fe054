import type { Outcome } from '@agentport/engine';
import type { CallFacts } from './call-facts.ts';
import { callEvent } from './events.ts';
import { encodeOutcome } from './result.ts';
import type { ApprovalsRoom } from './room.ts';
import { moveCall, readCall } from './store.ts';

const STATE_OF = {
  released: 'succeeded',
  withheld: 'succeeded',
  failed: 'failed',
  outcome_unknown: 'outcome_unknown',
} as const;

/**
 * Makes the outcome of an executed call durable: its state, its entry, and, where somebody will come for it later, the
 * sealed result. Throws when it cannot be written; the reply is then withheld and the call stays open as executing.
 */
export async function finishCall(room: ApprovalsRoom, facts: CallFacts, outcome: Outcome): Promise<void> {
  if (!(outcome.kind in STATE_OF)) throw new Error(`a call cannot finish as ${outcome.kind}`);
  const state = STATE_OF[outcome.kind as keyof typeof STATE_OF];
  const { org } = facts.action;
  const problem = 'problem' in outcome ? outcome.problem : null;
  const upstreamStatus = upstreamStatusOf(outcome);
  const approvalId = await room.db.unit(async (tx) => {
    const call = await readCall(tx, org, facts.id);
    if (!call) throw new Error('a running call disappeared');
    const sealed =
      call.approval || facts.idempotencyKey
        ? await room.vault.payloads.put(tx, { org, kind: 'result', plaintext: encodeOutcome(outcome) })
        : null;
    const moved = await moveCall(tx, {
      org,
      callId: facts.id,
      from: ['executing'],
      to: state,
      finished_at: room.clock.now(),
      upstream_status: upstreamStatus,
      problem: problem ? JSON.stringify(problem) : null,
      result_payload: sealed?.id ?? null,
    });
    if (!moved) throw new Error('a running call was finished twice');
    await room.audit.append(
      tx,
      callEvent(facts, 'call.finished', {
        outcome: state,
        status: upstreamStatus,
        approval: call.approval?.id,
        permit: call.permit_id ?? undefined,
        ...(problem ? { problemCode: problem.code } : {}),
        ...(sealed ? { commitments: { result: sealed.commitment } } : {}),
      }),
    );
    return call.approval?.id ?? null;
  });
  room.changes.announce({ callId: facts.id, approvalId, agentId: facts.action.agent, state });
}

function upstreamStatusOf(outcome: Outcome): number | null {
  if (outcome.kind === 'released') return outcome.reply.status;
  if (outcome.kind === 'failed') return outcome.upstreamStatus;
  return null;
}
