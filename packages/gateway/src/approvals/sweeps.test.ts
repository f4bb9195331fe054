import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SqliteConnection } from '../storage/sqlite/connection.ts';
import { testDatabase } from '../storage/testing.ts';
import { sweepOverdue } from './expire.ts';
import { takeOver, takeUpOwn } from './recover.ts';
import type { ApprovalsRoom } from './room.ts';

test('what is looked for every few seconds is found by its state, however many calls were finished', async (t) => {
  const { db } = await testDatabase(t);
  if (db.dialect !== 'sqlite') return t.skip('the plan of PostgreSQL depends on what it has counted');
  const lease = { gateway: 'gtw_1', epoch: 1 };
  const cluster = { lease: () => lease, endLapsed: async () => undefined };
  const room = { db, cluster, org: 'default', isUnderway: () => false } as unknown as ApprovalsRoom;
  const { mock } = t.mock.method(SqliteConnection.prototype, 'query');
  await sweepOverdue(room);
  await takeOver(room, room.org);
  await takeUpOwn(room, room.org);
  const asked = mock.calls.map(({ arguments: [query] }) => query.sql);
  mock.restore();

  const about = asked.filter((text) => text.startsWith('select') && text.includes('from "calls"'));
  assert.equal(about.length, 3, asked.join('\n'));
  for (const text of about) {
    const plain = text.replaceAll('?', "'x'");
    const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${plain}`).execute(db.read);
    const plan = rows.map(({ detail }) => detail).join('\n');
    assert.match(plan, /SEARCH calls USING INDEX calls_state \(org=\? AND state=\?\)/, plan);
  }
});
