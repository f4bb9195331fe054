import { COOL_DOWN_MS, RESULT_KEPT_MS } from './states.ts';
import type { CallRow } from './store.ts';

/** What an agent's earlier, identical call means for this one. */
export type Earlier =
  | { readonly kind: 'none' }
  /** still waiting or running: share it */
  | { readonly kind: 'attach'; readonly call: CallRow }
  /** finished, result not handed out yet: hand it out */
  | { readonly kind: 'collect'; readonly call: CallRow }
  /** a person said no a moment ago */
  | { readonly kind: 'cool_down'; readonly call: CallRow; readonly until: number }
  /** nobody knows what became of it: never again before a person has looked */
  | { readonly kind: 'unknown'; readonly call: CallRow };

const NONE: Earlier = { kind: 'none' };

/**
 * The table "the same agent, the same intent again". Calls that policy allowed at once are independent of each other,
 * save one whose outcome is unknown: repeating that could do it twice, and so could an agent that was not yet told what
 * a person found.
 * @param now ms UTC
 */
export function judgeEarlier(call: CallRow | null, now: number): Earlier {
  if (call === null) return NONE;
  if (call.state === 'outcome_unknown' && call.risk !== 'read') return { kind: 'unknown', call };
  const reconciled = call.state === 'reconciled_succeeded' || call.state === 'reconciled_failed';
  if (call.approval === null && !reconciled) return NONE;
  switch (call.state) {
    case 'pending':
      return (call.approval?.approve_before ?? 0) > now ? { kind: 'attach', call } : NONE;
    case 'approved':
    case 'executing':
      return { kind: 'attach', call };
    case 'succeeded':
    case 'failed':
    case 'outcome_unknown':
    case 'reconciled_succeeded':
    case 'reconciled_failed':
      return isCollectable(call, now) ? { kind: 'collect', call } : NONE;
    case 'denied': {
      const until = (call.finished_at ?? call.created_at) + COOL_DOWN_MS;
      return until > now ? { kind: 'cool_down', call, until } : NONE;
    }
    case 'denied_by_policy':
    case 'expired':
    case 'cancelled':
    case 'superseded':
    case 'stopped':
    case 'withdrawn':
    case 'permit_expired':
    case 'revoked':
      return NONE;
  }
}

/** Whether a result lies ready that nobody has been handed. */
export function isCollectable(call: CallRow, now: number): boolean {
  return (
    call.result_payload !== null &&
    call.collected_at === null &&
    (call.finished_at ?? 0) + RESULT_KEPT_MS > now
  );
}
