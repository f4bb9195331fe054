import type { Claim, Decision, Outcome } from '@agentport/engine';
import { lock, lockShared, type Tx } from '../storage/index.ts';
import { collectedOutcome, endedOutcome, pendingOutcome, stoppedOutcome, unknownOutcome } from './answers.ts';
import { openQuestion } from './ask.ts';
import { askingOf, type CallFacts } from './call-facts.ts';
import { storeCall } from './call-record.ts';
import { deny, denyDuringCoolDown } from './deny.ts';
import { isCollectable, judgeEarlier } from './earlier.ts';
import {
  bindIdempotencyKey,
  byIdempotencyKey,
  latestByIntent,
  releaseIdempotencyKey,
  unknownByIntent,
} from './earlier-store.ts';
import { callEvent } from './events.ts';
import type { Fence } from './fence.ts';
import { mintPermit } from './mint.ts';
import type { Permit } from './permit.ts';
import { readResult } from './read-result.ts';
import type { ApprovalsRoom } from './room.ts';
import { isSettled, KEY_BINDS_MS } from './states.ts';
import { type CallRow, isCurrent, isStopped, takeResult } from './store.ts';

/** A claim, or word that something it relied on moved and it must be decided again. */
export type Claimed = Claim<Permit> | { readonly kind: 'moved' };

/**
 * Records a fresh decision inside the caller's unit: denies, asks, or takes the permit. An earlier identical call
 * answers first, so that a retry can never become a second effect or a second question.
 */
export async function claimFresh(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
  fence: Fence,
): Promise<Claimed> {
  await lockAgainstOthers(tx, facts, decision);
  const keyed = await answerByKey(room, tx, facts);
  if (keyed) return keyed;
  if (decision.effect === 'deny') return deny(room, tx, facts, decision);

  const earlier = await answerByIntent(room, tx, facts);
  if (earlier) return earlier;
  if (!(await isCurrent(tx, fence))) return whyNotCurrent(tx, facts, fence);
  if (decision.effect === 'ask') return openQuestion(room, tx, facts, decision);
  return permitNow(room, tx, facts, decision, fence);
}

/**
 * On PostgreSQL calls are claimed side by side. What moves a fence waits for the claims that rely on it; the same question
 * is asked once; a key answers one call. Calls that policy allows at once, and without a key, wait for nobody.
 */
async function lockAgainstOthers(tx: Tx, facts: CallFacts, decision: Decision): Promise<void> {
  const { org, agent } = facts.action;
  await lockShared(tx, 'fence', org);
  const { idempotencyKey } = facts;
  if (decision.effect === 'ask' || idempotencyKey !== null)
    await lock(tx, 'intent', org, agent, facts.intentSha256);
  if (idempotencyKey !== null) await lock(tx, 'key', org, agent, idempotencyKey);
}

async function permitNow(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
  { gateway }: Fence,
): Promise<Claimed> {
  const asking = askingOf(facts);
  const tooMany = asking && (await room.limits.mayRun(tx, asking));
  if (tooMany) return tooMany;
  const permit = mintPermit(room, facts);
  const start = { state: 'executing', permitId: permit.id, problem: null, gateway } as const;
  const stored = await storeCall(room, tx, facts, start);
  await room.audit.append(
    tx,
    callEvent(facts, 'call.executing', { decision, permit: permit.id, commitments: stored.commitments }),
  );
  return { kind: 'permit', permit };
}

async function answerByKey(room: ApprovalsRoom, tx: Tx, facts: CallFacts): Promise<Claimed | null> {
  if (facts.idempotencyKey === null) return null;
  const earlier = await byIdempotencyKey(tx, {
    org: facts.action.org,
    agentId: facts.action.agent,
    idempotencyKey: facts.idempotencyKey,
  });
  if (earlier === null) return null;
  if (earlier.created_at + KEY_BINDS_MS <= room.clock.now()) {
    await releaseIdempotencyKey(tx, earlier.id);
    return null;
  }
  if (earlier.intent_sha256 !== facts.intentSha256) return keyConflict(earlier);
  if (!isSettled(earlier.state)) return running(room, earlier);
  if (earlier.result_payload === null) return endedOutcome(earlier, null);
  const outcome = await readResult(room, earlier, { replayed: true, tx });
  if (!didNothing(outcome)) return outcome;
  await releaseIdempotencyKey(tx, earlier.id);
  return null;
}

/**
 * A key promises that an effect comes at most once. A call that was never sent, or that the service turned away unread
 * (429: RFC 6585 §4), had none, and neither had a read that the gateway broke off: its key would only stand in the way of
 * the call that it was made for.
 */
function didNothing(outcome: Outcome): boolean {
  if (outcome.kind !== 'failed') return false;
  return (
    outcome.unsent === true || outcome.upstreamStatus === 429 || outcome.problem.code === 'shutting_down'
  );
}

async function answerByIntent(room: ApprovalsRoom, tx: Tx, facts: CallFacts): Promise<Claimed | null> {
  const now = room.clock.now();
  const { org, agent: agentId, risk } = facts.action;
  const intent = { org, agentId, intentSha256: facts.intentSha256 };
  // reading again does no harm, and reads are what is repeated most
  const unknown = risk === 'read' ? null : await unknownByIntent(tx, intent);
  const earlier = judgeEarlier(unknown ?? (await latestByIntent(tx, intent)), now);
  if (facts.idempotencyKey !== null && (earlier.kind === 'attach' || earlier.kind === 'collect')) {
    await bindIdempotencyKey(tx, earlier.call.id, facts.idempotencyKey);
  }
  switch (earlier.kind) {
    case 'none':
      return null;
    case 'attach':
      return running(room, earlier.call);
    case 'unknown':
      return unknownOutcome(earlier.call.id);
    case 'collect':
      if (!isCollectable(earlier.call, now)) return null;
      return (await takeResult(tx, earlier.call.org, earlier.call.id))
        ? readResult(room, earlier.call, { replayed: true, tx })
        : collectedOutcome(earlier.call.id);
    case 'cool_down':
      return denyDuringCoolDown(room, tx, facts, { denied: earlier.call, until: earlier.until });
  }
}

/** The agent waits for a call that is already on its way, exactly as for a question. */
function running(room: ApprovalsRoom, earlier: CallRow): Outcome {
  if (earlier.approval !== null) return pendingOutcome(earlier, room.publicUrl());
  return {
    kind: 'refused',
    callId: earlier.id,
    problem: {
      code: 'idempotency_conflict',
      message: 'The first call with this idempotency key is still running. Try again in a moment.',
    },
  };
}

function keyConflict(earlier: CallRow): Outcome {
  return {
    kind: 'refused',
    callId: earlier.id,
    problem: {
      code: 'idempotency_conflict',
      message: 'This idempotency key was already used with other arguments. Use a new key for a new call.',
    },
  };
}

/** A fence value moved: either the agent or everything is stopped, which is an answer, or it must be decided again. */
async function whyNotCurrent(tx: Tx, facts: CallFacts, fence: Fence): Promise<Claimed> {
  if (await isStopped(tx, { org: fence.org, agentId: fence.agent?.id ?? null }))
    return stoppedOutcome(facts.id);
  return { kind: 'moved' };
}
