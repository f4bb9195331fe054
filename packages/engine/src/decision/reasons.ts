/** Why a decision came out as it did. Append-only: a code, once published, keeps its meaning. */
export const REASONS = [
  'tier_agent',
  'tier_connection',
  'tier_glob',
  'default_manifest',
  'default_risk',
  'no_tier',
  'connection_not_given',
  'rule_matched',
  'rule_failed',
  'finding',
  'detector_failed',
  'obligation_unknown',
  'check_failed',
  'check_unavailable',
  'cool_down',
  'stopped',
  'policy_moved',
  'approved',
  'denied_by_person',
  'expired',
  'cancelled',
  'superseded',
  'withdrawn',
  'permit_expired',
  'revoked',
  'step_cannot_wait',
  'system_policy',
  'recipient_outside',
  'recipients_many',
  'recipient_hidden',
  'recipient_unseen',
] as const;

export type ReasonCode = (typeof REASONS)[number];

/** One reason, as recorded and shown. `detail` is public text; `rule` names the tier or rule. */
export interface Reason {
  readonly code: ReasonCode;
  readonly rule?: string;
  readonly detail?: string;
}
