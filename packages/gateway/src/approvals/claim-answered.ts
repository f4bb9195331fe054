import type { Decision, Outcome } from '@agentport/engine';
import type { AuditKind } from '../audit/index.ts';
import { lockShared, type Tx } from '../storage/index.ts';
import type { CallState } from '../storage/schema/calls.ts';
import { touchTime } from '../storage/time.ts';
import { deniedOutcome, endedOutcome } from './answers.ts';
import type { CallFacts } from './call-facts.ts';
import type { Claimed } from './claim-fresh.ts';
import { callEvent } from './events.ts';
import type { Fence } from './fence.ts';
import { mintPermit } from './mint.ts';
import type { ApprovalsRoom } from './room.ts';
import { claimApproved, DECIDERS, isStopped, moveCall, readCall } from './store.ts';

type Ending = Extract<CallState, 'withdrawn' | 'superseded' | 'permit_expired' | 'stopped' | 'revoked'>;

const KIND_OF = {
  withdrawn: 'approval.withdrawn',
  superseded: 'approval.superseded',
  permit_expired: 'permit.expired',
  stopped: 'approval.stopped',
  revoked: 'approval.revoked',
} as const satisfies Record<Ending, AuditKind>;

/**
 * Claims the one permit of an approved call inside the caller's unit. The approval answers an *ask*; it never answers a
 * *deny* that has come since, and it is void when what would leave is no longer what was approved.
 * @param moved what would leave now differs from the stored action
 */
export async function claimAnswered(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
  fence: Fence,
  moved: boolean,
): Promise<Claimed> {
  if (moved) return end(room, tx, facts, 'superseded', decision);
  if (decision.effect === 'deny') return end(room, tx, facts, 'withdrawn', decision);

  await lockShared(tx, 'fence', facts.action.org); // what moves the fence comes before this claim, or waits for it
  await touchTime(tx);
  const permit = mintPermit(room, facts);
  const won = await claimApproved(tx, {
    org: facts.action.org,
    callId: facts.id,
    permitId: permit.id,
    fence,
  });
  if (!won) return whyNot(room, tx, facts, decision, fence);
  await room.audit.append(tx, callEvent(facts, 'call.executing', { decision, permit: permit.id }));
  return { kind: 'permit', permit };
}

async function whyNot(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  decision: Decision,
  fence: Fence,
): Promise<Claimed> {
  const call = await readCall(tx, facts.action.org, facts.id);
  if (call?.approval == null) throw new Error('an approved call lost its question');
  if (call.state !== 'approved') return endedOutcome(call, null);
  if ((call.approval.execute_before ?? 0) <= room.clock.now()) {
    return end(room, tx, facts, 'permit_expired', decision);
  }
  if (await isStopped(tx, { org: fence.org, agentId: fence.agent?.id ?? null }))
    return end(room, tx, facts, 'stopped', decision);
  if (!(await isSameConnection(tx, fence))) return end(room, tx, facts, 'superseded', decision);
  if (!(await mayStillApprove(tx, call.approval.id))) return end(room, tx, facts, 'revoked', decision);
  return { kind: 'moved' };
}

async function end(
  room: ApprovalsRoom,
  tx: Tx,
  facts: CallFacts,
  to: Ending,
  decision: Decision,
): Promise<Outcome> {
  const ended = await moveCall(tx, {
    org: facts.action.org,
    callId: facts.id,
    from: ['approved'],
    to,
    finished_at: room.clock.now(),
  });
  const call = await readCall(tx, facts.action.org, facts.id);
  if (!call) throw new Error('an approved call disappeared');
  if (!ended) return endedOutcome(call, null);
  await room.audit.append(tx, callEvent(facts, KIND_OF[to], { decision, approval: call.approval?.id }));
  const answer = endedOutcome(call, null);
  if (to !== 'withdrawn' || answer.kind !== 'denied') return answer;
  return deniedOutcome(call.id, [...answer.reasons, ...decision.reasons], answer.problem.message);
}

async function isSameConnection(tx: Tx, fence: Fence): Promise<boolean> {
  const row = await tx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', fence.connectionId)
    .where('status', '=', 'active')
    .where('version', '=', fence.connectionVersion)
    .where('definition_sha256', '=', fence.definitionSha256)
    .executeTakeFirst();
  return row !== undefined;
}

async function mayStillApprove(tx: Tx, approvalId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('reviews')
    .innerJoin('operators', 'operators.id', 'reviews.operator_id')
    .select('reviews.id')
    .where('reviews.approval_id', '=', approvalId)
    .where('reviews.answer', '=', 'approve')
    .where('operators.status', '=', 'active')
    .where('operators.role', 'in', DECIDERS)
    .executeTakeFirst();
  return row !== undefined;
}
