import { createHash } from 'node:crypto';
import { invalid, StripeError } from './errors.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Saved {
  readonly digest: string;
  readonly requestId: string;
  readonly answer: Answer;
}

/**
 * Remembers the first answer per `Idempotency-Key`, as https://docs.stripe.com/api/idempotent_requests says:
 * the same key with the same request gets the saved answer (errors included), with another request an error.
 */
export class IdempotencyKeys {
  readonly #saved = new Map<string, Saved>();

  /** The saved answer marked as replayed, or `null` when the key is new. @throws StripeError 400 */
  replay(key: string, request: string): Answer | null {
    if (key.length > 255) throw invalid('An idempotency key has at most 255 characters.');
    const saved = this.#saved.get(key);
    if (!saved) return null;
    if (saved.digest !== digestOf(request)) {
      throw new StripeError(
        400,
        'idempotency_error',
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    const headers = {
      ...saved.answer.headers,
      'Idempotent-Replayed': 'true',
      'Original-Request': saved.requestId,
    };
    return { ...saved.answer, headers };
  }

  save(key: string, request: string, requestId: string, answer: Answer): void {
    this.#saved.set(key, { digest: digestOf(request), requestId, answer });
  }
}

function digestOf(request: string): string {
  return createHash('sha256').update(request).digest('hex');
}
