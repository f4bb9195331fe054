import type { Audit, StoredEntry } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../storage/index.ts';
import { tally } from './count.ts';
import { addTally, countedUpto, moveOn } from './store.ts';

/** Entries counted in one unit: small, so that calls never wait for it. */
const BATCH = 400;
/** How often to look for new entries, ms. */
const EVERY_MS = 5_000;

export interface FollowParts {
  readonly org: string;
  readonly db: Database;
  readonly audit: Pick<Audit, 'following' | 'tail'>;
  readonly clock: Clock;
  /** told of a look that failed; the next one tries again */
  readonly onFault: (error: unknown) => void;
}

export interface Follower {
  /**
   * Counts what is new, also what a person has just done.
   * @param batches at most so many units of 400 entries
   * @returns whether everything is counted
   */
  catchUp(batches: number): Promise<boolean>;
  /** Goes on counting behind the log, until `close`. */
  start(): void;
  close(): Promise<void>;
}

/** Counts the log as it grows. Several gateways may do so: each entry is counted by one of them. */
export function createFollower(parts: FollowParts): Follower {
  let closed = false;
  let cancel: () => void = () => undefined;
  let running: Promise<boolean> | null = null;

  type Read = (from: number, limit: number) => Promise<readonly StoredEntry[]>;
  const run = async (batches: number, read: Read): Promise<boolean> => {
    for (let done = 0; done < batches && !closed; done++) {
      if ((await countBatch(parts, read)) < BATCH) return true;
      await new Promise((resolve) => setImmediate(resolve)); // calls come first
    }
    return false;
  };
  /** One at a time; who comes meanwhile takes part in what runs. */
  const only = (start: () => Promise<boolean>): Promise<boolean> => {
    running ??= start().finally(() => {
      running = null;
    });
    return running;
  };
  const next = () => {
    if (closed) return;
    cancel = parts.clock.after(EVERY_MS, () => {
      only(() => run(Number.POSITIVE_INFINITY, (from, limit) => parts.audit.following(from, limit)))
        .catch(parts.onFault)
        .finally(next);
    });
  };
  return {
    catchUp: (batches) => only(() => run(batches, (from, limit) => parts.audit.tail(from, limit))),
    start: next,
    async close() {
      closed = true;
      cancel();
      await running?.catch(() => false);
    },
  };
}

/** @returns how many entries there were */
async function countBatch(
  { org, db }: FollowParts,
  read: (from: number, limit: number) => Promise<readonly StoredEntry[]>,
): Promise<number> {
  const from = await countedUpto(db.read, org);
  const entries = await read(from, BATCH);
  if (entries.length === 0) return 0;
  const added = tally(entries.filter(({ event }) => event.org === org));
  const to = (entries.at(-1)?.index ?? from) + 1;
  await db.unit(async (tx) => {
    if (await moveOn(tx, org, from, to)) await addTally(tx, added);
  });
  return entries.length;
}
