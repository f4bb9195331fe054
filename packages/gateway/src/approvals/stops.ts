import type { Audit } from '../audit/index.ts';
import type { Database, Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';

/** The stop of everything: latched in the database, part of every fence. */
export interface Stops {
  /** moves with every stop and release */
  epoch(): number;
  stopped(): boolean;
  /** @param alsoInUnit what must become durable together with the stop */
  stop(actor: string, alsoInUnit: (tx: Tx) => Promise<void>): Promise<void>;
  release(actor: string): Promise<void>;
  /** Takes up what another gateway stopped or released. */
  refresh(): Promise<void>;
}

export async function createStops(parts: { db: Database; audit: Audit }, org: string): Promise<Stops> {
  const read = parts.db.read.selectFrom('orgs').selectAll().where('org', '=', org);
  let state = await read.executeTakeFirstOrThrow();
  const latch = async (stopped: 0 | 1, actor: string, alsoInUnit: (tx: Tx) => Promise<void>) => {
    state = await parts.db.unit(async (tx) => {
      await lock(tx, 'fence', org); // no claim that saw it open is still on its way when this is answered
      const moved = await tx
        .updateTable('orgs')
        .set((eb) => ({ stopped, stop_epoch: eb('stop_epoch', '+', 1) }))
        .where('org', '=', org)
        .returningAll()
        .executeTakeFirstOrThrow();
      await parts.audit.append(tx, { kind: stopped ? 'stop.all' : 'stop.released', actor, org });
      await alsoInUnit(tx);
      return moved;
    });
  };
  return {
    epoch: () => state.stop_epoch,
    stopped: () => state.stopped === 1,
    stop: (actor, alsoInUnit) => latch(1, actor, alsoInUnit),
    release: (actor) => latch(0, actor, async () => undefined),
    async refresh() {
      const seen = await read.executeTakeFirstOrThrow();
      if (seen.stop_epoch > state.stop_epoch) state = seen;
    },
  };
}
