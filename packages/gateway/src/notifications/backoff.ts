import type { Random } from '../kernel/random.ts';

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;
/** With the waits between them, about a quarter of an hour: a request lives half an hour. */
export const ATTEMPTS_MAX = 9;

/**
 * How long to wait after a failed attempt: doubling, between half and all of it by chance, so that what failed together
 * does not come back together.
 * @param attempt 1 for the first
 * @returns ms
 */
export function waitAfter(attempt: number, random: Random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  const share = random.bytes(4).readUInt32BE() / 2 ** 32;
  return Math.round(full / 2 + (full / 2) * share);
}
