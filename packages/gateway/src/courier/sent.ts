import type { Problem, Reply } from '@agentport/engine';

/** What became of one permitted action. Credential scrubbed; nothing else has looked at the reply yet. */
export interface Sent {
  /** `outcome_unknown`: something left, and nobody knows whether it took effect */
  readonly disposition: 'succeeded' | 'failed' | 'outcome_unknown';
  /** how far it came: `not_sent` means that not one byte of it left the gateway */
  readonly reached: 'not_sent' | 'interrupted' | 'answered';
  readonly reply: Reply | null;
  /** null when it succeeded */
  readonly problem: Problem | null;
  /** the service's own status, when it answered */
  readonly upstreamStatus: number | null;
  /** how long the service asks to wait, whole seconds */
  readonly retryAfterSeconds: number | null;
  /** how often the credential was found in what came back, and removed */
  readonly credentialEchoes: number;
  /** ms UTC */
  readonly timing: { readonly startedAt: number; readonly finishedAt: number };
}

/** A `Sent` before anyone has put the clock and the scrubber's count to it. */
export type Ending = Omit<Sent, 'timing' | 'credentialEchoes'>;

/** Not one byte left: it failed, and it is safe to say so. */
export function notSent(code: string, message: string, details?: Problem['details']): Ending {
  return {
    disposition: 'failed',
    reached: 'not_sent',
    reply: null,
    problem: { code, message, ...(details ? { details } : {}) },
    upstreamStatus: null,
    retryAfterSeconds: null,
  };
}
