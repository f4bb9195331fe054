import type { CallState } from '../storage/schema/calls.ts';

/** Decided, finished or given up: nothing moves such a call any more, except a person reconciling an unknown outcome. */
const SETTLED: ReadonlySet<CallState> = new Set([
  'denied_by_policy',
  'denied',
  'expired',
  'cancelled',
  'superseded',
  'stopped',
  'withdrawn',
  'permit_expired',
  'revoked',
  'succeeded',
  'failed',
  'outcome_unknown',
  'reconciled_succeeded',
  'reconciled_failed',
]);

export function isSettled(state: CallState): boolean {
  return SETTLED.has(state);
}

/** How long a denial answers the same request again without asking anybody, ms. */
export const COOL_DOWN_MS = 15 * 60_000;

/** How long an uncollected result waits for its agent, ms. */
export const RESULT_KEPT_MS = 24 * 3_600_000;

/** How long an explicit idempotency key binds, ms. */
export const KEY_BINDS_MS = 24 * 3_600_000;
