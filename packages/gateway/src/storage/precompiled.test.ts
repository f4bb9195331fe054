import assert from 'node:assert/strict';
import { precompiled } from './precompiled.ts';
import { connectionRow, onBothDatabases, testDatabase } from './testing.ts';

onBothDatabases('a precompiled query takes new arguments every time and keeps its constants', async (t) => {
  const { db } = await testDatabase(t);
  let built = 0;
  const byName = precompiled((database, { name }: { name: string }) => {
    built += 1;
    return database
      .selectFrom('connections')
      .select('id')
      .where('status', '=', 'active')
      .where('name', '=', name)
      .limit(1);
  });
  await db.unit(async (tx) => {
    for (const name of ['one', 'two'])
      await tx
        .insertInto('connections')
        .values(connectionRow({ id: name, name }))
        .execute();
    assert.deepEqual(await byName(tx, { name: 'two' }), [{ id: 'two' }]);
  });
  assert.deepEqual(await byName(db.read, { name: 'one' }), [{ id: 'one' }]);
  assert.deepEqual(await byName(db.read, { name: 'three' }), []);
  assert.equal(built, 1);
});

onBothDatabases('a precompiled write stays inside its unit', async (t) => {
  const { db } = await testDatabase(t);
  const rename = precompiled((database, { to }: { to: number }) =>
    database.updateTable('orgs').set({ policy_version: to }),
  );
  const undone = db.unit(async (tx) => {
    await rename(tx, { to: 7 });
    throw new RangeError('undone');
  });
  await assert.rejects(undone, /undone/);
  const org = await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow();
  assert.equal(org.policy_version, 0);
});

onBothDatabases('a constant of a precompiled query is a value, whatever characters it has', async (t) => {
  const { db } = await testDatabase(t);
  const odd = `it's "one" ? $1 \\ ; --`;
  const byConstant = precompiled((database, { id }: { id: string }) =>
    database.selectFrom('connections').select('name').where('name', '=', odd).where('id', '=', id),
  );
  await db.unit(async (tx) => {
    for (const [id, name] of [
      ['a', odd],
      ['b', 'plain'],
    ] as const)
      await tx.insertInto('connections').values(connectionRow({ id, name })).execute();
  });
  assert.deepEqual(await byConstant(db.read, { id: 'a' }), [{ name: odd }]);
  assert.deepEqual(await byConstant(db.read, { id: 'b' }), []);
});
