import type { Decision } from '@agentport/engine';
import type { AuditCommitments, AuditKind, AuditReport } from '../audit/index.ts';
import type { CallState } from '../storage/schema/calls.ts';
import type { CallFacts } from './call-facts.ts';
import type { Approver } from './decide.ts';
import type { CallRow } from './store.ts';

/** What the log is told about calls and their approvals: names, digests and reasons, never contents. */

export interface CallReport {
  readonly decision?: Decision;
  readonly approval?: string | undefined;
  readonly permit?: string | undefined;
  readonly displaySha256?: string;
  readonly commitments?: AuditCommitments;
  readonly outcome?: CallState;
  readonly status?: number | null;
  readonly problemCode?: string;
  /** how long each step took, ms */
  readonly steps?: Readonly<Record<string, number>>;
}

/** A report about a call that is in hand. */
export function callEvent(facts: CallFacts, kind: AuditKind, report: CallReport): AuditReport {
  const { action } = facts;
  const { decision } = report;
  return {
    kind,
    actor: action.agent,
    org: action.org,
    agent: action.agent,
    token_id: facts.tokenId,
    session: action.session,
    connection: action.connection.id,
    operation: action.operation,
    call: facts.id,
    approval: report.approval ?? null,
    permit: report.permit ?? null,
    action_sha256: facts.actionSha256,
    intent_sha256: facts.intentSha256,
    effect: decision?.effect ?? null,
    reasons: decision?.reasons.map((reason) => reason.code) ?? null,
    outcome: report.outcome ?? null,
    status: report.status ?? null,
    requester_address: facts.address,
    display_sha256: report.displaySha256 ?? null,
    commitments: report.commitments ?? null,
    policy_version: decision?.policy.version ?? null,
    details: detailsOf(facts, report),
  };
}

type Details = NonNullable<AuditReport['details']>;

function detailsOf({ playedBy }: CallFacts, { problemCode, steps = {} }: CallReport): Details | null {
  const timed = Object.keys(steps).length > 0;
  if (!problemCode && !timed && playedBy === null) return null;
  return {
    ...(problemCode ? { problem: problemCode } : {}),
    ...(timed ? { steps } : {}),
    ...playedDetails(playedBy),
  };
}

/** By which door and by whom a call came that no program made. */
export function playedDetails(playedBy: string | null | undefined): Details {
  return playedBy == null ? {} : { entrance: 'playground', played_by: playedBy };
}

/** A report about a call as it is stored: what people and time do to it. */
export function approvalEvent(
  call: CallRow,
  kind: AuditKind,
  report: { approver?: Approver; reason?: string | null; actor?: string },
): AuditReport {
  const { approver } = report;
  return {
    ...storedCall(call),
    kind,
    actor: approver?.operatorId ?? report.actor ?? 'system:approvals',
    display_sha256: approver ? (call.approval?.display_sha256 ?? null) : null,
    approver: approver
      ? {
          operator: approver.operatorId,
          sign_in: approver.signInId,
          address: approver.address,
          second_factor: approver.secondFactor,
          ...(approver.passkeyId ? { passkey: approver.passkeyId } : {}),
        }
      : null,
    details: report.reason ? { reason: report.reason } : null,
  };
}

/** A call that a start found running. */
export function interruptedEvent(call: CallRow, outcome: CallState, result: string): AuditReport {
  return {
    ...storedCall(call),
    kind: 'call.finished',
    actor: 'system:recovery',
    permit: call.permit_id,
    outcome,
    commitments: { result },
  };
}

export function reconciledEvent(
  call: CallRow,
  outcome: CallState,
  actor: string,
  result: string,
): AuditReport {
  return { ...storedCall(call), kind: 'call.reconciled', actor, outcome, commitments: { result } };
}

function storedCall(call: CallRow): Omit<AuditReport, 'kind' | 'actor'> {
  return {
    org: call.org,
    agent: call.agent_id,
    session: call.session,
    connection: call.connection_id,
    operation: call.operation,
    call: call.id,
    approval: call.approval?.id ?? null,
    action_sha256: call.action_sha256,
    intent_sha256: call.intent_sha256,
    requester_address: call.requester_address,
  };
}
