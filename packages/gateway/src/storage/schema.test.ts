import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { isUniqueViolation } from './constraint.ts';
import type { Database } from './database.ts';
import { dropSchema, newSchemaUrl, openOnClock } from './postgres/testing.ts';
import type { CallState, CallTable } from './schema/calls.ts';
import { callRow, connectionRow, onBothDatabases, testClock, testDatabase } from './testing.ts';

const FINAL: readonly CallState[] = [
  'denied_by_policy',
  'denied',
  'expired',
  'cancelled',
  'superseded',
  'stopped',
  'withdrawn',
  'permit_expired',
  'revoked',
  'succeeded',
  'failed',
  'reconciled_succeeded',
  'reconciled_failed',
];
const ALL: readonly CallState[] = [...FINAL, 'pending', 'approved', 'executing', 'outcome_unknown'];

function addConnection(db: Database) {
  return db.unit((tx) => tx.insertInto('connections').values(connectionRow()).execute());
}

function addCall(db: Database, call: Partial<CallTable>) {
  return db.unit((tx) => tx.insertInto('calls').values(callRow(call)).execute());
}

function change(db: Database, id: string, column: string, value: string) {
  return db.unit((tx) => sql`update calls set ${sql.ref(column)} = ${value} where id = ${id}`.execute(tx));
}

onBothDatabases('a call in a final state stays in it, whatever statement asks', async (t) => {
  const { db } = await testDatabase(t);
  await addConnection(db);
  for (const from of FINAL) {
    await addCall(db, { id: `cal_${from}`, state: from });
    for (const to of ALL.filter((state) => state !== from)) {
      await assert.rejects(change(db, `cal_${from}`, 'state', to), /call_state_is_final/, `${from} -> ${to}`);
    }
  }
});

onBothDatabases('only an approved call begins to execute, and an executing one only ends', async (t) => {
  const { db } = await testDatabase(t);
  await addConnection(db);
  await addCall(db, { id: 'cal_1', state: 'pending' });
  await assert.rejects(change(db, 'cal_1', 'state', 'executing'));
  await assert.rejects(change(db, 'cal_1', 'state', 'succeeded'));
  await change(db, 'cal_1', 'state', 'approved');
  await assert.rejects(change(db, 'cal_1', 'state', 'pending'));
  await change(db, 'cal_1', 'state', 'executing');
  for (const back of ['pending', 'approved', 'denied', 'stopped']) {
    await assert.rejects(change(db, 'cal_1', 'state', back));
  }
  await change(db, 'cal_1', 'state', 'outcome_unknown');
  await assert.rejects(change(db, 'cal_1', 'state', 'succeeded'));
  await change(db, 'cal_1', 'state', 'reconciled_succeeded');
});

onBothDatabases('what a call is about cannot be changed, and its permit is set once', async (t) => {
  const { db } = await testDatabase(t);
  await addConnection(db);
  await addCall(db, { id: 'cal_1', state: 'approved' });
  for (const column of ['operation', 'agent_id', 'intent_sha256', 'action_sha256', 'action_payload']) {
    await assert.rejects(change(db, 'cal_1', column, 'other'), /call_action_is_immutable/);
  }
  await change(db, 'cal_1', 'permit_id', 'pmt_1');
  await assert.rejects(change(db, 'cal_1', 'permit_id', 'pmt_2'), /call_permit_is_claimed_once/);
});

onBothDatabases('an agent has one open call for an intent and one call for an idempotency key', async (t) => {
  const { db } = await testDatabase(t);
  await addConnection(db);
  await addCall(db, { id: 'cal_1', state: 'pending', intent_sha256: 'same', idempotency_key: 'k' });
  await assert.rejects(
    addCall(db, { id: 'cal_2', state: 'approved', intent_sha256: 'same' }),
    isUniqueViolation,
  );
  await assert.rejects(
    addCall(db, { id: 'cal_3', state: 'pending', idempotency_key: 'k' }),
    isUniqueViolation,
  );
  await change(db, 'cal_1', 'state', 'denied');
  await addCall(db, { id: 'cal_4', state: 'pending', intent_sha256: 'same' });
});

onBothDatabases('a name is taken only while somebody living bears it', async (t) => {
  const { db } = await testDatabase(t);
  const add = (id: string) =>
    db.unit((tx) =>
      sql`insert into agents (id, org, name, status, epoch, tools, created_at)
        values (${id}, 'default', 'worker', 'active', 0, 'auto', 1)`.execute(tx),
    );
  await add('agt_1');
  await assert.rejects(add('agt_2'), isUniqueViolation);
  await db.unit((tx) => sql`update agents set status = 'removed' where id = 'agt_1'`.execute(tx));
  await add('agt_2');
});

test('every table has exactly the columns the schema names', async (t) => {
  const { db } = await testDatabase(t);
  const groups = readdirSync(join(import.meta.dirname, 'schema'));
  const source = ['schema.ts', ...groups.map((file) => join('schema', file))]
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const bodyOf = (name: string) =>
    new RegExp(`export interface ${name} \\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1] ?? '';
  const members = (body: string) =>
    [...body.matchAll(/^ {2}(\w+): (\w*)/gm)].map(([, key = '', type = '']) => ({ key, type }));
  const composed = /export interface Schema\n {2}extends (.*?) \{\}/s.exec(source)?.[1]?.split(/,\s+/) ?? [];
  assert.equal(composed.length, groups.length, 'every group of tables is part of the schema');
  const tables = composed.flatMap((group) => members(bodyOf(group)));
  for (const { key: table, type } of tables) {
    const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(
      db.read,
    );
    const columns = rows.map(({ name }) => name).filter((name) => name !== 'only_row');
    assert.deepEqual(new Set(columns), new Set(members(bodyOf(type)).map(({ key }) => key)), table);
  }
});

onBothDatabases('text is refused where a number belongs', async (t) => {
  const { db } = await testDatabase(t);
  await assert.rejects(db.unit((tx) => sql`update orgs set stop_epoch = 'later'`.execute(tx)));
});

test('on PostgreSQL too, and every text there is compared byte by byte', async (t) => {
  const { db: sqlite } = await testDatabase(t);
  const url = await newSchemaUrl();
  const db = await openOnClock(url, testClock());
  t.after(async () => {
    await db.close();
    await dropSchema(url);
  });
  const { rows } = await sql<{ table: string; column: string; type: string; collation: string | null }>`
    select table_name as "table", column_name as "column", data_type as type, collation_name as collation
    from information_schema.columns where table_schema = current_schema()`.execute(db.read);
  const { rows: known } = await sql<{ table: string; column: string }>`
    select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
    where m.type = 'table'`.execute(sqlite.read);
  const named = (row: { table: string; column: string }) => `${row.table}.${row.column}`;
  assert.deepEqual(new Set(rows.map(named)), new Set(known.map(named)));
  const texts = rows.filter(({ type }) => type === 'text');
  assert.ok(texts.length > 50);
  assert.deepEqual(texts.filter(({ collation }) => collation !== 'C').map(named), []);
});
