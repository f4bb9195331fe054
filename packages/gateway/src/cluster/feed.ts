import { ENTRY_SIGNALS, type EntryNotice, isWatched, readSignal, type StoredEntry } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Database } from '../storage/index.ts';

/** How long a signal that was lost may delay what it told of, ms. */
const LOOK_EVERY_MS = 1_000;
const PAGE = 500;

export interface FeedDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** entries from a place in the log on, oldest first; must not wait for the inbox */
  readonly tail: (from: number, limit: number) => Promise<readonly StoredEntry[]>;
  /** how many entries the log has */
  readonly size: () => Promise<number>;
  /** An entry of any gateway, this one too; told at least once, often twice: it says where to look, not what is so. */
  readonly onEntry: (entry: EntryNotice) => Promise<void>;
}

/**
 * What happens at the other gateways. A signal comes with the commit; whoever missed it finds the entry in the log a
 * moment later, which is the one list of everything that happened that has an order and no gaps.
 */
export async function followOthers(deps: FeedDeps): Promise<{ close(): Promise<void> }> {
  const { db, clock, logger, onEntry } = deps;
  if (db.signals === null) return { close: async () => undefined };
  let next = await deps.size();
  let closed = false;
  let looking: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;

  const tell = (entry: EntryNotice) =>
    onEntry(entry).catch((error: unknown) =>
      logger.warn(
        { error: String(error), kind: entry.kind },
        'news of another gateway could not be followed',
      ),
    );
  const look = async (): Promise<void> => {
    for (let full = true; full && !closed; ) {
      const page = await deps.tail(next, PAGE);
      for (const { event } of page) {
        if (isWatched(event)) {
          await tell({ kind: event.kind, call: event.call ?? null, agent: event.agent ?? null });
        }
      }
      next += page.length;
      full = page.length === PAGE;
    }
  };
  const lookAgain = () => {
    looking = looking
      .then(look)
      .catch((error: unknown) => logger.warn({ error: String(error) }, 'the log could not be followed'));
    return looking;
  };
  const schedule = () => {
    if (closed) return;
    cancel = clock.after(LOOK_EVERY_MS, () => void lookAgain().finally(schedule));
  };
  schedule();
  const stopListening = db.signals.listen(ENTRY_SIGNALS, {
    signal(text) {
      const entry = readSignal(text);
      if (entry !== null && !closed) void tell(entry);
    },
    gap: () => void lookAgain(),
  });
  return {
    async close() {
      closed = true;
      cancel();
      stopListening();
      await looking;
    },
  };
}
