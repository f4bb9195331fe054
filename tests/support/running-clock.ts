import type { TestClock } from '../../packages/gateway/src/storage/testing.ts';

/**
 * The real clock, which a test may also push forward: for clients in other processes, whose own time runs on. Starts
 * now.
 */
export function runningClock(): TestClock {
  let offset = 0;
  const due = new Set<{ readonly at: number; readonly run: () => void; timer: NodeJS.Timeout }>();
  const now = () => Date.now() + offset;
  const push = (ms: number) => {
    offset += ms;
    for (const entry of due) {
      clearTimeout(entry.timer);
      entry.timer = setTimeout(entry.run, Math.max(0, entry.at - now())).unref();
    }
  };
  return {
    now,
    after(ms, run) {
      const once = () => {
        due.delete(entry);
        run();
      };
      const entry = { at: now() + ms, run: once, timer: setTimeout(once, ms).unref() };
      due.add(entry);
      return () => {
        due.delete(entry);
        clearTimeout(entry.timer);
      };
    },
    advance: push,
    set(value) {
      push(value - now());
    },
  };
}
