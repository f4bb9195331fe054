import type { ErrorCode } from '@agentport/contract/codes';
import type { Refused } from '@agentport/engine';

/** Which ceiling was met; a closed list, used in entries and metrics. */
export type LimitName =
  | 'calls_per_minute'
  | 'total_calls_per_minute'
  | 'concurrent_calls'
  | 'pending_per_operation'
  | 'pending_approvals'
  | 'waiters'
  | 'wrong_tokens_per_minute';

export interface OverLimit extends Refused {
  readonly limit: LimitName;
}

const CODE: Readonly<Record<LimitName, ErrorCode>> = {
  calls_per_minute: 'rate_limited',
  total_calls_per_minute: 'rate_limited',
  concurrent_calls: 'too_many_concurrent_calls',
  pending_per_operation: 'too_many_pending_approvals',
  pending_approvals: 'too_many_pending_approvals',
  waiters: 'rate_limited',
  wrong_tokens_per_minute: 'too_many_wrong_tokens',
};

/**
 * A call that comes too many: nothing was decided, sent or asked.
 * @param waitMs how long until trying again makes sense
 */
export function overLimit(limit: LimitName, max: number, waitMs: number): OverLimit {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return {
    kind: 'refused',
    limit,
    callId: null,
    problem: {
      code: CODE[limit],
      message: sentence(limit, max, seconds),
      details: { limit, max, retry_after_s: seconds },
    },
  };
}

/** Whether this refusal is a ceiling's. */
export function isOverLimit(outcome: object): outcome is OverLimit {
  return 'limit' in outcome;
}

function sentence(limit: LimitName, max: number, seconds: number): string {
  const wait = `Wait ${seconds} seconds, then call again.`;
  switch (limit) {
    case 'calls_per_minute':
      return `This agent made ${max} calls within a minute, and more are not accepted. ${wait}`;
    case 'total_calls_per_minute':
      return `All agents together made ${max} calls within a minute, and more are not accepted. ${wait}`;
    case 'concurrent_calls':
      return `${max} calls of this agent are running, and more at one time are not accepted. Wait for one of them to end.`;
    case 'pending_per_operation':
      return `${max} requests for this operation wait for a person already. Wait for their answers with await_approval or GET /v1/approvals/{id}, or withdraw one, before you ask for another.`;
    case 'pending_approvals':
      return `${max} requests of this agent wait for a person already. Wait for their answers with await_approval or GET /v1/approvals/{id}, or withdraw some, before you ask for more.`;
    case 'waiters':
      return `Too many callers are waiting. ${wait}`;
    case 'wrong_tokens_per_minute':
      return `Too many wrong tokens came from this address. ${wait} Tokens that were used from anywhere before keep working.`;
  }
}
