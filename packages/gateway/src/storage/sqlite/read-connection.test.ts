import assert from 'node:assert/strict';
import { test } from 'node:test';
import { precompiled } from '../precompiled.ts';
import { testDatabase } from '../testing.ts';

const version = precompiled((db) => db.selectFrom('orgs').select('policy_version'));
const write = precompiled((db, { to }: { to: number }) => db.updateTable('orgs').set({ policy_version: to }));

test('a precompiled read never sees an open unit, and sees a finished one at once', async (t) => {
  const { db } = await testDatabase(t);
  const seen: unknown[] = [];
  await db.unit(async (tx) => {
    await write(tx, { to: 7 });
    seen.push(...(await version(db.read, {})));
    assert.deepEqual(await version(tx, {}), [{ policy_version: 7 }]);
  });
  assert.deepEqual(seen, [{ policy_version: 0 }]);
  assert.deepEqual(await version(db.read, {}), [{ policy_version: 7 }]);
  const undone = db.unit(async (tx) => {
    await write(tx, { to: 8 });
    throw new RangeError('undone');
  });
  await assert.rejects(undone, RangeError);
  assert.deepEqual(await version(db.read, {}), [{ policy_version: 7 }]);
});

test('nothing is written through the reading door, by a precompiled statement either', async (t) => {
  const { db } = await testDatabase(t);
  await assert.rejects(write(db.read, { to: 9 }), /read/i);
  assert.deepEqual(await version(db.read, {}), [{ policy_version: 0 }]);
});
