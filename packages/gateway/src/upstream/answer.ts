import type { Pair } from '@agentport/engine';

/**
 * Why nothing left the gateway. `connect_failed` alone may be tried again; `timeout` and `aborted` came before the
 * first byte.
 */
export type NotSentCode =
  | 'destination_refused'
  | 'request_refused'
  | 'name_not_found'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'aborted'
  | 'closed';

/** Why there is no complete answer although something may have left. */
export type InterruptedCode = 'timeout' | 'aborted' | 'reset' | 'too_large' | 'bad_encoding' | 'bad_answer';

/** How an exchange with a service ended. Failures are values: which one it is decides what may be said of the effect. */
export type HttpAnswer =
  | { readonly kind: 'not_sent'; readonly code: NotSentCode; readonly cause: unknown }
  | { readonly kind: 'interrupted'; readonly code: InterruptedCode; readonly cause: unknown }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: readonly Pair[];
      readonly bytes: Buffer;
      /** a 3xx: never followed, its Location never handed on */
      readonly redirect: boolean;
    };
