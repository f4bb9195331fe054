import type { AccountEventWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { gateway } from './gateway.ts';

const STORED = 'agentport-account-seen';
/** A browser that never showed it begins with what is not long ago, ms. */
const RECENT_MS = 7 * 24 * 3_600_000;

/** What happened to the account of whoever is signed in. Read again with the factors, which such changes touch. */
export function useOwnHistory() {
  return useQuery({
    queryKey: ['factors', 'history'],
    queryFn: () => gateway('readOwnHistory'),
    staleTime: 300_000,
  });
}

/** What this browser has not shown yet, newest first; what this very sign-in did is no news. */
export function unseenOf(
  events: readonly AccountEventWire[],
  personId: string,
  now: number,
): AccountEventWire[] {
  const seen = seenIndex(personId);
  return events.filter(({ here, index, at }) => {
    if (here) return false;
    return seen === null ? Date.parse(at) > now - RECENT_MS : index > seen;
  });
}

export function markSeen(events: readonly AccountEventWire[], personId: string): void {
  const newest = Math.max(seenIndex(personId) ?? -1, ...events.map(({ index }) => index));
  try {
    localStorage.setItem(`${STORED}-${personId}`, String(newest));
  } catch {
    // Storage is closed to us: it is news again on the next page.
  }
}

function seenIndex(personId: string): number | null {
  try {
    const stored = localStorage.getItem(`${STORED}-${personId}`);
    return stored === null ? null : Number(stored);
  } catch {
    return null;
  }
}
