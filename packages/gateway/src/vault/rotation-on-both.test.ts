import assert from 'node:assert/strict';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { connectionRow, onBothDatabases, testDatabase } from '../storage/testing.ts';
import { insertSmallValues, SMALL_VALUES, smallProblems } from './small-values.fixture.ts';
import { testKeySource } from './testing.ts';
import { createVault } from './vault.ts';

onBothDatabases(
  'a rotation seals every stored value anew, small ones once all gateways know the key',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const vault = await createVault({
      ...{ db, clock, keySource: testKeySource(), instance: 'ins_1', org: 'default', random: systemRandom },
      audit: { append: async () => undefined },
    });
    const name = { org: 'default', connectionId: 'con_1', field: 'api_key', version: 1 };
    await db.unit(async (tx) => {
      await tx.insertInto('connections').values(connectionRow()).execute();
      await vault.sealCredential(tx, { ...name, secret: new Secret('sk_test_fake') });
      await insertSmallValues(tx, vault);
    });
    await vault.keys.rotateKeys('opr_1');
    const soon = await vault.keys.status();
    assert.equal(soon.waiting, db.dialect === 'sqlite' ? 0 : SMALL_VALUES);
    assert.deepEqual(await smallProblems(db.read, vault), []);
    clock.advance(60_000);
    await vault.keys.resume();
    const later = await vault.keys.status();
    assert.equal(later.waiting, 0);
    assert.deepEqual(
      later.keys
        .filter(({ newest }) => newest)
        .map(({ purpose, version, values }) => [purpose, version, values]),
      [
        ['credential', 2, 1],
        ['payload', 2, 0],
        ['state', 2, SMALL_VALUES],
      ],
    );
    assert.deepEqual(await smallProblems(db.read, vault), []);
    assert.equal((await vault.openCredential(name)).reveal().toString(), 'sk_test_fake');
  },
);
