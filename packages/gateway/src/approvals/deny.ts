import type { Decision, Outcome, Problem } from '@agentport/engine';
import type { Tx } from '../storage/database.ts';
import type { CallFacts } from './call-facts.ts';
import { storeCall } from './call-record.ts';
import { callEvent } from './events.ts';
import { denialReason } from './review.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/** Records a denial: nothing leaves, nobody is asked. */
export async function deny(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
): Promise<Outcome> {
  return recordDenial(room, tx, facts, decision, {
    code: 'denied',
    message: denialSentence(facts, decision),
  });
}

/**
 * A person said no to exactly this a moment ago. The agent hears again why: it may be another process than the one that was
 * told.
 * @param denied the call that was denied
 * @param until ms UTC, when it may be asked again
 */
export async function denyDuringCoolDown(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  { denied, until }: { denied: CallRow; until: number },
): Promise<Outcome> {
  const reason = await denialReason(tx, denied);
  const seconds = Math.ceil((until - room.clock.now()) / 1000);
  const decision: Decision = {
    effect: 'deny',
    reasons: [{ code: 'cool_down' }],
    obligations: [],
    policy: { version: facts.action.policy.version, rule: null },
  };
  return recordDenial(room, tx, facts, decision, {
    code: 'denied',
    message: `A person denied exactly this a moment ago${reason === null ? '' : `: ${reason}`}. It is not asked again for ${Math.ceil(seconds / 60)} minutes. Do not try it another way.`,
    details: { retry_after_s: seconds },
  });
}

async function recordDenial(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
  problem: Problem,
): Promise<Outcome> {
  const stored = await storeCall(room, tx, facts, { state: 'denied_by_policy', permitId: null, problem });
  await room.audit.append(tx, callEvent(facts, 'call.denied', { decision, commitments: stored.commitments }));
  return { kind: 'denied', callId: facts.id, reasons: decision.reasons, problem };
}

/** Reasons whose detail tells the agent what to change; where a tier or default denies, there is nothing to change. */
const TELLING: ReadonlySet<string> = new Set([
  'finding',
  'detector_failed',
  'check_failed',
  'check_unavailable',
  'rule_failed',
  'obligation_unknown',
  'policy_moved',
]);

function denialSentence(facts: CallFacts, decision: Decision): string {
  const said = decision.reasons.find(({ code, detail }) => detail && TELLING.has(code))?.detail;
  const what = `${facts.connectionName}.${facts.action.operation}`;
  return said
    ? `${what} was denied: ${said}`
    : `Policy denies ${what}. Do not try it another way; a person who may change the policy can allow it.`;
}
