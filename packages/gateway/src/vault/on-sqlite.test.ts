import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { connectionRow, testDatabase as databaseFile } from '../storage/testing.ts';
import { testKeySource } from './testing.ts';
import { createVault } from './vault.ts';

const VALUE = 'sk_test_fake_0123456789';

test('in a real database the vault seals, survives a restart, and units sharing a commit share a day key', async (t) => {
  const { db, clock } = await databaseFile(t);
  const open = () =>
    createVault({
      db,
      keySource: testKeySource(),
      instance: 'ins_1',
      org: 'default',
      clock,
      random: systemRandom,
      audit: { append: async () => undefined },
    });
  const vault = await open();
  const name = { org: 'default', connectionId: 'con_1', field: 'key', version: 1 };
  await db.unit(async (tx) => {
    await tx.insertInto('connections').values(connectionRow()).execute();
    await vault.sealCredential(tx, { ...name, secret: new Secret(VALUE) });
  });
  const put = (text: string, fail: boolean) =>
    db.unit(async (tx) => {
      const stored = await vault.payloads.put(tx, {
        org: 'default',
        kind: 'action',
        plaintext: Buffer.from(text),
      });
      if (fail) throw new Error('undone');
      return stored;
    });
  // Queued together: the first makes the day's key and is undone, the second must not rely on it.
  const [undone, ...kept] = await Promise.allSettled([put('a', true), put('b', false), put('c', false)]);
  assert.equal(undone.status, 'rejected');

  const again = await open();
  assert.equal((await again.openCredential(name)).reveal().toString(), VALUE);
  const ids = kept.map((stored) => (stored.status === 'fulfilled' ? stored.value.id : ''));
  const texts = await Promise.all(ids.map(async (id) => (await again.payloads.get(id)).plaintext.toString()));
  assert.deepEqual(texts, ['b', 'c']);
  assert.equal((await db.read.selectFrom('payload_keys').selectAll().execute()).length, 1);
});

test('a credential version is written once: a second write of it is refused by the database', async (t) => {
  const { db, clock } = await databaseFile(t);
  const vault = await createVault({
    db,
    keySource: testKeySource(),
    instance: 'ins_1',
    org: 'default',
    clock,
    random: systemRandom,
    audit: { append: async () => undefined },
  });
  const seal = (value: string) =>
    db.unit((tx) =>
      vault.sealCredential(tx, {
        org: 'default',
        connectionId: 'con_1',
        field: 'key',
        version: 1,
        secret: new Secret(value),
      }),
    );
  await db.unit((tx) => tx.insertInto('connections').values(connectionRow()).execute());
  await seal(VALUE);
  await assert.rejects(seal('sk_test_fake_other'));
});
