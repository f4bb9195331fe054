import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Fault } from '../kernel/fault.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { TEST_TIME, testClock, testDatabase, testKeySource, testVault } from './testing.ts';
import { createVault } from './vault.ts';

const NAME = { org: 'default', connectionId: 'con_a', field: 'api_key', version: 1 };
const VALUE = 'sk_test_fake_0123456789';
const isSealed = (error: unknown) =>
  error instanceof Fault && error.code === 'sealed' && !inspect(error, { depth: 9 }).includes(VALUE);

test('a sealed credential opens again, also after a restart with the same root key', async () => {
  const db = testDatabase();
  const vault = await testVault({ db });
  await db.unit((tx) => vault.sealCredential(tx, { ...NAME, secret: new Secret(VALUE) }));
  assert.equal((await vault.openCredential(NAME)).reveal().toString(), VALUE);
  const again = await testVault({ db });
  assert.equal((await again.openCredential(NAME)).reveal().toString(), VALUE);
});

test('no stored column holds the credential', async () => {
  const db = testDatabase();
  const vault = await testVault({ db });
  await db.unit((tx) => vault.sealCredential(tx, { ...NAME, secret: new Secret(VALUE) }));
  const rows = await db.read.selectFrom('credentials').selectAll().execute();
  for (const cell of rows.flatMap((row) => Object.values(row))) {
    assert.equal(Buffer.from(String(cell)).includes(VALUE), false);
    assert.equal(cell instanceof Uint8Array && Buffer.from(cell).includes(VALUE), false);
  }
});

test('another root key, or another instance with the same one, opens nothing and adds no keys', async () => {
  const db = testDatabase();
  await testVault({ db });
  await assert.rejects(testVault({ db, keySource: testKeySource(8) }), isSealed);
  await assert.rejects(testVault({ db, instance: 'ins_other' }), isSealed);
  assert.equal((await db.read.selectFrom('keys').selectAll().execute()).length, 3);
});

test('the source may make a key only while nothing is sealed', async () => {
  const db = testDatabase();
  const asked: boolean[] = [];
  const keySource = {
    kind: () => 'environment' as const,
    read: async (firstRun: boolean) => {
      asked.push(firstRun);
      return testKeySource().read(firstRun);
    },
  };
  await testVault({ db, keySource });
  await testVault({ db, keySource });
  assert.deepEqual(asked, [true, false]);
});

test('T84 credentials swapped between connections, fields or organisations do not open', async () => {
  for (const other of [{ connectionId: 'con_b' }, { field: 'webhook_secret' }, { org: 'other' }]) {
    const db = testDatabase();
    const vault = await testVault({ db });
    await db.unit((tx) => vault.sealCredential(tx, { ...NAME, secret: new Secret(VALUE) }));
    const second = { ...NAME, ...other };
    await db.unit((tx) => vault.sealCredential(tx, { ...second, secret: new Secret('sk_test_fake_other') }));
    const rows = await db.read.selectFrom('credentials').selectAll().execute();
    for (const row of rows) {
      const stranger = rows.find((candidate) => candidate.id !== row.id);
      await db.read
        .updateTable('credentials')
        .set({ sealed: stranger?.sealed ?? new Uint8Array() })
        .where('id', '=', row.id)
        .execute();
    }
    await assert.rejects(vault.openCredential(NAME), isSealed);
    await assert.rejects(vault.openCredential(second), isSealed);
  }
});

test('T84 wrapping keys swapped between purposes do not open', async () => {
  const db = testDatabase();
  await testVault({ db });
  const rows = await db.read.selectFrom('keys').selectAll().execute();
  const [first, second] = rows;
  assert.ok(first && second);
  await db.read.updateTable('keys').set({ wrapped: second.wrapped }).where('id', '=', first.id).execute();
  await assert.rejects(testVault({ db }), isSealed);
});

test('T85 an old ciphertext put back in place of a newer version does not open', async () => {
  const db = testDatabase();
  const vault = await testVault({ db });
  await db.unit((tx) => vault.sealCredential(tx, { ...NAME, secret: new Secret(VALUE) }));
  await db.unit((tx) =>
    vault.sealCredential(tx, { ...NAME, version: 2, secret: new Secret('sk_test_new_one') }),
  );
  const [old] = await db.read.selectFrom('credentials').selectAll().where('version', '=', 1).execute();
  assert.ok(old);
  await db.read.updateTable('credentials').set({ sealed: old.sealed }).where('version', '=', 2).execute();
  await assert.rejects(vault.openCredential({ ...NAME, version: 2 }), isSealed);
});

test('a credential version that was never stored is a sealed fault, not an older one', async () => {
  const vault = await testVault();
  await assert.rejects(vault.openCredential(NAME), isSealed);
});

test('small values open only in the context they were sealed in', async () => {
  const vault = await testVault();
  const sealed = vault.sealState({ what: 'totp', operator: 'opr_1' }, Buffer.from(VALUE));
  assert.equal(vault.openState({ what: 'totp', operator: 'opr_1' }, sealed).toString(), VALUE);
  assert.throws(() => vault.openState({ what: 'totp', operator: 'opr_2' }, sealed), isSealed);
  assert.throws(() => vault.openState({ what: 'request-state', operator: 'opr_1' }, sealed), isSealed);
});

test('a value sealed for one purpose does not open as another', async () => {
  const db = testDatabase();
  const vault = await testVault({ db });
  await db.unit((tx) => vault.sealCredential(tx, { ...NAME, secret: new Secret(VALUE) }));
  const [row] = await db.read.selectFrom('credentials').selectAll().execute();
  assert.ok(row);
  assert.throws(() => vault.openState({ what: 'credential' }, row.sealed), isSealed);
});

test('fingerprints tell equal secrets apart from others, differ between instances, and are 16 hex digits', async () => {
  const [a, b] = [await testVault(), await testVault({ instance: 'ins_other' })];
  assert.match(a.fingerprint(new Secret(VALUE)), /^[0-9a-f]{16}$/);
  assert.equal(a.fingerprint(new Secret(VALUE)), a.fingerprint(new Secret(VALUE)));
  assert.notEqual(a.fingerprint(new Secret(VALUE)), a.fingerprint(new Secret(`${VALUE}x`)));
  assert.notEqual(a.fingerprint(new Secret(VALUE)), b.fingerprint(new Secret(VALUE)));
});

test('signatures of different labels are unrelated', async () => {
  const vault = await testVault();
  const signed = (['permit', 'request-state', 'cursor'] as const).map((label) =>
    vault.mac(label, 'x').toString('hex'),
  );
  assert.equal(new Set(signed).size, 3);
  assert.ok(signed.every((mac) => mac.length === 64));
});

test('payloads open again, checked against their commitment; equal values commit differently', async () => {
  const db = testDatabase();
  const { payloads } = await testVault({ db });
  const put = () =>
    db.unit((tx) => payloads.put(tx, { org: 'default', kind: 'action', plaintext: Buffer.from(VALUE) }));
  const [first, second] = [await put(), await put()];
  const got = await payloads.get(first.id);
  assert.equal(got.plaintext.toString(), VALUE);
  assert.equal(got.commitment, first.commitment);
  assert.notEqual(first.commitment, second.commitment);
  assert.equal((await db.read.selectFrom('payload_keys').selectAll().execute()).length, 1);
});

test('deleting the key of a day erases that day and no other', async () => {
  const db = testDatabase();
  const clock = testClock();
  const { payloads } = await testVault({ db, clock });
  const put = () =>
    db.unit((tx) => payloads.put(tx, { org: 'default', kind: 'result', plaintext: Buffer.from('r') }));
  const monday = await put();
  clock.set(TEST_TIME + 86_400_000);
  const tuesday = await put();
  assert.equal((await payloads.get(monday.id)).plaintext.toString(), 'r');
  await db.read.deleteFrom('payload_keys').where('day', '=', '2026-11-21').execute();
  await assert.rejects(
    payloads.get(monday.id),
    (error) => error instanceof Fault && error.code === 'not_found',
  );
  assert.equal((await payloads.get(tuesday.id)).plaintext.toString(), 'r');
});

test('a unit that is rolled back takes its new day key with it, and later payloads still open', async () => {
  const db = testDatabase();
  const { payloads } = await testVault({ db });
  const value = { org: 'default', kind: 'action' as const, plaintext: Buffer.from('kept') };
  await assert.rejects(
    db.unit(async (tx) => {
      await payloads.put(tx, value);
      throw new Error('undone');
    }),
  );
  const { id } = await db.unit((tx) => payloads.put(tx, value));
  assert.equal((await payloads.get(id)).plaintext.toString(), 'kept');
});

test('T84 payloads, their kinds, commitments and day keys cannot be exchanged', async () => {
  const changes = [
    { kind: 'display' as const },
    { commitment: '0'.repeat(64) },
    { id: 'pay_other' },
    { day: '2026-11-22' },
  ];
  for (const change of changes) {
    const db = testDatabase();
    const { payloads } = await testVault({ db });
    const { id } = await db.unit((tx) =>
      payloads.put(tx, { org: 'default', kind: 'action', plaintext: Buffer.from(VALUE) }),
    );
    await db.read.updateTable('payloads').set(change).execute();
    if ('day' in change) await db.read.updateTable('payload_keys').set({ day: change.day }).execute();
    await assert.rejects(payloads.get('id' in change ? change.id : id), isSealed);
  }
});

test('the vault keeps no copy of the root key it was given', async () => {
  const root = new Secret(Buffer.alloc(32, 7));
  await createVault({
    db: testDatabase(),
    keySource: {
      kind: () => 'environment',
      read: async () => ({ candidates: [root], wanted: null, moreByPassphrase: false }),
    },
    audit: { append: async () => undefined },
    instance: 'ins_test',
    org: 'default',
    clock: testClock(),
    random: systemRandom,
  });
  assert.deepEqual(root.reveal(), Buffer.alloc(32));
});
