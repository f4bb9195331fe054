import type { Wrap } from '../../packages/gateway/src/ports.ts';

/** A gateway that stands still. */
export interface Paused {
  /** resolves once it stands still */
  readonly reached: Promise<void>;
  go(): void;
}

/** Holds a gateway between "a person approved, durably" and the first thing done about it. */
export interface Pause {
  readonly wrap: Wrap;
  /** for the next approval only */
  arm(): Paused;
}

export function pauseAfterApproval(): Pause {
  let next: { reach: () => void; released: Promise<void> } | null = null;
  const passing = async (value: unknown) => {
    if (next === null || (value as { state?: unknown } | null | undefined)?.state !== 'approved') return;
    const { reach, released } = next;
    next = null;
    reach();
    await released;
  };
  return {
    wrap: {
      db: (db) => ({
        ...db,
        async unit(work) {
          const value = await db.unit(work);
          await passing(value);
          return value;
        },
      }),
    },
    arm() {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      next = { reach: reached.resolve, released: released.promise };
      return { reached: reached.promise, go: released.resolve };
    },
  };
}
