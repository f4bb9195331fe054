import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Database } from '../storage/index.ts';
import { dropSchema, newSchemaUrl, openOnClock } from '../storage/postgres/testing.ts';
import { onBothDatabases, type TestClock, testClock, testDatabase } from '../storage/testing.ts';
import { type Cluster, joinCluster, LEASE_MS } from './cluster.ts';
import { type Lease, leaseHolds } from './store.ts';

const logger = { error() {}, warn() {}, info() {}, debug() {} };

function join(db: Database, clock: TestClock, gateway: string): Promise<Cluster> {
  return joinCluster({ db, clock, logger, newId: idFactory(clock, systemRandom), gateway });
}

async function holds(db: Database, lease: Lease): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean | number }>`select ${leaseHolds(lease)} as yes`.execute(db.read);
  return Boolean(rows[0]?.yes);
}

onBothDatabases('a gateway that comes again has a higher epoch, and its earlier one is over', async (t) => {
  const { db, clock } = await testDatabase(t);
  const first = (await join(db, clock, 'gtw_a')).lease();
  const second = (await join(db, clock, 'gtw_a')).lease();
  assert.deepEqual([first.epoch, second.epoch], [1, 2]);
  assert.deepEqual([await holds(db, first), await holds(db, second)], [false, true]);
});

test('on SQLite the lock of the directory is the lease: it outlasts any pause', async (t) => {
  const { db, clock } = await testDatabase(t);
  const alone = await join(db, clock, 'gtw_a');
  clock.set(clock.now() + 365 * 86_400_000);
  assert.deepEqual([await holds(db, alone.lease()), alone.holds()], [true, true]);
});

async function onPostgres(t: {
  after(clean: () => unknown): void;
}): Promise<{ db: Database; clock: TestClock; a: Cluster; b: Cluster }> {
  const url = await newSchemaUrl();
  const clock = testClock();
  const db = await openOnClock(url, clock);
  t.after(async () => {
    await db.close();
    await dropSchema(url);
  });
  return { db, clock, a: await join(db, clock, 'gtw_a'), b: await join(db, clock, 'gtw_b') };
}

test('a gateway asleep for longer than its lease may do nothing under it once another took over', async (t) => {
  const { db, clock, a, b } = await onPostgres(t);
  const old = a.lease();
  let lost = 0;
  a.onLost(() => {
    lost += 1;
  });
  clock.set(clock.now() + LEASE_MS + 1);
  assert.equal(await holds(db, old), false);
  await b.renew();
  await db.unit((tx) => b.endLapsed(tx));
  await a.renew();
  assert.deepEqual([a.lease().epoch, lost], [old.epoch + 1, 1]);
  assert.deepEqual([await holds(db, old), await holds(db, a.lease())], [false, true]);
  const revived = db.unit((tx) =>
    tx.updateTable('gateways').set({ epoch: old.epoch }).where('id', '=', 'gtw_a').execute(),
  );
  await assert.rejects(revived, /gateway_epoch_only_rises/);
});

test('a lapsed lease that nobody ended is taken up again under its epoch', async (t) => {
  const { db, clock, a } = await onPostgres(t);
  const { epoch } = a.lease();
  clock.set(clock.now() + LEASE_MS + 1);
  await a.renew();
  assert.deepEqual([a.lease().epoch, await holds(db, a.lease())], [epoch, true]);
});

test('a duty is had by one gateway at a time, and passes on when its lease is over', async (t) => {
  const { db, clock, a, b } = await onPostgres(t);
  assert.deepEqual([await a.take('sequencer'), await b.take('sequencer')], [true, false]);
  clock.set(clock.now() + LEASE_MS + 1);
  await b.renew();
  assert.equal(await b.take('sequencer'), true);
  assert.equal(await db.unit((tx) => a.hold(tx, 'sequencer')), false);
  await b.close();
  await a.renew();
  assert.equal(await a.take('sequencer'), true, 'a gateway that goes gives way at once');
});
