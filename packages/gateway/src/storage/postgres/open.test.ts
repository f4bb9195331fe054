import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../../kernel/fault.ts';
import type { Database, Tx } from '../database.ts';
import { lock } from '../lock.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { CommitInDoubt } from './commit.ts';
import { parseDatabaseUrl } from './location.ts';
import { openPostgres } from './open.ts';
import { dropSchema, newSchemaUrl, testServerUrl } from './testing.ts';

async function opened(t: TestContext): Promise<{ db: Database; url: string }> {
  const url = await newSchemaUrl();
  const db = await openPostgres({ location: parseDatabaseUrl(url) });
  t.after(async () => {
    await db.close();
    await dropSchema(url);
  });
  return { db, url };
}

const bump = (tx: Tx) => sql`update orgs set policy_version = policy_version + 1`.execute(tx);
const version = async (db: Database) =>
  (await db.read.selectFrom('orgs').select('policy_version').executeTakeFirstOrThrow()).policy_version;
const pidOf = async (tx: Tx) =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows[0]?.pid ?? -1;
const kill = (db: Database, pid: number) => sql`select pg_terminate_backend(${pid}::int)`.execute(db.read);

test('several gateways that start at once make one schema', async (t) => {
  const url = await newSchemaUrl();
  t.after(() => dropSchema(url));
  const location = parseDatabaseUrl(url);
  const all = await Promise.all([1, 2, 3, 4].map(() => openPostgres({ location })));
  const { rows } = await sql<{ count: number }>`select count(*) as count from migrations`.execute(
    all[0]?.read as Database['read'],
  );
  assert.equal(rows[0]?.count, MIGRATIONS.length);
  await Promise.all(all.map((db) => db.close()));
});

test("database time is the server's own, and nothing a statement sets can move it", async (t) => {
  const { db } = await opened(t);
  const now = await db.unit(async (tx) => {
    await sql`set local agentport.test_now = '5'`.execute(tx);
    return (await sql<{ now: number }>`select db_now() as now`.execute(tx)).rows[0]?.now ?? 0;
  });
  assert.ok(Math.abs(now - Date.now()) < 60_000);
});

test('T98 a database made by a newer version is refused, with what to do', async (t) => {
  const { db, url } = await opened(t);
  const future = {
    number: MIGRATIONS.length + 1,
    name: 'future',
    statements: () => ['create table future (id text)'],
  };
  await migrate(db, [...MIGRATIONS, future]);
  await assert.rejects(
    openPostgres({ location: parseDatabaseUrl(url) }),
    /made by a newer version.*Start that version/,
  );
});

test('a unit that the server undid because of a circle of locks runs again', async (t) => {
  const { db } = await opened(t);
  let runs = 0;
  let holders = 0;
  let bothHold: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  const one = (first: string, second: string) =>
    db.unit(async (tx) => {
      runs += 1;
      await lock(tx, 'task', first);
      holders += 1;
      if (holders === 2) bothHold();
      await met;
      await lock(tx, 'task', second);
      await bump(tx);
    });
  await Promise.all([one('a', 'b'), one('b', 'a')]);
  assert.equal(runs, 3);
  assert.equal(await version(db), 2);
});

test('a unit whose connection broke before COMMIT is undone and runs again', async (t) => {
  const { db } = await opened(t);
  let runs = 0;
  await db.unit(async (tx) => {
    runs += 1;
    await bump(tx);
    if (runs === 1) await kill(db, await pidOf(tx));
  });
  assert.equal(runs, 2);
  assert.equal(await version(db), 1);
});

test('a statement that failed undoes its unit, also when the unit went on', async (t) => {
  const { db } = await opened(t);
  const went = db.unit(async (tx) => {
    await bump(tx);
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
  });
  await assert.rejects(went, /Let the error undo the unit/);
  assert.equal(await version(db), 0);
});

test('a statement after the end of its unit is refused', async (t) => {
  const { db } = await opened(t);
  let kept: Tx | null = null;
  await db.unit(async (tx) => {
    kept = tx;
  });
  assert.ok(kept);
  await assert.rejects(bump(kept), /has ended/);
});

test('a read whose connection broke is asked again', async (t) => {
  const { db } = await opened(t);
  await version(db);
  await db.unit((tx) =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and state = 'idle' and query like '%orgs%'`.execute(tx),
  );
  assert.equal(await version(db), 0);
});

test('trouble with the server is told with what to do, and without the password', async () => {
  const server = new URL(await testServerUrl());
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const secret = 'plainly-a-test-password';
  const cases = [
    [`postgres://anna:${secret}@127.0.0.1:${port}/x`, /Nobody answers at its address/],
    [`postgres://postgres:${secret}@127.0.0.1:${server.port}/no_such`, /no such database/],
    [`postgres://nobody_known:${secret}@127.0.0.1:${server.port}/postgres`, /refused this user/],
    [`postgres://postgres:${secret}@127.0.0.1:${server.port}/postgres?sslmode=require`, /speaks no TLS/],
  ] as const;
  for (const [url, expected] of cases) {
    const opening = openPostgres({ location: parseDatabaseUrl(url) });
    await assert.rejects(opening, (error) => {
      assert.ok(error instanceof Fault);
      assert.equal(error.code, 'storage_unavailable');
      assert.match(error.message, expected);
      assert.ok(!`${error.message} ${String(error.cause)} ${error.stack}`.includes(secret));
      return true;
    });
  }
});

test('word of a commit that nobody could confirm says so', () => {
  const fault = new CommitInDoubt(new Error('gone'));
  assert.equal(fault.code, 'storage_unavailable');
  assert.deepEqual(fault.details, { stored: 'unknown' });
});
