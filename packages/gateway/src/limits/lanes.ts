import type { Clock } from '../kernel/clock.ts';

/** Waiting for a place longer than this is worse than being told to come again, ms. */
const WAIT_MS = 10_000;
/** How many may wait for each place; the rest is told to come again at once. */
const QUEUE_PER_PLACE = 4;

export interface Lanes {
  /**
   * Waits for a place among the exchanges with one service, first come first served.
   * @param signal ends the wait
   * @returns null when none came free in time
   */
  enter(connectionId: string, places: number, signal: AbortSignal | null): Promise<Place | null>;
}

export interface Place {
  /** it was not free at once, so what was checked before may have changed */
  readonly waited: boolean;
  leave(): void;
}

interface Lane {
  busy: number;
  readonly queue: Set<(place: boolean) => void>;
}

/** At most so many exchanges with one service at a time, on this gateway. */
export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, Lane>();

  const leave = (connectionId: string, lane: Lane) => {
    const [next] = lane.queue;
    if (next) return next(true); // the place goes on to who waits longest
    lane.busy -= 1;
    if (lane.busy === 0) lanes.delete(connectionId);
  };
  const once = (run: () => void) => {
    let done = false;
    return () => {
      if (done) return;
      done = true;
      run();
    };
  };

  return {
    async enter(connectionId, places, signal) {
      const lane: Lane = lanes.get(connectionId) ?? { busy: 0, queue: new Set() };
      lanes.set(connectionId, lane);
      if (lane.busy < places) {
        lane.busy += 1;
        return { waited: false, leave: once(() => leave(connectionId, lane)) };
      }
      if (lane.queue.size >= places * QUEUE_PER_PLACE || signal?.aborted) return null;
      const place = await waitInLine(lane, clock, signal);
      return place ? { waited: true, leave: once(() => leave(connectionId, lane)) } : null;
    },
  };
}

function waitInLine(lane: Lane, clock: Clock, signal: AbortSignal | null): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (place: boolean) => {
      lane.queue.delete(finish);
      cancel();
      signal?.removeEventListener('abort', giveUp);
      resolve(place);
    };
    const giveUp = () => finish(false);
    const cancel = clock.after(WAIT_MS, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    lane.queue.add(finish);
  });
}
