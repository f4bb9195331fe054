import { hash } from 'node:crypto';
import type { Refused } from '@agentport/engine';
import type { AuthenticatedAgent } from '../agents/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { placeOf } from '../operators/index.ts';
import { type OverLimit, overLimit } from './refusals.ts';

const WINDOW_MS = 60_000;
/** Remembered at most, places and tokens each; the oldest are forgotten first. */
const REMEMBERED_MAX = 10_000;

/** Refusals that a guesser meets; a stopped agent holds a right token. */
const GUESSES: ReadonlySet<string> = new Set(['token_invalid', 'token_revoked', 'token_expired']);

type Authenticate = (token: string | null) => Promise<AuthenticatedAgent | Refused>;

/** @param address where the caller comes from; null for this machine's own, who is not counted */
export type GuardedAuthenticate = (
  token: string | null,
  address: string | null,
) => Promise<AuthenticatedAgent | Refused>;

export interface WrongTokenOptions {
  readonly clock: Clock;
  readonly max: () => number;
  readonly onRefused: (refused: OverLimit, address: string) => void;
}

/**
 * Looks up no more tokens for an address that sent too many wrong ones, except tokens that were right before: whoever
 * shares a proxy with a guesser goes on working. In memory, so that guessing costs no writes.
 */
export function guardAgainstGuessing(
  authenticate: Authenticate,
  { clock, max, onRefused }: WrongTokenOptions,
): GuardedAuthenticate {
  const wrong = new Map<string, { since: number; count: number }>();
  const right = new Map<string, true>();

  const shutFor = (place: string): number => {
    const seen = wrong.get(place);
    if (!seen || seen.count < max()) return 0;
    return seen.since + WINDOW_MS - clock.now();
  };
  const count = (place: string) => {
    const now = clock.now();
    const seen = wrong.get(place);
    if (seen && now - seen.since < WINDOW_MS) seen.count += 1;
    else remember(wrong, place, { since: now, count: 1 });
  };

  return async (token, address) => {
    if (token === null || address === null) return authenticate(token);
    const place = placeOf(address);
    const digest = hash('sha256', token, 'base64');
    const wait = shutFor(place);
    if (wait > 0 && !right.has(digest)) {
      const refused = overLimit('wrong_tokens_per_minute', max(), wait);
      onRefused(refused, address);
      return refused;
    }
    const known = await authenticate(token);
    if (known.kind === 'authenticated') remember(right, digest, true);
    else if (GUESSES.has(known.problem.code)) count(place);
    return known;
  };
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  const oldest = map.keys().next();
  if (map.size >= REMEMBERED_MAX && !oldest.done) map.delete(oldest.value);
  map.set(key, value);
}
