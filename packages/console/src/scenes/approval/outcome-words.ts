import type { ApprovalDetail } from '@agentport/contract';
import { clockSeconds, span, took } from '../../words/time.ts';

/** What became of a request, in one or two sentences: what happened, and what did not. */
export function outcomeWords(detail: ApprovalDetail): string {
  const { state, outcome } = detail;
  const service = detail.display.integration_title;
  switch (state) {
    case 'pending':
      return 'It waits for an answer.';
    case 'approved':
      return 'It is about to be sent.';
    case 'executing':
      return `It is being sent to ${service}.`;
    case 'succeeded':
      return sentWords(detail, service);
    case 'failed':
      return failedWords(outcome, service);
    case 'outcome_unknown':
      return `We sent it, but no complete answer came back. It may have happened. It will not be sent again. Check in ${service}, then mark what you found.`;
    case 'reconciled_succeeded':
      return 'A person checked: it happened.';
    case 'reconciled_failed':
      return 'A person checked: it did not happen.';
    case 'denied':
      return 'Nothing was sent. The agent was told.';
    case 'denied_by_policy':
      return 'The policy denied it. Nothing was sent.';
    case 'expired': {
      const asked = Date.parse(detail.approve_before) - Date.parse(detail.requested_at);
      return `Nobody answered in ${span(asked)}, so it was denied. The agent may ask again.`;
    }
    case 'permit_expired':
      return 'It was approved but could not be sent in time. Nothing was sent. The agent may ask again.';
    case 'cancelled':
      return 'The agent withdrew its request. Nothing was sent.';
    case 'superseded':
      return 'This request was replaced. Look at the new one.';
    case 'withdrawn':
      return 'It was approved, but the policy denied it before it was sent. Nothing was sent.';
    case 'revoked':
      return 'The right to send it was taken back. Nothing was sent.';
    case 'stopped':
      return 'The agent, or everything, was stopped. Nothing was sent.';
  }
}

function sentWords({ outcome }: ApprovalDetail, service: string): string {
  if (!outcome?.finished_at) return `Sent to ${service}.`;
  const at = clockSeconds(Date.parse(outcome.finished_at));
  const status = outcome.upstream_status === null ? '' : ` ${outcome.upstream_status}`;
  const time = outcome.duration_ms === null ? '' : ` in ${took(outcome.duration_ms)}`;
  return `Sent ${at}. ${service} answered${status}${time}.`;
}

function failedWords(outcome: ApprovalDetail['outcome'], service: string): string {
  const why = outcome?.message ? `: ${outcome.message.replace(/\.$/, '')}` : '';
  const status = outcome?.upstream_status ?? null;
  if (status === null) return `It could not be sent${why}.`;
  const refused = status >= 400 && status < 500;
  return refused
    ? `${service} refused it with ${status}${why}. Nothing was changed.`
    : `${service} answered ${status}${why}.`;
}
