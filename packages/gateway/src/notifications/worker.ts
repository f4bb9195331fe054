import type { DeliveryTable } from '../storage/schema/notifications.ts';
import { attempt, type Notifiers } from './attempt.ts';
import { fanOut } from './fan-out.ts';
import { claimDelivery, dueDeliveries, prune } from './outbox-store.ts';
import type { NotificationParts } from './parts.ts';

/** Messages under way on one channel: a peer that hangs holds up no other. */
const PER_CHANNEL_MAX = 2;
const LOOKED_AT = 100;
/** of one look */
const ROUNDS_MAX = 50;
/** Long enough for one attempt at any peer, ms. */
export const LEASE_MS = 60_000;
/** What nobody wakes us for: retries, reminders, what other gateways left. */
const LOOK_EVERY_MS = 2_000;
const PRUNE_EVERY_LOOKS = 1_800;
const KEPT_MS = 30 * 86_400_000;

/** Carries the outbox out. Every gateway runs one; a claim decides who sends what. */
export interface Worker {
  /** Looks now, and again when something was done. Resolves when nothing is due; for tests and the test button. */
  drain(): Promise<void>;
  /** Looks soon. */
  wake(): void;
  close(): Promise<void>;
}

export function createWorker(parts: NotificationParts, notifiers: Notifiers): Worker {
  const holder = parts.newId('gtw');
  const underWay = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let looks = 0;
  let cancelTimer: () => void = () => undefined;

  const fault = (error: unknown) =>
    parts.logger.error(
      { error: error instanceof Error ? error.message : 'unknown' },
      'messages could not be sent',
    );

  const run = (row: DeliveryTable) => {
    const sending = attempt(parts, notifiers, row)
      .catch(fault) // the lease ends, and it is tried again
      .finally(() => {
        underWay.set(row.channel_id, (underWay.get(row.channel_id) ?? 1) - 1);
        running.delete(sending);
        wake();
      });
    running.add(sending);
  };

  const pass = async () => {
    while (!closed && (await fanOut(parts)) > 0);
    for (let round = 0; round < ROUNDS_MAX && !closed; round++) if (!(await claimSome())) break;
    looks += 1;
    if (looks % PRUNE_EVERY_LOOKS === 0) await pruneOld();
  };

  /** Takes what its channel has room for. @returns whether there may be more behind what a full channel waits for */
  const claimSome = async (): Promise<boolean> => {
    const full = [...underWay].filter(([, busy]) => busy >= PER_CHANNEL_MAX).map(([id]) => id);
    const due = await dueDeliveries(parts.db.read, parts.org, LOOKED_AT, full).execute();
    for (const { id, channel_id } of due) {
      const busy = underWay.get(channel_id) ?? 0;
      if (closed || busy >= PER_CHANNEL_MAX) continue;
      underWay.set(channel_id, busy + 1);
      const lease = { holder, ms: parts.leaseMs ?? LEASE_MS };
      const row = await parts.db
        .unit((tx) => claimDelivery(tx, id, lease))
        .catch(releasing(channel_id, busy));
      if (row === null) underWay.set(channel_id, busy);
      else {
        await parts.atStep?.('claimed', id);
        run(row);
      }
    }
    return due.length === LOOKED_AT;
  };

  const pruneOld = async () => {
    const before = parts.clock.now() - KEPT_MS;
    for (let round = 0; round < ROUNDS_MAX && !closed; round++) {
      if (!(await parts.db.unit((tx) => prune(tx, parts.org, before)))) return;
    }
  };

  const releasing = (channelId: string, busy: number) => (error: unknown) => {
    underWay.set(channelId, busy);
    throw error;
  };

  const look = (): Promise<void> => {
    again = true;
    looking ??= (async () => {
      while (again && !closed) {
        again = false;
        await pass();
      }
    })().finally(() => {
      looking = null;
    });
    return looking;
  };
  const wake = () => {
    if (!closed) look().catch(fault);
  };
  const tick = () => {
    if (closed) return;
    wake();
    cancelTimer = parts.clock.after(LOOK_EVERY_MS, tick);
  };
  cancelTimer = parts.clock.after(LOOK_EVERY_MS, tick);
  const stopListening = parts.approvals.onChange(({ approvalId }) => {
    if (approvalId !== null) wake(); // most calls were never a question, and nobody hears of those
  });

  return {
    async drain() {
      do {
        await look();
        await Promise.all(running);
      } while (running.size > 0 || again);
    },
    wake,
    async close() {
      closed = true;
      stopListening();
      cancelTimer();
      await looking?.catch(() => undefined);
      await Promise.allSettled(running);
    },
  };
}
