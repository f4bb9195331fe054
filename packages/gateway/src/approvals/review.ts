import type { Database, Tx } from '../storage/database.ts';
import type { ApprovalTable } from '../storage/schema/approvals.ts';
import type { Answer } from './decide.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/**
 * Writes down who answered what, by which proof, and what they saw. A review is never changed: a person who takes back
 * their own approval leaves it standing, and the log says that it was taken back.
 */
export async function insertReview(
  room: Pick<ApprovalsRoom, 'newId' | 'clock'>,
  tx: Tx,
  call: CallRow,
  approval: ApprovalTable,
  answer: Answer,
): Promise<void> {
  await tx
    .insertInto('reviews')
    .values({
      id: room.newId('rev'),
      org: call.org,
      approval_id: approval.id,
      operator_id: answer.by.operatorId,
      answer: answer.answer,
      reason: answer.reason,
      action_sha256: call.action_sha256,
      display_sha256: approval.display_sha256,
      display_version: approval.display_version,
      display_payload: approval.display_payload,
      sign_in_id: answer.by.signInId,
      address: answer.by.address,
      second_factor: answer.by.secondFactor,
      passkey_id: answer.by.passkeyId ?? null,
      created_at: room.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['approval_id', 'operator_id']).doNothing())
    .execute();
}

/** What the person who denied a call wrote for its agent; null when nothing was written, or nobody denied it. */
export async function denialReason(reader: Database['read'] | Tx, call: CallRow): Promise<string | null> {
  if (call.state !== 'denied' || call.approval === null) return null;
  const review = await reader
    .selectFrom('reviews')
    .select('reason')
    .where('approval_id', '=', call.approval.id)
    .where('answer', '=', 'deny')
    .executeTakeFirst();
  return review?.reason ?? null;
}
