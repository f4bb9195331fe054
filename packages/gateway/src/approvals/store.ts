import { sql } from 'kysely';
import type { Database, Tx } from '../storage/database.ts';
import type { ApprovalTable, CallState, CallTable } from '../storage/schema.ts';
import { type Fence, fenceHolds } from './fence.ts';

type Reader = Database['read'] | Tx;

/** A call with its question, when one was asked. */
export interface CallRow extends CallTable {
  readonly approval: ApprovalTable | null;
}

const dbNow = sql<number>`db_now()`;

export async function insertCall(tx: Tx, row: CallTable): Promise<void> {
  await tx.insertInto('calls').values(row).execute();
}

export async function insertApproval(tx: Tx, row: ApprovalTable): Promise<void> {
  await tx.insertInto('approvals').values(row).execute();
}

export async function readCall(reader: Reader, org: string, id: string): Promise<CallRow | null> {
  const call = await reader
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  return call ? withApproval(reader, call) : null;
}

export async function readCallOfApproval(reader: Reader, org: string, id: string): Promise<CallRow | null> {
  const approval = await reader
    .selectFrom('approvals')
    .selectAll()
    .where('org', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!approval) return null;
  const call = await reader
    .selectFrom('calls')
    .selectAll()
    .where('id', '=', approval.call_id)
    .executeTakeFirstOrThrow();
  return { ...call, approval };
}

interface Intent {
  readonly org: string;
  readonly agentId: string;
  readonly intentSha256: string;
}

/**
 * The agent's most recent call with this intent that came as far as a person or a service. Refusals by policy in between
 * do not count: each repetition during a cool-down leaves one, and none of them may end it.
 */
export async function latestByIntent(tx: Tx, intent: Intent): Promise<CallRow | null> {
  const call = await callsOf(tx, intent)
    .where('state', '!=', 'denied_by_policy')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return call ? withApproval(tx, call) : null;
}

/**
 * A call with this intent of which nobody knows whether it happened. It need not be the latest: of two allowed calls at
 * once, the other one may have gone well.
 */
export async function unknownByIntent(tx: Tx, intent: Intent): Promise<CallRow | null> {
  const call = await callsOf(tx, intent).where('state', '=', 'outcome_unknown').limit(1).executeTakeFirst();
  return call ? withApproval(tx, call) : null;
}

function callsOf(tx: Tx, intent: Intent) {
  return tx
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', intent.org)
    .where('agent_id', '=', intent.agentId)
    .where('intent_sha256', '=', intent.intentSha256);
}

/** The call that an explicit idempotency key is bound to. */
export async function byIdempotencyKey(
  tx: Tx,
  key: { org: string; agentId: string; idempotencyKey: string },
): Promise<CallRow | null> {
  const call = await tx
    .selectFrom('calls')
    .selectAll()
    .where('org', '=', key.org)
    .where('agent_id', '=', key.agentId)
    .where('idempotency_key', '=', key.idempotencyKey)
    .executeTakeFirst();
  return call ? withApproval(tx, call) : null;
}

/** Binds a key to the call that answers it; a call keeps the first key it was given. */
export async function bindIdempotencyKey(tx: Tx, callId: string, key: string): Promise<void> {
  await tx
    .updateTable('calls')
    .set({ idempotency_key: key })
    .where('id', '=', callId)
    .where('idempotency_key', 'is', null)
    .execute();
}

/** Frees a key that has bound long enough. */
export async function releaseIdempotencyKey(tx: Tx, callId: string): Promise<void> {
  await tx.updateTable('calls').set({ idempotency_key: null }).where('id', '=', callId).execute();
}

/** Whether every fence value is current, on database time. */
export async function isCurrent(reader: Reader, fence: Fence): Promise<boolean> {
  const { rows } = await sql<{ holds: number | boolean }>`SELECT ${fenceHolds(fence)} AS holds`.execute(
    reader,
  );
  return Boolean(rows[0]?.holds);
}

/** Whether the agent, or everything, is stopped at this moment. */
export async function isStopped(
  reader: Reader,
  who: { org: string; agentId: string | null },
): Promise<boolean> {
  const org = await reader.selectFrom('orgs').select('stopped').where('org', '=', who.org).executeTakeFirst();
  if (org?.stopped) return true;
  if (who.agentId === null) return false;
  const agent = await reader
    .selectFrom('agents')
    .select('status')
    .where('id', '=', who.agentId)
    .executeTakeFirst();
  return agent?.status !== 'active';
}

/**
 * Takes the one permit of an approved call. True for exactly one caller, however many try at once: the approval is in
 * time, every fence value current, and whoever approved may still approve.
 */
export async function claimApproved(
  tx: Tx,
  claim: { org: string; callId: string; permitId: string; fence: Fence },
): Promise<boolean> {
  const updated = await tx
    .updateTable('calls')
    .set({ state: 'executing', permit_id: claim.permitId, executing_at: dbNow })
    .where('org', '=', claim.org)
    .where('id', '=', claim.callId)
    .where('state', '=', 'approved')
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM approvals q JOIN reviews r ON r.approval_id = q.id
        JOIN operators p ON p.id = r.operator_id
        WHERE q.call_id = calls.id AND q.execute_before > db_now() AND r.answer = 'approve'
          AND p.status = 'active' AND p.role IN ('owner', 'admin', 'approver'))`,
    )
    .where(fenceHolds(claim.fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Moves a call from one of `from` to `to`; false when it was no longer there. */
export async function moveCall(
  tx: Tx,
  move: { org: string; callId: string; from: readonly CallState[]; to: CallState } & Partial<
    Pick<CallTable, 'finished_at' | 'upstream_status' | 'problem' | 'result_payload' | 'collected_at'>
  >,
): Promise<boolean> {
  const { org, callId, from, to, ...columns } = move;
  const updated = await tx
    .updateTable('calls')
    .set({ state: to, ...columns })
    .where('org', '=', org)
    .where('id', '=', callId)
    .where('state', 'in', from)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Marks a result as handed out; true for exactly one caller. */
export async function takeResult(tx: Tx, org: string, callId: string): Promise<boolean> {
  const updated = await tx
    .updateTable('calls')
    .set({ collected_at: dbNow })
    .where('org', '=', org)
    .where('id', '=', callId)
    .where('collected_at', 'is', null)
    .where('result_payload', 'is not', null)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

async function withApproval(reader: Reader, call: CallTable): Promise<CallRow> {
  const approval = await reader
    .selectFrom('approvals')
    .selectAll()
    .where('call_id', '=', call.id)
    .executeTakeFirst();
  return { ...call, approval: approval ?? null };
}
