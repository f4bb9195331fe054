import type { Clock } from '../kernel/clock.ts';
import type { GateRequest } from './request.ts';

const STEPS = ['authenticate', 'resolve', 'recall', 'decide', 'claim', 'forward', 'filter'] as const;

/** How long each step of a request took, whole ms, in the order of the path. */
export type StepTimes = Readonly<Record<string, number>>;

export interface Stopwatch {
  start(request: GateRequest): void;
  /** says that a step is over, and the next one begins */
  lap(request: GateRequest, step: (typeof STEPS)[number]): void;
  times(request: GateRequest): StepTimes;
}

/** One reading of the clock for each step; a request that is forgotten takes its times along. */
export function createStopwatch(clock: Clock): Stopwatch {
  const running = new WeakMap<GateRequest, { at: number; times: Record<string, number> }>();
  return {
    start: (request) => void running.set(request, { at: clock.now(), times: {} }),
    lap(request, step) {
      const run = running.get(request);
      if (run === undefined) return;
      const now = clock.now();
      run.times[step] = Math.max(0, now - run.at); // a clock may be set back
      run.at = now;
    },
    times: (request) => running.get(request)?.times ?? {},
  };
}
