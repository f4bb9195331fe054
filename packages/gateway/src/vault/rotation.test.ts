import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import { formatRootKey, parseRootKey } from './root-key.ts';
import { CREDENTIALS, installation } from './rotation.fixture.ts';
import { SMALL_VALUES, smallProblems } from './small-values.fixture.ts';
import { envKeySource } from './sources/env.ts';

const ACTOR = 'local-administrator';
const isSealed = (error: unknown) => error instanceof Fault && error.code === 'sealed';
const DAY_MS = 86_400_000;
/** Slow on purpose, so it is made once for each test that needs it. */
const PASSPHRASE = 'correct horse battery staple';

test('a new root key opens everything, and the old one opens nothing', async (t) => {
  const here = await installation(t);
  const old = readFileSync(here.keyFile, 'utf8');
  const { db, vault } = await here.open();
  await vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await db.close();

  const now = readFileSync(here.keyFile, 'utf8');
  assert.notEqual(now, old);
  assert.match(now, /^agentport-root-v1:[\w-]{43}\n$/);
  assert.equal(existsSync(`${here.keyFile}.new`), false);
  assert.deepEqual(await here.problems(), []);
  writeFileSync(here.keyFile, old);
  await assert.rejects(here.open(), isSealed);
});

test('fingerprints survive a new root key and new wrapping keys: an unchanged credential stays unchanged', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  await vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await vault.keys.rotateKeys(ACTOR);
  await db.close();
  assert.deepEqual(await here.problems(), []);
});

test('new wrapping keys: everything stored is sealed anew, and old versions are destroyed once nobody can hold a value of theirs', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  const before = await vault.keys.status();
  await vault.keys.rotateKeys(ACTOR);
  const after = await vault.keys.status();
  await db.close();

  assert.deepEqual(
    before.keys.map(({ purpose, version, values }) => [purpose, version, values]),
    [
      ['credential', 1, CREDENTIALS],
      ['payload', 1, 1],
      ['state', 1, SMALL_VALUES],
    ],
  );
  assert.deepEqual(
    after.keys.map(({ purpose, version, newest, values }) => [purpose, version, newest, values]),
    [
      ['state', 1, false, 0],
      ['credential', 2, true, CREDENTIALS],
      ['payload', 2, true, 1],
      ['state', 2, true, SMALL_VALUES],
    ],
  );
  assert.equal(after.waiting, 0);
  assert.deepEqual(await here.problems(), []);
});

test('a key that sealed what browsers and clients hold goes when the last of it has run out', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  const states = async () =>
    (await vault.keys.status()).keys
      .filter(({ purpose }) => purpose === 'state')
      .map(({ version }) => version);
  await vault.keys.rotateKeys(ACTOR);
  here.clock.advance(365 * DAY_MS);
  await vault.keys.resume();
  assert.deepEqual(await states(), [1, 2]);
  here.clock.advance(2 * DAY_MS);
  await vault.keys.resume();
  assert.deepEqual(await states(), [2]);
  assert.deepEqual(await smallProblems(db.read, vault), []);
  await db.close();
});

test('no key is destroyed that a stored value still names', async (t) => {
  const here = await installation(t);
  const first = await here.open();
  const channel = await first.db.read
    .selectFrom('channels')
    .select('secret_sealed')
    .executeTakeFirstOrThrow();
  await first.vault.keys.rotateKeys(ACTOR);
  await first.db.close();
  here.clock.advance(367 * DAY_MS);
  // a gateway that read the row before the rotation writes it back, at the worst moment
  const { db, vault } = await here.open(here.source(), async (step) => {
    if (step === 'keys.resealed') await db.unit((tx) => tx.updateTable('channels').set(channel).execute());
  });
  await vault.keys.resume();
  assert.deepEqual(await smallProblems(db.read, vault), []);
  await db.close();
  assert.deepEqual(await here.problems(), []);
});

test('every step of a rotation is in the log, with who and without a key', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  await vault.keys.rotateKeys(ACTOR);
  await vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await db.close();
  assert.deepEqual(
    here.reports.map(({ kind, actor, details }) => [kind, actor, details?.what]),
    [
      ...Array(3).fill(['vault.rotated', ACTOR, 'wrapping_key']),
      ['vault.rotated', ACTOR, 'resealed'],
      ...Array(2).fill(['vault.rotated', ACTOR, 'destroyed']),
      ['vault.rotated', ACTOR, 'root_key'],
    ],
  );
});

test('what a rotation cannot record it does not do', async (t) => {
  const here = await installation(t);
  const source = here.source();
  const { db, vault } = await here.open(source);
  here.reports.push = () => {
    throw new Error('no space');
  };
  await assert.rejects(vault.keys.rotateRoot({ passphrase: null }, ACTOR), /no space/);
  await assert.rejects(vault.keys.rotateKeys(ACTOR), /no space/);
  await db.close();
  assert.deepEqual(await here.problems(), []);
});

test('calls that seal and open while keys rotate lose nothing', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  const put = (text: string) =>
    db.unit((tx) => vault.payloads.put(tx, { org: 'default', kind: 'result', plaintext: Buffer.from(text) }));
  const rotations = (async () => {
    for (let round = 0; round < 3; round++) await vault.keys.rotateKeys(ACTOR);
  })();
  const stored = await Promise.all(Array.from({ length: 200 }, (_, index) => put(`value ${index}`)));
  await rotations;
  for (const [index, { id }] of stored.entries())
    assert.equal((await vault.payloads.get(id)).plaintext.toString(), `value ${index}`);
  await db.close();
  assert.deepEqual(await here.problems(), []);
});

test('a passphrase seals the root key: without it nothing opens, with it everything, and it can be taken off', async (t) => {
  const here = await installation(t);
  const first = await here.open();
  await first.vault.keys.rotateRoot({ passphrase: new Secret(PASSPHRASE) }, ACTOR);
  assert.equal((await first.vault.keys.status()).source, 'passphrase');
  await first.db.close();
  assert.match(readFileSync(here.keyFile, 'utf8'), /^agentport-root-scrypt-v1:17:8:1:[\w-]{22}:[\w-]{80}\n$/);

  await assert.rejects(here.open(), (error) => isSealed(error) && (error as Fault).details?.unseal === true);
  const wrong = here.source();
  await assert.rejects(async () => wrong.unseal?.(new Secret('correct horse battery stapler')), isSealed);
  const source = here.source();
  await source.unseal?.(new Secret(PASSPHRASE));
  const second = await here.open(source);
  await second.vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await second.db.close();
  assert.deepEqual(await here.problems(), []);
});

test('a short passphrase is refused, and the key stays where it was', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  await assert.rejects(
    vault.keys.rotateRoot({ passphrase: new Secret('short') }, ACTOR),
    (error) => error instanceof Fault && error.code === 'invalid_request',
  );
  await db.close();
  assert.deepEqual(await here.problems(), []);
});

test('a root key from the environment changes by a start with both, and is never written', async (t) => {
  const here = await installation(t);
  const previous = { name: 'OLD', value: readFileSync(here.keyFile, 'utf8').trim() };
  const current = { name: 'NEW', value: formatRootKey(new Secret(Buffer.alloc(32, 9))) };
  const both = await here.open(envKeySource(current, previous));
  await assert.rejects(
    both.vault.keys.rotateRoot({ passphrase: null }, ACTOR),
    (error) => error instanceof Fault && error.message.includes('AGENTPORT_ROOT_KEY_PREVIOUS'),
  );
  await both.db.close();
  assert.deepEqual(await here.problems(envKeySource(current)), []);
  assert.deepEqual(await here.problems(envKeySource(current, previous)), []);
  await assert.rejects(here.open(envKeySource(previous)), isSealed);
  assert.equal(here.reports.filter(({ details }) => details?.what === 'root_key').length, 1);
});

test('another gateway on the same database takes up new keys when it meets them', async (t) => {
  const here = await installation(t);
  const { db, vault } = await here.open();
  const { createVault } = await import('./vault.ts');
  const { systemRandom } = await import('../kernel/random.ts');
  const { testClock } = await import('../storage/testing.ts');
  const other = await createVault({
    db,
    keySource: here.source(),
    instance: 'ins_1',
    org: 'default',
    clock: testClock(),
    random: systemRandom,
    audit: { append: async () => undefined },
  });
  await vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await vault.keys.rotateKeys(ACTOR);
  const name = { org: 'default', connectionId: 'con_1', field: 'field_1', version: 1 };
  assert.equal((await other.openCredential(name)).reveal().toString(), 'sk_test_fake_000001');
  await db.close();
});

test('a copy of the key file from before is refused with what to do, not replaced', async (t) => {
  const here = await installation(t);
  copyFileSync(here.keyFile, `${here.keyFile}.escrow`);
  const { db, vault } = await here.open();
  await vault.keys.rotateRoot({ passphrase: null }, ACTOR);
  await db.close();
  const old = parseRootKey(readFileSync(`${here.keyFile}.escrow`, 'utf8'));
  assert.ok(old);
  await assert.rejects(here.open(envKeySource({ name: 'OLD', value: formatRootKey(old) })), isSealed);
});
