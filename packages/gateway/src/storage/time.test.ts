import assert from 'node:assert/strict';
import { systemRandom } from '../kernel/random.ts';
import type { Database } from './database.ts';
import { ensureInstance } from './instance.ts';
import { onBothDatabases, testDatabase } from './testing.ts';
import { claimTimeGuard, dbNow, touchTime } from './time.ts';

const mayClaim = async (db: Database) =>
  (await db.read.selectFrom('instance').select('id').where(claimTimeGuard).execute()).length === 1;

onBothDatabases('database time is the injected clock, as an integer', async (t) => {
  const { db, clock } = await testDatabase(t);
  const row = await db.read.selectFrom('orgs').select(dbNow.as('now')).executeTakeFirstOrThrow();
  assert.equal(row.now, clock.now());
});

onBothDatabases('T93 a clock that goes back closes claims until it catches up', async (t) => {
  const { db, clock } = await testDatabase(t);
  await ensureInstance(db, systemRandom);
  const day = 86_400_000;
  const start = clock.now();
  clock.advance(day);
  await db.unit(touchTime);
  assert.equal(await mayClaim(db), true);
  clock.set(start);
  await db.unit(touchTime); // must not move the guard back
  assert.equal(await mayClaim(db), false);
  clock.set(start + day - 1);
  assert.equal(await mayClaim(db), false);
  clock.set(start + day);
  assert.equal(await mayClaim(db), true);
});

onBothDatabases('without an instance nothing can be claimed', async (t) => {
  const { db } = await testDatabase(t);
  assert.equal(await mayClaim(db), false);
});

onBothDatabases('an installation gets its identity once', async (t) => {
  const { db } = await testDatabase(t);
  const first = await ensureInstance(db, systemRandom);
  assert.match(first.id, /^ins_[0-9a-f]{32}$/);
  assert.deepEqual(await ensureInstance(db, systemRandom), first);
});
