import type { Clock } from '../../kernel/clock.ts';

/** Time that moves only when a test says so. */
export interface StageClock extends Clock {
  advance(ms: number): Promise<void>;
  readonly timers: number;
}

export function stageClock(start = 1_700_000_000_000): StageClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.run();
        await turns(5);
      }
      now = end;
      await turns(5);
    },
    get timers() {
      return timers.length;
    },
  };
}

/** Lets everything that is ready run. */
export async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits, for at most twenty seconds, until something has happened. */
export async function until(happened: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!happened()) {
    if (Date.now() > end) throw new Error('it did not happen within twenty seconds');
    await turns(1);
  }
}
