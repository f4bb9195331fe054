import { sha256Hex } from '#sha256';
import { canonical } from '../json/canonical.ts';
import type { Action, Intent } from './action.ts';

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8: by Node where it runs, in JavaScript elsewhere. */
export { sha256Hex };

/** What makes two requests the same thing again: retries, idempotency and cool-down hang on it. */
export function intentDigest(intent: Intent): string {
  return domainDigest('agentport/intent/v1', intent);
}

/** The whole act: what a person approves, a permit is bound to and the log keeps. */
export function actionDigest(action: Action): string {
  return domainDigest('agentport/action/v1', action);
}

/**
 * Hex SHA-256 over `domain`, a zero byte and the canonical JSON of `value`. Canonical JSON cannot hold a zero
 * byte, so no two (domain, value) pairs share their bytes, and a digest of one kind never passes as another.
 */
export function domainDigest(domain: string, value: unknown): string {
  return sha256Hex(`${domain}\0${canonical(value)}`);
}
