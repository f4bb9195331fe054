import { type RawBuilder, sql } from 'kysely';
import { type Database, dbNow, type Tx } from '../storage/index.ts';

type Reader = Database['read'] | Tx;

/** Who executes: a gateway, in one registration of its life. Part of every fence. */
export interface Lease {
  readonly gateway: string;
  /** rises with every registration; what an older one took is void */
  readonly epoch: number;
}

/** SQL condition, for use inside any statement: this registration is current at this moment. */
export function leaseHolds({ gateway, epoch }: Lease): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT 1 FROM gateways g WHERE g.id = ${gateway} AND g.epoch = ${epoch}
    AND g.lease_until > db_now())`;
}

/** SQL condition over a row of `calls`: the registration that took it is not current any more, or never was. */
export const isOrphan: RawBuilder<boolean> = sql<boolean>`NOT EXISTS (SELECT 1 FROM gateways g
  WHERE g.id = calls.gateway_id AND g.epoch = calls.gateway_epoch AND g.lease_until > db_now())`;

/** Registers anew, with an epoch above every earlier one of this id. */
export async function insertRegistration(tx: Tx, id: string, until: RawBuilder<number>): Promise<number> {
  const { epoch } = await tx
    .insertInto('gateways')
    .values({ id, epoch: 1, lease_until: until, registered_at: dbNow })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        epoch: eb('gateways.epoch', '+', 1),
        lease_until: until,
        registered_at: dbNow,
      })),
    )
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return epoch;
}

/** Prolongs the lease, also a lapsed one, unless somebody ended it. @returns whether it is ours again */
export async function prolong(tx: Tx, lease: Lease, until: RawBuilder<number>): Promise<boolean> {
  const updated = await tx
    .updateTable('gateways')
    .set({ lease_until: until })
    .where('id', '=', lease.gateway)
    .where('epoch', '=', lease.epoch)
    .where('lease_until', '>', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Whether somebody else lives under this id: a copy of our data directory. */
export async function isTaken(tx: Tx, lease: Lease): Promise<boolean> {
  const other = await tx
    .selectFrom('gateways')
    .select('epoch')
    .where('id', '=', lease.gateway)
    .where('epoch', '>', lease.epoch)
    .where('lease_until', '>', dbNow)
    .executeTakeFirst();
  return other !== undefined;
}

/** Gives the lease up, so that others need not wait for it to lapse. */
export async function endOwn(tx: Tx, lease: Lease): Promise<void> {
  await tx
    .updateTable('gateways')
    .set({ lease_until: 0 })
    .where('id', '=', lease.gateway)
    .where('epoch', '=', lease.epoch)
    .execute();
}

/** Ends registrations of others for good: the lapsed ones, or, where there can be only one gateway, all. */
export async function endOthers(tx: Tx, lease: Lease, which: 'lapsed' | 'all'): Promise<void> {
  let query = tx
    .updateTable('gateways')
    .set({ lease_until: 0 })
    .where('id', '!=', lease.gateway)
    .where('lease_until', '>', 0);
  if (which === 'lapsed') query = query.where('lease_until', '<=', dbNow);
  await query.execute();
}

/** Takes a duty that nobody alive has. @returns whether it is ours now */
export async function takeDuty(tx: Tx, name: string, lease: Lease): Promise<boolean> {
  // a look that locks nothing, first: a row that is held is not waited for
  if (await hasDuty(tx, name, lease)) return true;
  if (await isHeld(tx, name)) return false;
  const taken = await tx
    .insertInto('duties')
    .values({ name, gateway_id: lease.gateway, gateway_epoch: lease.epoch })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ gateway_id: lease.gateway, gateway_epoch: lease.epoch })
        .where(
          sql<boolean>`NOT EXISTS (SELECT 1 FROM gateways g WHERE g.id = duties.gateway_id
            AND g.epoch = duties.gateway_epoch AND g.lease_until > db_now())`,
        ),
    )
    .returning('name')
    .executeTakeFirst();
  return taken !== undefined;
}

async function isHeld(reader: Reader, name: string): Promise<boolean> {
  const row = await reader
    .selectFrom('duties')
    .innerJoin('gateways', (join) =>
      join
        .onRef('gateways.id', '=', 'duties.gateway_id')
        .onRef('gateways.epoch', '=', 'duties.gateway_epoch'),
    )
    .select('duties.name')
    .where('duties.name', '=', name)
    .where('gateways.lease_until', '>', dbNow)
    .executeTakeFirst();
  return row !== undefined;
}

async function hasDuty(reader: Reader, name: string, lease: Lease): Promise<boolean> {
  return (await dutyOf(reader, name, lease).executeTakeFirst()) !== undefined;
}

/**
 * Locks the duty until the unit ends, so that nobody else takes it meanwhile, however long the unit is held up.
 * @returns whether it still is ours
 */
export async function holdDuty(tx: Tx, name: string, lease: Lease): Promise<boolean> {
  return (await dutyOf(tx, name, lease).forUpdate().executeTakeFirst()) !== undefined;
}

function dutyOf(reader: Reader, name: string, lease: Lease) {
  return reader
    .selectFrom('duties')
    .select('name')
    .where('name', '=', name)
    .where('gateway_id', '=', lease.gateway)
    .where('gateway_epoch', '=', lease.epoch)
    .where(leaseHolds(lease));
}

/** Gives a duty up. */
export async function giveDuty(tx: Tx, name: string, lease: Lease): Promise<void> {
  await tx
    .deleteFrom('duties')
    .where('name', '=', name)
    .where('gateway_id', '=', lease.gateway)
    .where('gateway_epoch', '=', lease.epoch)
    .execute();
}

/** Who has a duty, dead or alive. */
export async function holderOf(reader: Reader, name: string): Promise<string | null> {
  const row = await reader
    .selectFrom('duties')
    .select('gateway_id')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.gateway_id ?? null;
}
