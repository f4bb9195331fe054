import { PERMISSIONS } from '@agentport/contract';
import { sql } from 'kysely';
import { isOrphan } from '../cluster/index.ts';
import { type Database, locksRows, precompiled, type Tx } from '../storage/index.ts';
import type { ApprovalTable } from '../storage/schema/approvals.ts';
import type { CallState, CallTable } from '../storage/schema/calls.ts';
import { type Fence, type FenceValues, fenceHolds, fenceValues, valuesHold } from './fence.ts';

/** Whose approval still counts when it is used. */
export const DECIDERS = PERMISSIONS['requests:decide'].roles;

type Reader = Database['read'] | Tx;

/** A call with its question, when one was asked. */
export interface CallRow extends CallTable {
  readonly approval: ApprovalTable | null;
}

const dbNow = sql<number>`db_now()`;

const insertRow = precompiled((db, row: CallTable) => {
  // every column by name: a placeholder stands for each, and the compiler asks for those that a migration adds
  const columns: CallTable = {
    id: row.id,
    org: row.org,
    agent_id: row.agent_id,
    connection_id: row.connection_id,
    operation: row.operation,
    risk: row.risk,
    session: row.session,
    state: row.state,
    intent_sha256: row.intent_sha256,
    action_sha256: row.action_sha256,
    action_payload: row.action_payload,
    idempotency_key: row.idempotency_key,
    permit_id: row.permit_id,
    requester_address: row.requester_address,
    requester_token: row.requester_token,
    played_by: row.played_by,
    created_at: row.created_at,
    executing_at: row.executing_at,
    finished_at: row.finished_at,
    upstream_status: row.upstream_status,
    problem: row.problem,
    result_payload: row.result_payload,
    collected_at: row.collected_at,
    gateway_id: row.gateway_id,
    gateway_epoch: row.gateway_epoch,
  };
  return db.insertInto('calls').values(columns);
});

export async function insertCall(tx: Tx, row: CallTable): Promise<void> {
  await insertRow(tx, row);
}

export async function insertApproval(tx: Tx, row: ApprovalTable): Promise<void> {
  await tx.insertInto('approvals').values(row).execute();
}

const selectCall = precompiled((db, { org, id }: { org: string; id: string }) =>
  db.selectFrom('calls').selectAll().where('org', '=', org).where('id', '=', id),
);

export async function readCall(reader: Reader, org: string, id: string): Promise<CallRow | null> {
  const [call] = await selectCall(reader, { org, id });
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

/**
 * As `readCallOfApproval`, and nobody else changes the call before this unit ends: of two answers at once the second one
 * sees what the first one did.
 */
export async function holdCallOfApproval(tx: Tx, org: string, id: string): Promise<CallRow | null> {
  await tx
    .selectFrom('calls')
    .select('id')
    .where('org', '=', org)
    .where('id', '=', (eb) => eb.selectFrom('approvals').select('call_id').where('id', '=', id))
    .$if(locksRows(tx), (query) => query.forUpdate())
    .execute();
  return readCallOfApproval(tx, org, id);
}

/** Whether every fence value is current, on database time. */
export async function isCurrent(reader: Reader, fence: Fence): Promise<boolean> {
  const select = fence.agent === null ? selectHoldsForGateway : selectHolds;
  const [answer] = await select(reader, fenceValues(fence));
  return Boolean(answer?.holds);
}

const selectHolds = precompiled((db, values: FenceValues) =>
  db.selectNoFrom(valuesHold(values, 'agent').as('holds')),
);
const selectHoldsForGateway = precompiled((db, values: FenceValues) =>
  db.selectNoFrom(valuesHold(values, 'gateway').as('holds')),
);

/** Whether the agent, or everything, is stopped at this moment. What is not known counts as stopped. */
export async function isStopped(
  reader: Reader,
  who: { org: string; agentId: string | null },
): Promise<boolean> {
  const [standing] = await selectStanding(reader, { org: who.org, agentId: who.agentId ?? '' });
  if (!standing || standing.stopped) return true;
  return who.agentId !== null && standing.status !== 'active';
}

const selectStanding = precompiled((db, { org, agentId }: { org: string; agentId: string }) =>
  db
    .selectFrom('orgs')
    .leftJoin('agents', (join) => join.on('agents.id', '=', agentId))
    .select(['orgs.stopped', 'agents.status'])
    .where('orgs.org', '=', org),
);

/**
 * The last look before anything leaves: the call is still this gateway's to execute, and nobody is stopped. Whoever was
 * asleep since the claim finds here that others have taken the call for lost.
 */
export async function maySend(
  reader: Reader,
  who: { org: string; callId: string; agentId: string | null },
): Promise<'yes' | 'stopped' | 'lost'> {
  const [seen] = await selectMaySend(reader, {
    org: who.org,
    callId: who.callId,
    agentId: who.agentId ?? '',
  });
  if (!seen || seen.stopped || (who.agentId !== null && seen.status !== 'active')) return 'stopped';
  return seen.mine === null ? 'lost' : 'yes';
}

const selectMaySend = precompiled((db, seen: { org: string; callId: string; agentId: string }) =>
  db
    .selectFrom('orgs')
    .leftJoin('agents', (join) => join.on('agents.id', '=', seen.agentId))
    .leftJoin('calls', (join) =>
      join
        .on('calls.id', '=', seen.callId)
        .on('calls.state', '=', 'executing')
        .on(sql<boolean>`NOT ${isOrphan}`),
    )
    .select(['orgs.stopped', 'agents.status', 'calls.id as mine'])
    .where('orgs.org', '=', seen.org),
);

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
    .set({
      state: 'executing',
      permit_id: claim.permitId,
      executing_at: dbNow,
      gateway_id: claim.fence.gateway.gateway,
      gateway_epoch: claim.fence.gateway.epoch,
    })
    .where('org', '=', claim.org)
    .where('id', '=', claim.callId)
    .where('state', '=', 'approved')
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM approvals q JOIN reviews r ON r.approval_id = q.id
        JOIN operators p ON p.id = r.operator_id
        WHERE q.call_id = calls.id AND q.execute_before > db_now() AND r.answer = 'approve'
          AND p.status = 'active' AND p.role IN (${sql.join(DECIDERS)}))`,
    )
    .where(fenceHolds(claim.fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Moves a call from one of `from` to `to`; false when it was no longer there. */
export async function moveCall(
  tx: Tx,
  move: { org: string; callId: string; from: readonly CallState[]; to: CallState } & Partial<
    Pick<
      CallTable,
      | 'finished_at'
      | 'upstream_status'
      | 'problem'
      | 'result_payload'
      | 'collected_at'
      | 'gateway_id'
      | 'gateway_epoch'
    >
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

export type Finished = Pick<CallTable, 'finished_at' | 'upstream_status' | 'problem' | 'result_payload'> & {
  readonly org: string;
  readonly callId: string;
  readonly to: CallState;
};

/** Moves a call from `executing` to how it ended. @returns its permit; null when it was not executing */
export async function finishExecuting(tx: Tx, finished: Finished): Promise<{ permit: string | null } | null> {
  const [row] = await updateFinished(tx, finished);
  return row ? { permit: row.permit_id } : null;
}

const updateFinished = precompiled((db, finished: Finished) =>
  db
    .updateTable('calls')
    .set({
      state: finished.to,
      finished_at: finished.finished_at,
      upstream_status: finished.upstream_status,
      problem: finished.problem,
      result_payload: finished.result_payload,
    })
    .where('org', '=', finished.org)
    .where('id', '=', finished.callId)
    .where('state', '=', 'executing')
    .returning('permit_id'),
);

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

/** A call as it is stored, with its question. */
export async function withApproval(reader: Reader, call: CallTable): Promise<CallRow> {
  return { ...call, approval: await approvalOf(reader, call.id) };
}

/** The question that was asked about a call, if one was. */
export async function approvalOf(reader: Reader, callId: string): Promise<ApprovalTable | null> {
  const [approval] = await selectApproval(reader, { callId });
  return approval ?? null;
}

const selectApproval = precompiled((db, { callId }: { callId: string }) =>
  db.selectFrom('approvals').selectAll().where('call_id', '=', callId),
);
