import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import { installation } from './rotation.fixture.ts';
import { envKeySource } from './sources/env.ts';

const PROGRAM = join(import.meta.dirname, 'fixtures', 'rotate-and-die.ts');
const PASSPHRASE = 'correct horse battery staple';
const ROUNDS = 3;
const isSealed = (error: unknown) => error instanceof Fault && error.code === 'sealed';

type Here = Awaited<ReturnType<typeof installation>>;

function rotateAndDie(here: Here, ...args: readonly string[]): void {
  const run = spawnSync(process.execPath, [PROGRAM, here.databasePath, here.keyFile, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(run.signal, 'SIGKILL', run.stderr);
}

for (const [step, passes] of [
  ['keys.made', 0],
  ['keys.batch', 0],
  ['keys.batch', 1],
  ['keys.batch', 3],
  ['keys.resealed', 0],
  ['keys.destroyed', 0],
] as const) {
  test(`killed at ${step} (${passes}), everything opens, and the next start finishes the rotation`, async (t) => {
    const here = await installation(t);
    for (let round = 0; round < ROUNDS; round++) {
      rotateAndDie(here, 'keys', step, String(passes));
      assert.deepEqual(await here.problems(), []);
      assert.deepEqual(here.plaintextOnDisk(), []);
    }
    const { db, vault } = await here.open();
    await vault.keys.resume();
    const { waiting, keys } = await vault.keys.status();
    await db.close();
    assert.equal(waiting, 0);
    const old = keys.filter(({ newest, purpose }) => !newest && purpose !== 'state');
    assert.deepEqual(old, []);
    assert.deepEqual(await here.problems(), []);
  });
}

for (const step of ['root.staged', 'root.rewrapped', 'root.settled'] as const) {
  test(`killed at ${step}, everything opens with the file as it lies, and one key is left in it`, async (t) => {
    const here = await installation(t);
    for (let round = 0; round < ROUNDS; round++) {
      const old = { name: 'OLD', value: readFileSync(here.keyFile, 'utf8').trim() };
      rotateAndDie(here, 'root', step);
      assert.deepEqual(await here.problems(), []);
      assert.deepEqual(here.plaintextOnDisk(), []);
      assert.match(readFileSync(here.keyFile, 'utf8'), /^agentport-root-v1:[\w-]{43}\n$/);
      const { db, vault } = await here.open();
      await vault.keys.rotateRoot({ passphrase: null }, 'local-administrator');
      await db.close();
      await assert.rejects(here.open(envKeySource(old)), isSealed);
    }
    assert.deepEqual(await here.problems(), []);
  });

  test(`killed at ${step} on the way to a passphrase, the key of before or the passphrase opens everything`, async (t) => {
    const here = await installation(t);
    rotateAndDie(here, 'root', step, '0', PASSPHRASE);
    const source = here.source();
    if (step !== 'root.staged') {
      await assert.rejects(
        here.open(),
        (error) => isSealed(error) && (error as Fault).details?.unseal === true,
      );
      await source.unseal?.(new Secret(PASSPHRASE));
    }
    assert.deepEqual(await here.problems(source), []);
    assert.deepEqual(here.plaintextOnDisk(), []);
    const lines = readFileSync(here.keyFile, 'utf8').trim().split('\n');
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      step === 'root.staged' ? /^agentport-root-v1:/ : /^agentport-root-scrypt-v1:/,
    );
  });
}
