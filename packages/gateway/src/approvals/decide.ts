import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/database.ts';
import { dbNow, touchTime } from '../storage/time.ts';
import { approvalEvent } from './events.ts';
import { expireCall } from './expire.ts';
import { requireAnother } from './own-agent.ts';
import { insertReview } from './review.ts';
import type { ApprovalsRoom } from './room.ts';
import { type CallRow, holdCallOfApproval, moveCall } from './store.ts';
import { tellEnded } from './tell-ended.ts';

/** Who answered, by which sign-in, from where, and how they proved it. */
export interface Approver {
  readonly operatorId: string;
  readonly signInId: string;
  readonly address: string | null;
  readonly secondFactor: 'passkey' | 'totp' | 'recovery_code' | 'recent' | 'none';
  /** which passkey confirmed it */
  readonly passkeyId?: string | null;
}

export interface Answer {
  readonly org: string;
  readonly id: string;
  readonly answer: 'approve' | 'deny';
  readonly by: Approver;
  /** what the person saw; an approval without them is refused */
  readonly actionSha256?: string | undefined;
  readonly displaySha256?: string | undefined;
  readonly reason: string | null;
}

/**
 * Records one person's answer. The first answer settles it, but for one case: a denial that comes before an approved call
 * was sent takes the approval back, so that of two people who answer in the same moment the careful one wins (T7).
 * @throws {Fault} `unknown_approval`, `already_decided`, `approval_expired`, `action_changed`, `step_up_required`,
 *   `own_agent`
 * @returns the call: approved, denied or revoked
 */
export async function recordAnswer(room: ApprovalsRoom, answer: Answer): Promise<CallRow> {
  const decided = await room.db.unit(async (tx) => {
    await touchTime(tx);
    const call = await holdCallOfApproval(tx, answer.org, answer.id);
    if (!call?.approval) throw new Fault('unknown_approval', 'There is no such request.');
    if (call.state === 'expired') throw expired();
    if (call.state === 'approved' && answer.answer === 'deny') return takeBack(room, tx, call, answer);
    if (call.state !== 'pending') throw await alreadyDecided(tx, call);
    // expiry is itself a durable change, so it is returned, not thrown: a throw would undo it
    if (call.approval.approve_before <= room.clock.now()) {
      const expired = await expireCall(room, tx, call);
      if (expired === null) throw await alreadyDecided(tx, call);
      return expired;
    }
    if (answer.answer === 'approve') {
      requireSameThing(call.approval, call, answer);
      await requireAnother(tx, call, answer);
    }
    return writeAnswer(room, tx, call, answer);
  });
  announce(room, decided);
  if (decided.state === 'expired') throw expired();
  return decided;
}

function requireSameThing(
  approval: { display_sha256: string; step_up: number },
  call: CallRow,
  answer: Answer,
): void {
  if (answer.actionSha256 !== call.action_sha256 || answer.displaySha256 !== approval.display_sha256) {
    throw new Fault('action_changed', 'This is not the request you looked at. Load it again and look anew.');
  }
  if (approval.step_up === 1 && answer.by.secondFactor === 'none') {
    throw new Fault('step_up_required', 'Give your second factor to approve this.');
  }
}

async function writeAnswer(room: ApprovalsRoom, tx: Tx, call: CallRow, answer: Answer): Promise<CallRow> {
  const { approval } = call;
  if (!approval) throw new Error('a pending call has a question');
  const now = room.clock.now();
  const approved = answer.answer === 'approve';
  const to = approved ? 'approved' : 'denied';
  const { gateway, epoch } = room.cluster.lease(); // who starts it; others take it over when this one is gone
  const moved = await moveCall(tx, {
    org: call.org,
    callId: call.id,
    from: ['pending'],
    to,
    ...(approved ? { gateway_id: gateway, gateway_epoch: epoch } : {}),
    finished_at: approved ? null : now,
  });
  if (!moved) throw await alreadyDecided(tx, call);
  const executeBefore = approved ? now + room.executeWithinMs() : null;
  await tx
    .updateTable('approvals')
    .set({ decided_at: dbNow, execute_before: executeBefore })
    .where('id', '=', approval.id)
    .execute();
  await insertReview(room, tx, call, approval, answer);
  await tellEnded(room, tx, call);
  await room.audit.append(
    tx,
    approvalEvent(call, approved ? 'approval.approved' : 'approval.denied', {
      approver: answer.by,
      reason: answer.reason,
    }),
  );
  return { ...call, state: to, approval: { ...approval, decided_at: now, execute_before: executeBefore } };
}

async function takeBack(room: ApprovalsRoom, tx: Tx, call: CallRow, answer: Answer): Promise<CallRow> {
  const { approval } = call;
  if (!approval) throw new Error('an approved call has a question');
  const moved = await moveCall(tx, {
    org: call.org,
    callId: call.id,
    from: ['approved'],
    to: 'revoked',
    finished_at: room.clock.now(),
  });
  if (!moved) throw await alreadyDecided(tx, call);
  await insertReview(room, tx, call, approval, answer);
  await room.audit.append(
    tx,
    approvalEvent(call, 'approval.revoked', { approver: answer.by, reason: answer.reason }),
  );
  return { ...call, state: 'revoked' };
}

async function alreadyDecided(tx: Tx, call: CallRow): Promise<Fault> {
  const review = await tx
    .selectFrom('reviews')
    .innerJoin('operators', 'operators.id', 'reviews.operator_id')
    .select(['operators.name', 'reviews.answer'])
    .where('reviews.approval_id', '=', call.approval?.id ?? '')
    .executeTakeFirst();
  const who = review
    ? `${review.name} ${review.answer === 'approve' ? 'approved' : 'denied'} this`
    : `This is ${call.state}`;
  return new Fault('already_decided', `${who} already. Nothing to do.`, { details: { state: call.state } });
}

function expired(): Fault {
  return new Fault('approval_expired', 'Nobody answered in time, so it was denied. The agent may ask again.');
}

export function announce(room: ApprovalsRoom, call: CallRow): void {
  room.changes.announce({
    callId: call.id,
    approvalId: call.approval?.id ?? null,
    agentId: call.agent_id,
    state: call.state,
  });
}
