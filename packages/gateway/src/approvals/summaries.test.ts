import assert from 'node:assert/strict';
import { onBothDatabases, testDatabase } from '../storage/testing.ts';
import { insertAsked, insertAsker, pagesOf } from './asked-calls.fixture.ts';
import { listSummaries } from './summaries.ts';

const WAITING = { org: 'default', state: 'pending', limit: 50 } as const;

onBothDatabases('a list opens one page for each request, and none of the actions behind them', async (t) => {
  const { db, clock } = await testDatabase(t);
  const now = clock.now();
  await insertAsker(db, now);
  await insertAsked(db, { number: 1, state: 'pending', now });
  await insertAsked(db, { number: 2, state: 'pending', now: now - 3_600_000 });
  const { opened, vault } = pagesOf({ pay_0001: 'red', pay_0002: 'blue' });
  const { items, next } = await listSummaries({ db, clock, vault }, WAITING);
  assert.equal(next, null);
  assert.deepEqual(opened, ['pay_0001', 'pay_0002']);
  assert.deepEqual(
    items.map((item) => [item.id, item.state, item.agent.name, item.connection.name, item.unusual]),
    [
      ['apr_0001', 'pending', 'ada', 'stripe', null],
      ['apr_0002', 'expired', 'ada', 'stripe', null],
    ],
  );
});

onBothDatabases('what was erased is left out, and who answered first stands beside the rest', async (t) => {
  const { db, clock } = await testDatabase(t);
  const now = clock.now();
  await insertAsker(db, now);
  await insertAsked(db, { number: 1, state: 'denied', now, answer: 'deny' });
  await insertAsked(db, { number: 2, state: 'denied', now, answer: 'deny' });
  const { vault } = pagesOf({ pay_0001: 'red' });
  const { items } = await listSummaries({ db, clock, vault }, { ...WAITING, state: 'decided' });
  assert.deepEqual(
    items.map((item) => [item.id, item.review?.operatorName, item.review?.answer]),
    [['apr_0001', 'Anna Brandt', 'deny']],
  );
});

onBothDatabases(
  'a request unlike the last approved ones says so on the list, one like them does not',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const now = clock.now();
    await insertAsker(db, now);
    const pages: Record<string, string> = {};
    for (let number = 1; number <= 5; number++) {
      await insertAsked(db, { number, state: 'succeeded', now, answer: 'approve' });
      pages[`pay_000${number}`] = 'red';
    }
    await insertAsked(db, { number: 6, state: 'denied', now, answer: 'deny' });
    await insertAsked(db, { number: 7, state: 'pending', now });
    await insertAsked(db, { number: 8, state: 'pending', now });
    await insertAsked(db, { number: 9, state: 'pending', now, call: { operation: 'another' } });
    const { vault, opened } = pagesOf({ ...pages, pay_0007: 'red', pay_0008: 'black', pay_0009: 'black' });
    const { items } = await listSummaries({ db, clock, vault }, { ...WAITING, compare: true });
    assert.deepEqual(
      items.map(({ unusual }) => unusual),
      [{ values: 0, of: 5 }, { values: 1, of: 5 }, null],
    );
    assert.equal(opened.length, 8);
    const plain = await listSummaries({ db, clock, vault }, WAITING);
    assert.ok(plain.items.every(({ unusual }) => unusual === null));
  },
);

onBothDatabases(
  'a page of a list ends where long texts would make it heavy, and the next one goes on',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const now = clock.now();
    await insertAsker(db, now);
    const long = 'x'.repeat(3 * 1024 * 1024);
    const pages: Record<string, string> = {};
    for (let number = 1; number <= 3; number++) {
      await insertAsked(db, { number, state: 'pending', now });
      pages[`pay_000${number}`] = long;
    }
    const { vault } = pagesOf(pages);
    const first = await listSummaries({ db, clock, vault }, WAITING);
    assert.deepEqual([first.items.length, first.next], [2, 'apr_0002']);
    const rest = await listSummaries({ db, clock, vault }, { ...WAITING, cursor: 'apr_0002' });
    assert.deepEqual([rest.items.map(({ id }) => id), rest.next], [['apr_0003'], null]);
  },
);
