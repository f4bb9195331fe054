import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../storage/database.ts';
import { onBothDatabases, testDatabase } from '../storage/testing.ts';
import { insertAsked, insertAsker } from './asked-calls.fixture.ts';
import { type ListFilter, listAsked } from './list.ts';
import { countWaiting } from './waiting.ts';

const WAITING = { org: 'default', state: 'pending', limit: 2 } as const;
const DECIDED = { org: 'default', state: 'decided', limit: 2 } as const;

/** Every page of a list, as ids. */
async function walk(db: Database, filter: ListFilter): Promise<string[][]> {
  const pages: string[][] = [];
  for (let { cursor } = filter; pages.length < 20; ) {
    const page = await listAsked({ db }, { ...filter, cursor });
    pages.push(page.items.map(({ approval }) => approval.id));
    if (page.next === null) return pages;
    cursor = page.next;
  }
  throw new Error('the list has no end');
}

async function plan(db: Database, query: string): Promise<string> {
  const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(db.read);
  return rows.map(({ detail }) => detail).join('\n');
}

onBothDatabases(
  'pages of what waits and of what was decided hold every request once, in order',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const now = clock.now();
    await insertAsker(db, now);
    for (let number = 1; number <= 5; number++) await insertAsked(db, { number, state: 'pending', now });
    for (let number = 6; number <= 8; number++)
      await insertAsked(db, { number, state: 'denied', now, answer: 'deny' });
    await insertAsked(db, { number: 9, state: 'expired', now });
    await insertAsked(db, { number: 10, state: 'succeeded', now, answer: 'approve' });
    assert.deepEqual(await walk(db, WAITING), [
      ['apr_0001', 'apr_0002'],
      ['apr_0003', 'apr_0004'],
      ['apr_0005'],
    ]);
    assert.deepEqual(await walk(db, DECIDED), [
      ['apr_0010', 'apr_0009'],
      ['apr_0008', 'apr_0007'],
      ['apr_0006'],
    ]);
    assert.deepEqual(await walk(db, { ...DECIDED, answer: 'approved' }), [['apr_0010']]);
    assert.deepEqual(await walk(db, { ...DECIDED, answer: 'unanswered' }), [['apr_0009']]);
    assert.deepEqual(await walk(db, { ...DECIDED, operation: 'another' }), [[]]);
    assert.deepEqual(await walk(db, { ...WAITING, cursor: 'apr_nobody' }), [[]]);
  },
);

onBothDatabases('what waits is counted by agent, connection and operation, soonest end first', async (t) => {
  const { db, clock } = await testDatabase(t);
  const now = clock.now();
  await insertAsker(db, now);
  await insertAsked(db, {
    number: 1,
    state: 'pending',
    now: now + 5,
    call: { operation: 'delete_customer' },
  });
  await insertAsked(db, { number: 2, state: 'pending', now: now + 10 });
  await insertAsked(db, { number: 3, state: 'pending', now: now + 20 });
  await insertAsked(db, { number: 4, state: 'denied', now, answer: 'deny' });
  const { total, kinds, more } = await countWaiting(db, 'default', 10);
  assert.deepEqual([total, more], [3, false]);
  assert.deepEqual(
    kinds.map((kind) => [kind.operation, kind.waiting, kind.lastAskedAt - now, kind.agent.name]),
    [
      ['delete_customer', 1, 5, 'ada'],
      ['create_refund', 2, 20, 'ada'],
    ],
  );
  assert.equal(kinds[1]?.approveBefore, now + 10 + 1_800_000);
  const [first] = (await countWaiting(db, 'default', 1)).kinds;
  assert.equal(first?.operation, 'delete_customer');
  assert.equal((await countWaiting(db, 'default', 1)).more, true);
});

test('a filter that fits nothing looks through a bounded stretch of years, and says where to go on', async (t) => {
  const { db, clock } = await testDatabase(t);
  const now = clock.now();
  await insertAsker(db, now);
  await insertAsked(db, { number: 1, state: 'denied', now, answer: 'deny' });
  await db.unit(async (tx) => {
    const many = sql`with recursive n (n) as (select 10001 union all select n + 1 from n where n < 55000)`;
    await sql`${many} insert into calls (id, org, agent_id, connection_id, operation, risk, state, intent_sha256,
        action_sha256, action_payload, created_at)
      select 'cal_' || n, 'default', 'agt_1', 'con_1', 'create_refund', 'financial', 'expired', 'i' || n, 'a', 'p', ${now}
      from n`.execute(tx);
    await sql`insert into approvals (id, org, call_id, approve_before, step_up, reasons, policy_version, display_payload,
        display_sha256, display_version)
      select 'apr_' || substr(id, 5), org, id, ${now}, 0, '[]', 0, 'p', 'd', 2 from calls where id > 'cal_1'`.execute(
      tx,
    );
  });
  const pages = await walk(db, { ...DECIDED, answer: 'denied' });
  assert.deepEqual(pages, [[], [], ['apr_0001']]);
});

test('no list of requests reads a table from end to end or sorts what it found', async (t) => {
  const { db } = await testDatabase(t);
  const waiting = await plan(
    db,
    `select approvals.id from calls join approvals on approvals.call_id = calls.id
      where calls.org = ? and calls.state = 'pending' and calls.id > ? order by calls.id limit 50`,
  );
  assert.match(waiting, /calls_waiting_in_order \(org=\? AND id>\?\)/);
  assert.doesNotMatch(waiting, /SCAN|TEMP B-TREE/);
  const decided = await plan(
    db,
    `select approvals.id from approvals cross join calls where calls.id = approvals.call_id and approvals.org = ?
      and calls.state = 'denied' and calls.agent_id = ? and approvals.id < ? and approvals.id >= ?
      order by approvals.id desc limit 50`,
  );
  assert.match(decided, /SEARCH approvals USING INDEX sqlite_autoindex_approvals_1 \(id>\? AND id<\?\)/);
  assert.doesNotMatch(decided, /TEMP B-TREE/);
});
