import type { Action, DisplayModel, Reason } from '@agentport/engine';
import type { CallState } from '../storage/schema/calls.ts';
import { readStoredAction } from './call-record.ts';
import type { ApprovalsRoom } from './room.ts';
import type { CallRow } from './store.ts';

/** A call and its question as people see it. Times are ms UTC. */
export interface ApprovalView {
  readonly id: string;
  readonly callId: string;
  readonly org: string;
  readonly state: CallState;
  readonly agent: { readonly id: string; readonly name: string };
  readonly connection: { readonly id: string; readonly name: string; readonly integration: string };
  readonly operation: string;
  readonly risk: Action['risk'];
  readonly action: Action;
  readonly note: string | null;
  readonly actionSha256: string;
  readonly display: DisplayModel;
  readonly displaySha256: string;
  readonly displayVersion: number;
  readonly reasons: readonly Reason[];
  readonly policyVersion: number;
  readonly stepUp: boolean;
  readonly requestedAt: number;
  readonly approveBefore: number;
  readonly executeBefore: number | null;
  readonly requesterAddress: string | null;
  readonly session: string | null;
  /** who asked it as a test agent */
  readonly playedBy: string | null;
  readonly decidedAt: number | null;
  readonly review: ReviewView | null;
  readonly outcome: OutcomeView | null;
}

export interface ReviewView {
  readonly operatorId: string;
  readonly operatorName: string;
  readonly answer: 'approve' | 'deny';
  readonly reason: string | null;
  readonly at: number;
}

export interface OutcomeView {
  readonly state: CallState;
  readonly finishedAt: number | null;
  readonly upstreamStatus: number | null;
  readonly message: string | null;
  readonly durationMs: number | null;
}

/** Reads everything a person may be shown about one approval. */
export async function viewOf(room: ApprovalsRoom, call: CallRow): Promise<ApprovalView> {
  const { approval } = call;
  if (!approval) throw new Error('only calls that were asked can be viewed as approvals');
  const [stored, display, names, review] = await Promise.all([
    readStoredAction(room, call),
    room.vault.payloads.get(approval.display_payload),
    readNames(room, call),
    readReview(room, approval.id),
  ]);
  return {
    id: approval.id,
    callId: call.id,
    org: call.org,
    state: stateNow(room, call),
    agent: { id: call.agent_id, name: names.agent },
    connection: { id: call.connection_id, name: names.connection, integration: names.integration },
    operation: call.operation,
    risk: call.risk,
    action: stored.action,
    note: stored.note,
    actionSha256: call.action_sha256,
    display: JSON.parse(display.plaintext.toString('utf8')) as DisplayModel,
    displaySha256: approval.display_sha256,
    displayVersion: approval.display_version,
    reasons: JSON.parse(approval.reasons) as Reason[],
    policyVersion: approval.policy_version,
    stepUp: approval.step_up === 1,
    requestedAt: call.created_at,
    approveBefore: approval.approve_before,
    executeBefore: approval.execute_before,
    requesterAddress: call.requester_address,
    session: call.session,
    playedBy: call.played_by,
    decidedAt: approval.decided_at,
    review,
    outcome: outcomeOf(call),
  };
}

/** Overdue questions read as expired even before the sweep has tidied them. */
export function stateNow(room: Pick<ApprovalsRoom, 'clock'>, call: CallRow): CallState {
  const overdue = call.approval !== null && call.approval.approve_before <= room.clock.now();
  return call.state === 'pending' && overdue ? 'expired' : call.state;
}

function outcomeOf(call: CallRow): OutcomeView | null {
  if (call.executing_at === null) return null;
  const problem = call.problem ? (JSON.parse(call.problem) as { message: string }) : null;
  return {
    state: call.state,
    finishedAt: call.finished_at,
    upstreamStatus: call.upstream_status,
    message: problem?.message ?? null,
    durationMs: call.finished_at === null ? null : call.finished_at - call.executing_at,
  };
}

async function readNames(
  room: ApprovalsRoom,
  call: CallRow,
): Promise<{ agent: string; connection: string; integration: string }> {
  const row = await room.db.read
    .selectFrom('connections')
    .leftJoin('agents', (join) => join.on('agents.id', '=', call.agent_id))
    .select(['connections.name as connection', 'connections.integration', 'agents.name as agent'])
    .where('connections.id', '=', call.connection_id)
    .executeTakeFirstOrThrow();
  return { connection: row.connection, integration: row.integration, agent: row.agent ?? call.agent_id };
}

async function readReview(room: ApprovalsRoom, approvalId: string): Promise<ReviewView | null> {
  const row = await room.db.read
    .selectFrom('reviews')
    .innerJoin('operators', 'operators.id', 'reviews.operator_id')
    .select([
      'reviews.operator_id',
      'operators.name',
      'reviews.answer',
      'reviews.reason',
      'reviews.created_at',
    ])
    .where('reviews.approval_id', '=', approvalId)
    .orderBy('reviews.created_at')
    .executeTakeFirst();
  if (!row) return null;
  return {
    operatorId: row.operator_id,
    operatorName: row.name,
    answer: row.answer,
    reason: row.reason,
    at: row.created_at,
  };
}
