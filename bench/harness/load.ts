import { performance } from 'node:perf_hooks';

/** What one stretch of load showed. Latencies in ms. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

/**
 * Runs `once` in `concurrency` loops for `ms`, after `warmMs` that do not count. Every call must succeed: `once` throws
 * when one does not, and the bench ends there.
 */
export async function runLoad(
  load: { concurrency: number; ms: number; warmMs: number },
  once: (worker: number) => Promise<void>,
): Promise<Measured> {
  const from = performance.now() + load.warmMs;
  const until = from + load.ms;
  const latencies: number[] = [];
  const worker = async (index: number) => {
    for (let began = performance.now(); began < until; ) {
      await once(index);
      const now = performance.now();
      if (began >= from && now <= until) latencies.push(now - began);
      began = now;
    }
  };
  await Promise.all(Array.from({ length: load.concurrency }, (_, index) => worker(index)));
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    perSecond: (sorted.length / load.ms) * 1000,
    p50: at(0.5),
    p99: at(0.99),
    count: sorted.length,
  };
}
