import { sql } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Database, Tx } from '../storage/index.ts';
import {
  endOthers,
  endOwn,
  giveDuty,
  holdDuty,
  holderOf,
  insertRegistration,
  isTaken,
  type Lease,
  prolong,
  takeDuty,
} from './store.ts';

/** How long a lease holds after it was renewed, ms of database time. */
export const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;

/** What one gateway does for all of them. */
export type Duty = 'sequencer' | 'config-file';

/**
 * This gateway among those of one database. Its lease is what lets it claim and send: every claim requires it to be
 * current in the statement that takes the permit, so a gateway that was asleep for longer can do nothing late.
 *
 * A lapsed lease may be taken up again while nobody has ended it. Ending it is what another gateway does first, in the
 * unit that takes over its calls; after that only a registration with a higher epoch helps. On SQLite the lock of the
 * data directory says that there is no other, so the lease never lapses and earlier ones are over at once.
 */
export interface Cluster {
  lease(): Lease;
  /** whether the lease was renewed in time, as far as this process knows; the database decides */
  holds(): boolean;
  /** Renews the lease, or registers anew when somebody ended it. */
  renew(): Promise<void>;
  /** Ends lapsed leases of others for good: in the unit that takes over what they left. */
  endLapsed(tx: Tx): Promise<void>;
  /** Takes a duty that nobody alive has. @returns whether it is ours */
  take(duty: Duty): Promise<boolean>;
  /** Locks the duty until the unit ends. @returns whether it still is ours */
  hold(tx: Tx, duty: Duty): Promise<boolean>;
  give(duty: Duty): Promise<void>;
  holder(duty: Duty): Promise<string | null>;
  /** Told when this gateway had to register anew: what it was doing belongs to others now. */
  onLost(listener: () => void): void;
  /** Gives the lease up, so that others take over at once. */
  close(): Promise<void>;
}

export interface ClusterDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: NewId;
  /** stays the same over restarts: what this id executed before is known to be over */
  readonly gateway: string;
}

/** Registers this gateway. From now on its earlier registrations are void. */
export async function joinCluster(deps: ClusterDeps): Promise<Cluster> {
  const { db, clock, logger } = deps;
  const alone = db.dialect === 'sqlite';
  const until = alone ? FOREVER : sql<number>`db_now() + ${sql.lit(LEASE_MS)}`;
  const listeners: (() => void)[] = [];

  const register = (id: string): Promise<Lease> =>
    db.unit(async (tx) => {
      const lease = { gateway: id, epoch: await insertRegistration(tx, id, until) };
      if (alone) await endOthers(tx, lease, 'all');
      return lease;
    });
  let renewedAt = clock.now();
  let lease = await register(deps.gateway);
  let closed = false;
  let renewing: Promise<void> | null = null;
  let cancel: () => void = () => undefined;

  const renewOnce = async (): Promise<void> => {
    const startedAt = clock.now();
    const mine = lease;
    const next = await db.unit(async (tx) => {
      if (await prolong(tx, mine, until)) return 'ours';
      return (await isTaken(tx, mine)) ? 'taken' : 'ended';
    });
    if (next !== 'ours') {
      if (next === 'taken') {
        logger.warn(
          { gateway: mine.gateway },
          'another gateway uses a copy of this data directory; this one goes on under a new id',
        );
      }
      lease = await register(next === 'taken' ? deps.newId('gtw') : mine.gateway);
      logger.warn({ gateway: lease.gateway, epoch: lease.epoch }, 'the lease was lost; registered anew');
      for (const listener of listeners) listener();
    }
    renewedAt = startedAt;
  };
  const renew = (): Promise<void> => {
    if (alone || closed) return Promise.resolve();
    renewing ??= renewOnce().finally(() => {
      renewing = null;
    });
    return renewing;
  };
  const schedule = () => {
    if (alone || closed) return;
    cancel = clock.after(RENEW_EVERY_MS, () => {
      renew()
        .catch((error: unknown) => logger.error({ error: String(error) }, 'the lease could not be renewed'))
        .finally(schedule);
    });
  };
  schedule();

  return {
    lease: () => lease,
    holds: () => alone || clock.now() < renewedAt + LEASE_MS,
    renew,
    endLapsed: (tx) => endOthers(tx, lease, 'lapsed'),
    take: (duty) => db.unit((tx) => takeDuty(tx, duty, lease)),
    hold: (tx, duty) => holdDuty(tx, duty, lease),
    give: (duty) => db.unit((tx) => giveDuty(tx, duty, lease)),
    holder: (duty) => holderOf(db.read, duty),
    onLost: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      cancel();
      await renewing?.catch(() => undefined);
      await db.unit((tx) => endOwn(tx, lease)).catch(() => undefined); // else it lapses by itself
    },
  };
}

/** The end of time as a Date knows it, ms UTC. */
const FOREVER = sql<number>`8640000000000000`;
