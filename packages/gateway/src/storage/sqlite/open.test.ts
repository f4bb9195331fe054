import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../../kernel/fault.ts';
import { callRow, connectionRow, temporaryDirectory, testClock, testDatabase } from '../testing.ts';
import { connectSqlite, openSqliteReader } from './connect.ts';
import { openSqlite } from './open.ts';

const clock = testClock();
const fault =
  (code: string, says = /./) =>
  (error: unknown) =>
    error instanceof Fault && error.code === code && says.test(error.message);

function start(t: TestContext, program: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', program), ...args]);
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** Everything the child printed until it ended, or only its first words. */
function output(child: ChildProcess, until: 'first' | 'end'): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (until === 'first') resolve(text);
    });
    child.stderr?.on('data', (chunk) => reject(new Error(String(chunk))));
    child.on('exit', () => resolve(text));
  });
}

test('database and directory are made for their owner only', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  const path = join(directory, 'agentport.db');
  const db = await openSqlite({ path, clock });
  t.after(() => db.close());
  const mode = (file: string) => statSync(file).mode & 0o777;
  assert.equal(mode(directory), 0o700);
  for (const file of [path, `${path}-wal`, `${path}-shm`, join(directory, 'lock.db')])
    assert.equal(mode(file), 0o600);
});

test('a directory or database that others can use is refused with the command that repairs it', async (t) => {
  const { db, path } = await testDatabase(t);
  await db.close();
  chmodSync(path, 0o640);
  await assert.rejects(openSqlite({ path, clock }), fault('unsafe_permissions', /Run: chmod 600 /));
  chmodSync(path, 0o600);
  chmodSync(dirname(path), 0o750);
  await assert.rejects(openSqlite({ path, clock }), fault('unsafe_permissions', /Run: chmod 700 /));
  chmodSync(dirname(path), 0o700);
});

test('every commit is flushed to disk, and foreign keys hold', async (t) => {
  const { db } = await testDatabase(t);
  const pragma = async (name: string) =>
    Object.values((await db.unit((tx) => sql.raw(`pragma ${name}`).execute(tx))).rows[0] as object)[0];
  assert.equal(await pragma('journal_mode'), 'wal');
  assert.equal(await pragma('synchronous'), 2);
  assert.equal(await pragma('foreign_keys'), 1);
  assert.equal(await pragma('busy_timeout'), 5_000);
});

test('T99 a second gateway on the same data directory is refused, in this process and from another one', async (t) => {
  const { path } = await testDatabase(t);
  await assert.rejects(openSqlite({ path, clock }), fault('already_running', /Stop it first/));

  const other = join(temporaryDirectory(t), 'agentport.db');
  const holder = start(t, 'hold.ts', other);
  assert.equal(await output(holder, 'first'), 'held\n');
  await assert.rejects(openSqlite({ path: other, clock }), fault('already_running'));
});

test('after kill -9 the lock is free and everything that was promised is there', async (t) => {
  const path = join(temporaryDirectory(t), 'agentport.db');
  const holder = start(t, 'hold.ts', path);
  await output(holder, 'first');
  const gone = new Promise((resolve) => holder.once('exit', resolve));
  holder.kill('SIGKILL');
  await gone;
  const db = await openSqlite({ path, clock });
  t.after(() => db.close());
  assert.deepEqual(await db.read.selectFrom('agents').select('id').execute(), [{ id: 'agt_held' }]);
});

test('a file that is no database is refused and not overwritten', async (t) => {
  const path = join(temporaryDirectory(t), 'agentport.db');
  writeFileSync(path, 'not a database, but somebody needs it '.repeat(100), { mode: 0o600 });
  const size = statSync(path).size;
  await assert.rejects(openSqlite({ path, clock }), fault('database_unreadable', /backup/));
  assert.equal(statSync(path).size, size);
});

test('a data directory that cannot be used is named with what to check', async (t) => {
  const file = join(temporaryDirectory(t), 'file');
  writeFileSync(file, '');
  const path = join(file, 'data', 'agentport.db');
  await assert.rejects(
    openSqlite({ path, clock }),
    fault('storage_unavailable', /file\/data cannot be used \(ENOTDIR\)/),
  );
});

test('a reader beside a running gateway sees committed rows and cannot write', async (t) => {
  const { db, path } = await testDatabase(t);
  await db.unit((tx) => sql`update orgs set policy_version = 7`.execute(tx));
  const reader = openSqliteReader({ path, clock });
  t.after(() => reader.close());
  const org = await reader.read.selectFrom('orgs').select('policy_version').executeTakeFirst();
  assert.deepEqual(org, { policy_version: 7 });
  await assert.rejects(sql`update orgs set stopped = 1`.execute(reader.read), fault('storage_unavailable'));
});

test('T6 four processes race for the same permits: each is won exactly once', {
  timeout: 60_000,
}, async (t) => {
  const { db, path } = await testDatabase(t);
  const calls = 40;
  await db.unit(async (tx) => {
    await tx.insertInto('connections').values(connectionRow()).execute();
    for (let index = 0; index < calls; index++)
      await tx
        .insertInto('calls')
        .values(callRow({ id: `cal_${index}`, state: 'approved' }))
        .execute();
    await sql`insert into instance (id, created_at, time_seen) values ('ins_test', 1, 1)`.execute(tx);
  });
  const racers = ['a', 'b', 'c', 'd'].map((name) => start(t, 'claim.ts', path, name, String(calls)));
  const results = racers.map((racer) => output(racer, 'end'));
  for (const racer of racers) racer.stdin?.write('go\n');
  const won = (await Promise.all(results)).flatMap((text) => JSON.parse(text) as string[]);
  assert.equal(won.length, calls);
  assert.equal(new Set(won).size, calls);
  const executing = await db.read
    .selectFrom('calls')
    .select('permit_id')
    .where('state', '=', 'executing')
    .execute();
  assert.equal(new Set(executing.map((row) => row.permit_id)).size, calls);
});

test('closing twice is harmless and frees the lock', async (t) => {
  const { db, path } = await testDatabase(t);
  await Promise.all([db.close(), db.close()]);
  const again = connectSqlite({ path, clock });
  await again.close();
});
