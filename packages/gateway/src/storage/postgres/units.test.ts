import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { onBothDatabases, testClock, testDatabase } from '../testing.ts';

const rename = (id: string) => sql`update orgs set policy_version = policy_version + 1 where org = ${id}`;

onBothDatabases('what is read is plain: numbers, bytes, rows', async (t) => {
  const { db } = await testDatabase(t);
  const row = { org: 'default', day: '2027-01-15', sealed: new Uint8Array([0, 255, 7]) };
  await db.unit((tx) => tx.insertInto('payload_keys').values(row).execute());
  assert.deepEqual(await db.read.selectFrom('payload_keys').selectAll().execute(), [row]);
  const counted = await db.read
    .selectFrom('orgs')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('policy_version').as('sum')])
    .executeTakeFirstOrThrow();
  assert.deepEqual(counted, { count: 1, sum: 0 });
});

onBothDatabases('a hundred units at once lose no update', async (t) => {
  const { db } = await testDatabase(t);
  await Promise.all(Array.from({ length: 100 }, () => db.unit((tx) => rename('default').execute(tx))));
  const org = await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow();
  assert.equal(org.policy_version, 100);
});

onBothDatabases('a throw undoes its unit', async (t) => {
  const { db } = await testDatabase(t);
  const failing = db.unit(async (tx) => {
    await rename('default').execute(tx);
    throw new RangeError('no');
  });
  await assert.rejects(failing, RangeError);
  const org = await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow();
  assert.equal(org.policy_version, 0);
});

onBothDatabases(
  'database time follows the clock of the test, inside a unit and after a rollback too',
  async (t) => {
    const clock = testClock();
    const { db } = await testDatabase(t, clock);
    const now = async (reader = db.read) =>
      (await sql<{ now: number }>`select db_now() as now`.execute(reader)).rows[0]?.now;
    assert.equal(await now(), clock.now());
    clock.advance(5);
    await assert.rejects(
      db.unit(async (tx) => {
        assert.equal(await now(tx), clock.now());
        clock.advance(7);
        assert.equal(await now(tx), clock.now());
        throw new RangeError('no');
      }),
      RangeError,
    );
    for (let i = 0; i < 30; i++) {
      clock.advance(1);
      assert.equal(await db.unit((tx) => now(tx)), clock.now());
      assert.equal(await now(), clock.now());
    }
  },
);
