import type { PermitFields } from '../approvals/permit.ts';
import type { Clock } from '../kernel/clock.ts';

/** Permits that were used. The claim in the database is the rule; this holds even if it were called wrongly. */
export interface SpentPermits {
  /** false when it was spent before */
  spend(permit: Pick<PermitFields, 'id' | 'expires_at'>): boolean;
}

/** Remembers each until it would expire anyway, so the memory stays as small as the permits are short-lived. */
export function createSpentPermits(clock: Clock): SpentPermits {
  const spent = new Map<string, number>();
  return {
    spend({ id, expires_at }) {
      const now = clock.now();
      // Oldest first; permits of one gateway live equally long, so the first that is still alive ends the sweep.
      for (const [old, until] of spent) {
        if (until > now) break;
        spent.delete(old);
      }
      if (spent.has(id)) return false;
      spent.set(id, expires_at);
      return true;
    },
  };
}
