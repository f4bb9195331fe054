export const ECHO_ENCODINGS = [
  'raw',
  'base64',
  'base64url',
  'hex',
  'percent',
  'json_unicode',
  'html_entity',
  'utf16_base64',
] as const;
export type EchoEncoding = (typeof ECHO_ENCODINGS)[number];

export const ECHO_PLACES = ['body', 'message', 'json_key', 'header', 'location'] as const;
export type EchoPlace = (typeof ECHO_PLACES)[number];

/** `on_accept`: the body is not read. `after_body`: nothing was changed yet. `after_effect`: it was. */
export type Moment = 'on_accept' | 'after_body' | 'after_effect';

/** How the service answers. Only `normal`, `slow`, `drip` and whatever says `after_effect` change anything. */
export type Mode =
  | { readonly kind: 'normal' }
  /** Sends the credential that arrived back to the caller. */
  | {
      readonly kind: 'echo';
      readonly place: EchoPlace;
      readonly encoding: EchoEncoding;
      /** 401, or 302 for a location. */
      readonly status?: number;
      readonly gzip?: boolean;
      /** Writes the whole body as UTF-16 (little endian, no mark). */
      readonly charset?: 'utf-16le';
    }
  /** Does the work, then waits before the first byte of the answer. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Does the work, then sends the body one byte at a time. */
  | { readonly kind: 'drip'; readonly ms: number }
  | { readonly kind: 'hang'; readonly when: Moment }
  | { readonly kind: 'drop'; readonly when: Moment | 'mid_reply' }
  /** `effect`: the work is done although the answer says otherwise. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retry_after_s?: number;
      readonly effect?: boolean;
    }
  /** `declared`: with a true Content-Length instead of chunks. */
  | { readonly kind: 'oversized'; readonly bytes: number; readonly declared?: boolean }
  /** A gzip body that unpacks to `bytes`. */
  | { readonly kind: 'bomb'; readonly bytes: number }
  /** Two complete responses to one request, in one write. */
  | { readonly kind: 'two_answers' };

export interface ModeScope {
  /** How many requests it holds for; without it, until the next `mode()`. */
  readonly times?: number;
  readonly only?: (request: { readonly method: string; readonly path: string }) => boolean;
}

/** The mode in force. Set from inside the process only: no request can change how the service behaves. */
export class ModeSwitch {
  #mode: Mode = { kind: 'normal' };
  #scope: ModeScope = {};
  #left = Number.POSITIVE_INFINITY;

  set(mode: Mode, scope: ModeScope): void {
    this.#mode = mode;
    this.#scope = scope;
    this.#left = scope.times ?? Number.POSITIVE_INFINITY;
  }

  take(method: string, path: string): Mode {
    const applies = this.#left > 0 && (this.#scope.only?.({ method, path }) ?? true);
    if (!applies) return { kind: 'normal' };
    this.#left -= 1;
    return this.#mode;
  }
}
