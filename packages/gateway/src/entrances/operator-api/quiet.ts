import type { Clock } from '../../kernel/clock.ts';

/** One entry per key in this time, ms: nobody with a token must be able to fill the log. */
const QUIET_MS = 60_000;
const REMEMBERED_MAX = 1_000;

/** Says whether something was not said lately. */
export function createQuiet(clock: Clock): (key: string) => boolean {
  const seen = new Map<string, number>();
  return (key) => {
    const now = clock.now();
    if ((seen.get(key) ?? 0) > now - QUIET_MS) return false;
    if (seen.size >= REMEMBERED_MAX) seen.clear();
    seen.set(key, now);
    return true;
  };
}
