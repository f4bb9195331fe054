import type { RouteReply } from '@agentport/contract';

/** What became of a played call, as its page needs it. */
export type Played =
  | { readonly kind: 'released'; readonly result: unknown; readonly replayed: boolean; readonly call: string }
  | { readonly kind: 'pending'; readonly approval: string; readonly call: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly details: unknown };

interface Body {
  readonly status?: unknown;
  readonly result?: unknown;
  readonly replayed?: unknown;
  readonly call?: { readonly id?: unknown };
  readonly approval?: { readonly id?: unknown };
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: unknown };
}

/** Reads a row of the outcome table; what is none of them is shown as a refusal, never as done. */
export function readPlayed({ body }: Pick<RouteReply<'playCall'>, 'body'>): Played {
  const { status, result, replayed, call, approval, error } = (body ?? {}) as Body;
  if (status === 'released')
    return { kind: 'released', result, replayed: replayed === true, call: text(call?.id) };
  if (status === 'approval_pending' && approval !== undefined) {
    return { kind: 'pending', approval: text(approval.id), call: text(call?.id) };
  }
  return {
    kind: 'refused',
    code: text(error?.code),
    message: text(error?.message) || 'Nobody knows what became of it. Look into the log.',
    details: error?.details ?? null,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
