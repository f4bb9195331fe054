import type { Outcome, PendingApproval, Reason } from '@agentport/engine';
import type { CallRow } from './store.ts';

/** The sentences an agent reads. One place, so that every entrance says the same. */

export function pendingOutcome(call: CallRow, publicUrl: string): Outcome {
  if (call.approval === null) throw new Error('a call without a question cannot be pending');
  return { kind: 'pending', callId: call.id, approval: pendingApproval(call.approval, publicUrl) };
}

export function pendingApproval(
  approval: { id: string; approve_before: number },
  publicUrl: string,
): PendingApproval {
  return {
    id: approval.id,
    url: `${publicUrl}/approvals/${approval.id}`,
    approve_before: approval.approve_before,
    retry_after_s: 5,
  };
}

export function deniedOutcome(callId: string, reasons: readonly Reason[], message: string): Outcome {
  return { kind: 'denied', callId, reasons, problem: { code: 'denied', message } };
}

export function stoppedOutcome(callId: string): Outcome {
  return {
    kind: 'denied',
    callId,
    reasons: [{ code: 'stopped' }],
    problem: {
      code: 'agent_stopped',
      message: 'A person stopped this agent. Nothing it asks is done until a person starts it again.',
    },
  };
}

export function unknownOutcome(callId: string): Outcome {
  return {
    kind: 'outcome_unknown',
    callId,
    problem: {
      code: 'outcome_unknown',
      message:
        'It was sent, but no complete answer came back, so it may have happened. It will not be sent again. A person must check in the service and say what they found.',
    },
  };
}

/** A read that the gateway itself broke off: nobody has to look whether it happened. */
export function interruptedRead(callId: string): Outcome {
  const message = 'The gateway stopped while it was reading. Nothing was changed; call again.';
  return {
    kind: 'failed',
    callId,
    problem: { code: 'shutting_down', message },
    upstreamStatus: null,
    reply: null,
  };
}

/** What a person found in the service, in the words its agent reads. */
export function reconciledOutcome(callId: string, happened: boolean): Outcome {
  if (happened) {
    const message =
      'A person checked in the service: it took effect. Its answer was lost; read the result in the service.';
    return { kind: 'withheld', callId, problem: { code: 'reply_withheld', message } };
  }
  const message = 'A person checked in the service: it did not take effect. You may ask again.';
  return {
    kind: 'failed',
    callId,
    problem: { code: 'upstream_error', message },
    upstreamStatus: null,
    reply: null,
  };
}

export function collectedOutcome(callId: string): Outcome {
  return {
    kind: 'refused',
    callId,
    problem: {
      code: 'result_collected',
      message: 'The result of this call was already handed out, or is older than 24 hours.',
    },
  };
}

/** What an asking agent is told of a call that ended without being sent. */
export function endedOutcome(call: CallRow, reviewReason: string | null): Outcome {
  const say = (code: Reason['code'], message: string): Outcome =>
    deniedOutcome(call.id, [{ code, ...(reviewReason ? { detail: reviewReason } : {}) }], message);
  switch (call.state) {
    case 'denied':
      return say(
        'denied_by_person',
        reviewReason
          ? `A person denied this: ${reviewReason}. Do not try it another way.`
          : 'A person denied this. Do not try it another way.',
      );
    case 'denied_by_policy':
      return say('rule_matched', 'Policy denies this operation.');
    case 'expired':
      return say('expired', 'Nobody answered in time, so it was denied. You may ask again.');
    case 'cancelled':
      return say('cancelled', 'You withdrew this request. You may ask again.');
    case 'superseded':
      return say(
        'superseded',
        'What would have been sent changed after it was asked. Call again to ask anew.',
      );
    case 'stopped':
      return stoppedOutcome(call.id);
    case 'withdrawn':
      return say('withdrawn', 'Policy or circumstances changed after the approval, so it was not sent.');
    case 'permit_expired':
      return say('permit_expired', 'It was approved but could not be sent in time. Call again to ask anew.');
    case 'revoked':
      return say('revoked', 'The approval was taken back before it was sent.');
    case 'outcome_unknown':
      return unknownOutcome(call.id);
    case 'pending':
    case 'approved':
    case 'executing':
    case 'succeeded':
    case 'failed':
    case 'reconciled_succeeded':
    case 'reconciled_failed':
      return collectedOutcome(call.id);
  }
}
