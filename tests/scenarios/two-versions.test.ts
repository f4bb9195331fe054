import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { test } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../../packages/gateway/src/storage/migrate.ts';
import { MIGRATIONS, type Migration } from '../../packages/gateway/src/storage/migrations/index.ts';
import { openOnClock } from '../../packages/gateway/src/storage/postgres/testing.ts';
import { connectSqlite } from '../../packages/gateway/src/storage/sqlite/connect.ts';
import { testClock } from '../../packages/gateway/src/storage/testing.ts';
import { startCluster } from '../support/cluster.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { until } from '../support/until.ts';

/** Before the first of these steps no two versions ever shared a database. */
const FIRST_SHARED = 10;

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

function columnsOf(path: string): Column[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare(
      `select t.name as "table", c.name, c.type, c."notnull" = 1 and c.dflt_value is null as required
       from pragma_table_list t join pragma_table_info(t.name) c
       where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite_%'`,
    )
    .all() as unknown as Column[];
  database.close();
  return rows.map((row) => ({ ...row, required: Boolean(row.required) }));
}

async function migrated(path: string, steps: number): Promise<Column[]> {
  const database = connectSqlite({ path, clock: testClock() });
  await migrate(database, MIGRATIONS.slice(0, steps)).finally(() => database.close());
  return columnsOf(path);
}

test('no step takes away, narrows or requires what the version before does not write', async (t) => {
  const path = join(temporaryDirectory(t), 'agentport.db');
  let before = await migrated(path, FIRST_SHARED - 1);
  for (let step = FIRST_SHARED; step <= MIGRATIONS.length; step++) {
    const after = await migrated(path, step);
    const find = ({ table, name }: Column, columns: readonly Column[]) =>
      columns.find((column) => column.table === table && column.name === name);
    for (const column of before) {
      const now = find(column, after);
      const what = `step ${step}: ${column.table}.${column.name}`;
      assert.equal(now?.type, column.type, what);
      assert.ok(!now?.required || column.required, `${what} is required now`);
    }
    const tables = new Set(before.map(({ table }) => table));
    const added = after.filter((column) => tables.has(column.table) && !find(column, before));
    assert.deepEqual(
      added.filter(({ required }) => required),
      [],
      `step ${step}`,
    );
    before = after;
  }
});

/** What a version after this one may do: everything that expanding allows, to every table there is. */
function tomorrow(tables: readonly string[]): Migration {
  return {
    number: MIGRATIONS.length + 1,
    name: 'of tomorrow',
    statements: ({ integer, text, tableEnd }) => [
      `create table of_tomorrow (id ${text} not null primary key, at ${integer} not null) ${tableEnd}`,
      ...tables.flatMap((table) => [
        `alter table ${table} add column of_tomorrow ${text}`,
        `alter table ${table} add column counted_tomorrow ${integer} not null default 0`,
      ]),
      `create index calls_of_tomorrow on calls (of_tomorrow)`,
    ],
  };
}

async function bringForward({ databaseUrl, clock }: TestGateway): Promise<void> {
  const db = await openOnClock(databaseUrl ?? '', clock);
  try {
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = current_schema() and tablename <> 'migrations'`.execute(
      db.read,
    );
    await migrate(db, [...MIGRATIONS, tomorrow(rows.map(({ name }) => name))]);
  } finally {
    await db.close();
  }
}

const stateOf = async (gateway: TestGateway, callId: string) => {
  const { read } = gateway.running.gateway.db;
  const row = await read.selectFrom('calls').select('state').where('id', '=', callId).executeTakeFirst();
  return row?.state === 'succeeded' ? true : null;
};

test('while a newer version brings the schema forward, gateways of this one go on: calls, questions, answers, stops, the log', async (t) => {
  const [one, other] = await startCluster(t, 2);
  assert.ok(one && other);
  const { id, token } = await one.agent();
  const asked = await one.call(token, 'stripe.create_customer', { name: 'Asked before' });
  assert.equal(asked.status, 202, asked.text);
  const reads = Array.from({ length: 10 }, () => other.call(token, 'stripe.list_customers', {}));
  await bringForward(one);
  for (const read of await Promise.all(reads)) assert.equal(read.status, 200, read.text);

  assert.equal((await other.operator.approve(asked.body.approval.id)).status, 200);
  await until(() => stateOf(one, asked.body.call.id), { what: 'the question of before to be sent' });
  const later = await other.call(token, 'stripe.create_customer', { name: 'Asked after' });
  assert.equal(later.status, 202, later.text);
  assert.equal((await one.operator.deny(later.body.approval.id)).status, 200);
  const keyed = { 'idempotency-key': 'tomorrow' };
  assert.equal((await one.call(token, 'stripe.list_customers', {}, keyed)).status, 200);
  assert.equal((await other.agent()).token.startsWith('ap_agent_'), true);
  await one.running.gateway.stopping.stopAgent({ org: 'default', id, actor: 'system:test' });
  assert.equal((await other.call(token, 'stripe.list_customers', {})).status, 403);
  await one.running.gateway.vault.keys.rotateKeys('system:test');
  assert.equal(one.sandbox.stripe.service.effects.length, 1);
  assert.equal((await other.running.gateway.audit.verify()).ok, true);
});

/** The rows of a database, written anew by a version that knew only the first `steps` steps, into this one's tables. */
async function rewritten(from: string, to: string, steps: number, scratch: string): Promise<void> {
  const known = await migrated(join(scratch, `${steps}.db`), steps);
  await migrated(to, MIGRATIONS.length);
  const [source, target] = [new DatabaseSync(from), new DatabaseSync(to)];
  const tables = source
    .prepare(
      `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by rowid`,
    )
    .all()
    .map(({ name }) => String(name))
    .filter((name) => name !== 'migrations' && known.some(({ table }) => table === name));
  for (const table of tables.toReversed()) target.exec(`delete from ${table}`);
  for (const table of tables) {
    const names = known.filter((column) => column.table === table).map(({ name }) => `"${name}"`);
    const insert = target.prepare(
      `insert into ${table} (${names.join()}) values (${names.map(() => '?').join()})`,
    );
    for (const row of source.prepare(`select ${names.join()} from ${table} order by rowid`).iterate())
      insert.run(...(Object.values(row) as SQLInputValue[]));
  }
  source.close();
  target.close();
}

for (const back of [1, 2, 3]) {
  test(`what a version ${back} steps back wrote into this schema is read, answered, sent and verified`, async (t) => {
    const gateway = await startTestGateway(t, { database: 'sqlite' });
    const { token } = await gateway.agent();
    const asked = await gateway.call(token, 'stripe.create_customer', { name: 'Asked by the old one' });
    const again = await gateway.restart(async () => {
      const path = join(gateway.dataDir, 'agentport.db');
      const scratch = temporaryDirectory(t);
      await rewritten(path, join(scratch, 'new.db'), MIGRATIONS.length - back, scratch);
      for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
      renameSync(join(scratch, 'new.db'), path);
      chmodSync(path, 0o600);
    });
    assert.equal(again.running.readOnly, null);
    assert.equal((await again.operator.approve(asked.body.approval.id)).status, 200);
    await until(() => stateOf(again, asked.body.call.id), { what: 'the question to be sent' });
    assert.equal((await again.call(token, 'stripe.list_customers', {})).status, 200);
    assert.equal((await again.running.gateway.audit.verify()).ok, true);
  });
}
