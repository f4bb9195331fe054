import type { Reason } from '../decision/reasons.ts';
import type { JsonObject } from '../json/value.ts';
import type { Reply } from './reply.ts';

/** A public problem: a stable code from the contract's list and a sentence that says what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** public facts beside it, e.g. `{path, expected}` or `{did_you_mean}` */
  readonly details?: JsonObject;
}

/** How a call ended, as values. Exceptions are faults and never carry an expected end. */
export type Outcome =
  | { readonly kind: 'released'; readonly callId: string; readonly reply: Reply; readonly replayed: boolean }
  | { readonly kind: 'withheld'; readonly callId: string; readonly problem: Problem }
  | {
      readonly kind: 'denied';
      readonly callId: string;
      readonly reasons: readonly Reason[];
      readonly problem: Problem;
    }
  | { readonly kind: 'pending'; readonly callId: string; readonly approval: PendingApproval }
  | { readonly kind: 'held'; readonly callId: string; readonly until: number }
  | {
      readonly kind: 'failed';
      readonly callId: string;
      readonly problem: Problem;
      /** the service's own status, when it answered */
      readonly upstreamStatus: number | null;
      readonly reply: Reply | null;
      /** not one byte of it left the gateway */
      readonly unsent?: true;
    }
  | { readonly kind: 'outcome_unknown'; readonly callId: string; readonly problem: Problem }
  /** nothing was decided: not authenticated, unknown operation, bad arguments, rate limited, sealed */
  | { readonly kind: 'refused'; readonly callId: string | null; readonly problem: Problem };

export interface PendingApproval {
  readonly id: string;
  readonly url: string;
  /** ms UTC */
  readonly approve_before: number;
  readonly retry_after_s: number;
}

export type Refused = Extract<Outcome, { kind: 'refused' }>;
