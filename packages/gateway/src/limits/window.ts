/** Calls are counted by the second they are granted for. */
export const SLOT_MS = 1_000;
/** A second counts until no 60 s can hold both it and now: sixty whole seconds and the one that is running. */
const SLOTS = 61;

/** How many calls were granted for which second since 1970; oldest first. */
export type Granted = readonly (readonly [slot: number, calls: number])[];

export interface Reservation {
  /** how the row stands afterwards */
  readonly granted: Granted;
  readonly calls: number;
  /** the second they count for, the coming one: they may be used from now until it is over, and not later */
  readonly slot: number;
  /** when one more will be free, ms on the clock of `now`; null when some were granted */
  readonly freeAt: number | null;
}

export interface Wanted {
  /** database time, ms */
  readonly now: number;
  readonly calls: number;
  /** ceiling for any 60 s */
  readonly max: number;
  /** of an earlier reservation, never used and never to be used */
  readonly unused?: { readonly slot: number; readonly calls: number } | null;
}

/**
 * Takes up to `calls` out of the window. The sum over any 60 s never passes `max`, because a call is used in the second
 * it counts for or before. A clock that went back opens nothing: here time stands still until it has caught up.
 */
export function reserve(before: Granted, wanted: Wanted): Reservation {
  const { now, max, unused = null } = wanted;
  const running = Math.max(Math.floor(now / SLOT_MS), (before.at(-1)?.[0] ?? 0) - 1);
  const slot = running + 1;
  const counted = before
    .map(([at, calls]) => [at, at === unused?.slot ? Math.max(0, calls - unused.calls) : calls] as const)
    .filter(([at, calls]) => at > running - SLOTS && calls > 0);
  const used = counted.reduce((sum, [, calls]) => sum + calls, 0);
  const calls = Math.max(0, Math.min(wanted.calls, max - used));
  if (calls === 0) return { granted: counted, calls, slot, freeAt: whenFree(counted, used - max + 1) };
  const last = counted.at(-1);
  const granted: Granted =
    last?.[0] === slot ? [...counted.slice(0, -1), [slot, last[1] + calls]] : [...counted, [slot, calls]];
  return { granted, calls, slot, freeAt: null };
}

/** When the oldest seconds that hold `needed` calls have passed. */
function whenFree(counted: Granted, needed: number): number {
  let found = 0;
  for (const [slot, calls] of counted) {
    found += calls;
    if (found >= needed) return (slot + SLOTS) * SLOT_MS;
  }
  return ((counted.at(-1)?.[0] ?? 0) + SLOTS) * SLOT_MS;
}
