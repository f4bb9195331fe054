/** Time as a port: every rule about "when" can be tested without waiting. */
export interface Clock {
  /** wall time, integer ms UTC */
  now(): number;
  /** calls back once after `ms`; the returned function cancels it */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
