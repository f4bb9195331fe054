import type { ApprovalDetail, ApprovalSummary, WaitingKindWire } from '@agentport/contract';
import {
  type ApprovalSummaryView,
  type ApprovalView,
  type Compared,
  summaryOfView,
  type Tie,
  type WaitingKind,
} from '../../approvals/index.ts';
import { presentCompared } from './present-compared.ts';
import { presentDisplay, presentTitle } from './present-display.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

/** What surrounds one approval on its page. */
interface Around {
  readonly today: ApprovalDetail['today'];
  readonly compared: Compared;
  /** of who reads it */
  readonly tie: Tie | null;
  /** ms UTC, database time */
  readonly now: number;
  /** names of arguments that are verified and not sent */
  readonly notSent: ReadonlySet<string>;
}

export function presentSummary(view: ApprovalSummaryView): ApprovalSummary {
  return {
    id: view.id,
    call_id: view.callId,
    state: view.state,
    title: presentTitle(view.title),
    agent: { id: view.agent.id, name: view.agent.name },
    connection: view.connection.name,
    operation: view.operation,
    risk: view.risk,
    step_up: view.stepUp,
    requested_at: rfc3339(view.requestedAt),
    approve_before: rfc3339(view.approveBefore),
    decided_at: rfc3339OrNull(view.decidedAt),
    decided_by: view.review?.operatorName ?? null,
    flags: [...view.flags],
    unusual: view.unusual,
  };
}

export function presentKind(kind: WaitingKind): WaitingKindWire {
  return {
    agent: kind.agent,
    connection: kind.connection,
    operation: kind.operation,
    risk: kind.risk,
    waiting: kind.waiting,
    first_asked_at: rfc3339(kind.firstAskedAt),
    last_asked_at: rfc3339(kind.lastAskedAt),
    approve_before: rfc3339(kind.approveBefore),
  };
}

export function presentDetail(view: ApprovalView, around: Around): ApprovalDetail {
  return {
    ...presentSummary(summaryOfView(view, around.compared)),
    display: presentDisplay(view.display, view.connection.name, around.notSent),
    compared: presentCompared(around.compared),
    tie: around.tie,
    display_sha256: view.displaySha256,
    action_sha256: view.actionSha256,
    display_version: view.displayVersion,
    reasons: view.reasons.map(({ code, rule, detail }) => ({
      code,
      ...(rule === undefined ? {} : { rule }),
      ...(detail === undefined ? {} : { detail }),
    })),
    policy_version: view.policyVersion,
    requester_address: view.requesterAddress,
    session: view.session,
    answer: view.review && {
      by: view.review.operatorName,
      answer: view.review.answer,
      reason: view.review.reason,
      at: rfc3339(view.review.at),
    },
    outcome: view.outcome && {
      state: view.outcome.state,
      finished_at: rfc3339OrNull(view.outcome.finishedAt),
      upstream_status: view.outcome.upstreamStatus,
      message: view.outcome.message,
      duration_ms: view.outcome.durationMs,
    },
    today: around.today,
    now: rfc3339(around.now),
  };
}
