import assert from 'node:assert/strict';
import { followDatabase } from './clock.ts';
import { onBothDatabases, testClock, testDatabase } from './testing.ts';

const TEN_MINUTES = 600_000;

onBothDatabases(
  'T8 a gateway whose clock is ten minutes behind goes by the time of the database',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const behind = testClock(clock.now() - TEN_MINUTES);
    const followed = await followDatabase(db, behind, () => assert.fail());
    t.after(() => followed.stop());
    // SQLite takes its time from the process, so that there is one clock only
    const ahead = db.dialect === 'postgres' ? TEN_MINUTES : 0;
    assert.ok(Math.abs(followed.now() - (behind.now() + ahead)) < 50, `${followed.offset()} ms`);
  },
);

onBothDatabases('T8 a difference that grows is measured again within thirty seconds', async (t) => {
  const { db, clock } = await testDatabase(t);
  if (db.dialect !== 'postgres') return;
  const process_ = testClock(clock.now());
  const followed = await followDatabase(db, process_, () => assert.fail());
  t.after(() => followed.stop());
  clock.advance(TEN_MINUTES);
  process_.advance(30_000);
  for (let round = 0; followed.offset() === 0 && round < 100; round++)
    await db.read.selectFrom('orgs').select('org').execute(); // a round trip lets the measurement end
  assert.ok(Math.abs(followed.now() - clock.now()) < 50, `${followed.offset()} ms`);
});
