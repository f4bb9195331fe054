import type { Tx } from '../storage/database.ts';
import type { ApprovalTable, ReviewTable } from '../storage/schema/approvals.ts';
import type { CallTable } from '../storage/schema/calls.ts';
import type { OperatorTable } from '../storage/schema/operators.ts';
import { callRow, connectionRow } from '../storage/testing.ts';
import type { Fence } from './fence.ts';

/** Current for the rows that `insertApprovedCall` writes. */
export const CURRENT: Fence = {
  org: 'default',
  policyVersion: 0,
  stopEpoch: 0,
  connectionId: 'con_1',
  connectionVersion: 1,
  definitionSha256: '0'.repeat(64),
  agent: { id: 'agt_1', epoch: 0 },
  gateway: { gateway: 'gtw_1', epoch: 1 },
};

/** A call that a person approved and nobody has sent: `cal_1` by `agt_1` over `con_1`, answered by `opr_1`. */
export async function insertApprovedCall(
  tx: Tx,
  now: number,
  changes: Partial<CallTable> = {},
): Promise<void> {
  await tx.insertInto('instance').values({ id: 'ins_1', created_at: now, time_seen: now }).execute();
  await tx
    .insertInto('gateways')
    .values({ id: 'gtw_1', epoch: 1, lease_until: now + 86_400_000, registered_at: now })
    .execute();
  await tx.insertInto('agents').values(agentRow(now)).execute();
  await tx.insertInto('connections').values(connectionRow()).execute();
  await tx.insertInto('operators').values(operatorRow(now)).execute();
  await tx
    .insertInto('calls')
    .values(callRow({ state: 'approved', created_at: now, ...changes }))
    .execute();
  const approval = approvalRow({
    id: 'apr_1',
    call_id: 'cal_1',
    approve_before: now + 1_800_000,
    execute_before: now + 300_000,
    decided_at: now,
  });
  await tx.insertInto('approvals').values(approval).execute();
  const review = reviewRow(approval, { id: 'rev_1', answer: 'approve', created_at: now });
  await tx.insertInto('reviews').values(review).execute();
}

/** A question that nobody has answered. */
export function approvalRow(
  changes: Pick<ApprovalTable, 'id' | 'call_id' | 'approve_before'> & Partial<ApprovalTable>,
): ApprovalTable {
  return {
    org: 'default',
    execute_before: null,
    step_up: 0,
    reasons: '[]',
    policy_version: 0,
    display_payload: 'pay_2',
    display_sha256: '1'.repeat(64),
    display_version: 1,
    decided_at: null,
    ...changes,
  };
}

/** The answer of `opr_1`, who saw the page as it was stored. */
export function reviewRow(
  { id, display_payload, display_sha256, display_version }: ApprovalTable,
  given: Pick<ReviewTable, 'id' | 'answer' | 'created_at'>,
): ReviewTable {
  return {
    org: 'default',
    approval_id: id,
    operator_id: 'opr_1',
    reason: null,
    action_sha256: '0'.repeat(64),
    display_payload,
    display_sha256,
    display_version,
    sign_in_id: 'sig_1',
    address: null,
    second_factor: 'none',
    passkey_id: null,
    ...given,
  };
}

export function agentRow(now: number) {
  return {
    id: 'agt_1',
    org: 'default',
    name: 'ada',
    status: 'active' as const,
    epoch: 0,
    tools: 'auto' as const,
    created_at: now,
    stopped_at: null,
    stopped_by: null,
  };
}

export function operatorRow(now: number): OperatorTable {
  return {
    id: 'opr_1',
    org: 'default',
    email: 'anna@example.com',
    name: 'Anna Brandt',
    role: 'approver',
    status: 'active',
    password_hash: 'not a hash',
    totp_sealed: null,
    totp_step: 0,
    created_at: now,
  };
}
