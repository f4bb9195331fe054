import type { Reason } from './reasons.ts';

/** From mildest to strictest. */
export const EFFECTS = ['allow', 'ask', 'deny'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What enforcement must do when it honours a decision. A kind this list does not know denies the call. */
export type Obligation =
  | { readonly kind: 'hide_fields'; readonly paths: readonly string[] }
  | { readonly kind: 'step_up' };

/** The answer of the decision point: effect, why, and what must be done when it is honoured. */
export interface Decision {
  readonly effect: Effect;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** version of the policy that decided */
  readonly policy: { readonly version: number; readonly rule: string | null };
}

/** What a detector saw. `high` raises allow to ask; `critical` denies. */
export interface Finding {
  readonly detector: string;
  readonly severity: 'info' | 'high' | 'critical';
  /** JSON Pointer (RFC 6901) into the arguments, '' for the whole */
  readonly path: string;
  /** public sentence; never contains the value itself */
  readonly message: string;
}
