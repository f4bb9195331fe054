import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../kernel/fault.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { connectSqlite } from './sqlite/connect.ts';
import { openSqlite } from './sqlite/open.ts';
import { sqliteWords } from './sqlite/words.ts';
import { temporaryDirectory, testClock, testDatabase } from './testing.ts';

const clock = testClock();
const STATEMENTS = MIGRATIONS.flatMap((migration) => migration.statements(sqliteWords));

async function schemaOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ sql: string }>`select sql from sqlite_master where sql is not null`.execute(
    db.read,
  );
  return rows.map((row) => row.sql);
}

async function atVersion(t: Parameters<typeof temporaryDirectory>[0], version: number) {
  const path = join(temporaryDirectory(t), 'agentport.db');
  const db = connectSqlite({ path, clock });
  t.after(() => db.close());
  await migrate(db, MIGRATIONS.slice(0, version));
  return { db, path };
}

test('migrations are numbered from 1 without a gap', () => {
  assert.deepEqual(
    MIGRATIONS.map(({ number }) => number),
    MIGRATIONS.map((_, index) => index + 1),
  );
});

test('migrating twice changes nothing', async (t) => {
  const { db } = await testDatabase(t);
  const before = await schemaOf(db);
  await migrate(db);
  assert.deepEqual(await schemaOf(db), before);
});

test('an older database of any version becomes the same as a new one', async (t) => {
  const wanted = await schemaOf((await testDatabase(t)).db);
  for (let version = 0; version < MIGRATIONS.length; version++) {
    const { db } = await atVersion(t, version);
    await migrate(db);
    assert.deepEqual(await schemaOf(db), wanted);
  }
});

test('T98 a database made by a newer version is refused untouched, with what to do', async (t) => {
  const { db, path } = await testDatabase(t);
  const future: Migration = {
    number: MIGRATIONS.length + 1,
    name: 'future',
    statements: () => ['create table future (id text)'],
  };
  await migrate(db, [...MIGRATIONS, future]);
  await db.close();
  await assert.rejects(openSqlite({ path, clock }), (error) => {
    assert.ok(error instanceof Fault);
    assert.equal(error.code, 'database_newer');
    assert.match(error.message, /made by a newer version.*Start that version again/);
    return true;
  });
});

test('T98 a failure at any statement of a migration leaves the old schema, and the next start succeeds', async (t) => {
  const wanted = await schemaOf((await testDatabase(t)).db);
  const { db } = await atVersion(t, 0);
  const before = await schemaOf(db);
  for (let failAt = 0; failAt <= STATEMENTS.length; failAt++) {
    const broken = [...STATEMENTS.slice(0, failAt), 'this is not SQL'];
    await assert.rejects(migrate(db, [{ number: 1, name: 'broken', statements: () => broken }]));
    assert.deepEqual(await schemaOf(db), before);
  }
  await migrate(db);
  assert.deepEqual(await schemaOf(db), wanted);
});

test('T98 kill -9 inside a migration leaves the old schema, and the next start succeeds', async (t) => {
  const wanted = await schemaOf((await testDatabase(t)).db);
  const program = join(import.meta.dirname, 'sqlite', 'fixtures', 'crash-in-migration.ts');
  for (let crashAt = 0; crashAt < STATEMENTS.length; crashAt += 6) {
    const { db, path } = await atVersion(t, 0);
    const before = await schemaOf(db);
    await db.close();
    const run = spawnSync(process.execPath, [program, path, String(crashAt)], { timeout: 20_000 });
    assert.equal(run.signal, 'SIGKILL');
    const reopened = connectSqlite({ path, clock });
    t.after(() => reopened.close());
    assert.deepEqual(await schemaOf(reopened), before);
    await migrate(reopened);
    assert.deepEqual(await schemaOf(reopened), wanted);
  }
});
