import type { Clock } from '../kernel/clock.ts';
import { type Erased, type EraseParts, type EraseWhat, erase } from './erase.ts';
import type { RetentionSettings } from './settings.ts';
import { sweep } from './sweep.ts';

/** The first sweep waits until the start is over, ms. */
const FIRST_MS = 60_000;
const EVERY_MS = 10 * 60_000;

export interface RetentionParts extends EraseParts {
  readonly clock: Clock;
  readonly settings: () => RetentionSettings;
  /** what else is tidied at the same time, such as keys that nothing names any more */
  readonly alsoTidy: () => Promise<void>;
  /** told of a sweep that failed; the next one tries again */
  readonly onFault: (error: unknown) => void;
}

export interface Retention {
  erase(what: EraseWhat, why: { readonly actor: string; readonly reason: string }): Promise<Erased>;
  /** Sweeps from time to time, until `close`. */
  start(): void;
  /** Starts no further sweep, and waits for the one that runs. */
  close(): Promise<void>;
}

export function createRetention(parts: RetentionParts): Retention {
  let cancel: () => void = () => undefined;
  let running: Promise<unknown> = Promise.resolve();
  let closed = false;
  const tidy = async () => {
    await parts.alsoTidy();
    await sweep(parts, parts.settings(), parts.clock.now());
  };
  const next = (ms: number) => {
    if (closed) return;
    cancel = parts.clock.after(ms, () => {
      running = tidy()
        .catch(parts.onFault)
        .finally(() => next(EVERY_MS));
    });
  };
  return {
    erase: (what, why) => erase(parts, what, why),
    start: () => next(FIRST_MS),
    async close() {
      closed = true;
      cancel();
      await running;
    },
  };
}
