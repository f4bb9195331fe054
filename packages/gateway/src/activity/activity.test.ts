import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { AuditReport } from '../audit/index.ts';
import { type TestAudit, testAudit } from '../audit/testing.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { type Activity, createActivity } from './activity.ts';

interface Scene extends TestAudit {
  readonly activity: Activity;
  write(...reports: readonly Partial<AuditReport>[]): Promise<void>;
}

async function scene(t: TestContext): Promise<Scene> {
  const made = await testAudit(t);
  const onFault = (error: unknown) => {
    throw error;
  };
  const activity = createActivity({ ...made, org: 'default', onFault });
  t.after(() => activity.close());
  const write = async (...reports: readonly Partial<AuditReport>[]) => {
    for (const report of reports) {
      await made.db.unit((tx) => made.audit.append(tx, { ...CALL, ...report }));
      made.clock.advance(10);
    }
  };
  return { ...made, activity, write };
}

const CALL: AuditReport = {
  kind: 'call.executing',
  actor: 'agt_1',
  agent: 'agt_1',
  connection: 'con_1',
  operation: 'create_refund',
  session: 'ses-1',
  effect: 'allow',
};
const DENIED = { kind: 'call.denied', effect: 'deny' } as const;

onBothDatabases(
  'the overview counts each call once, as it was decided, however often it is asked',
  async (t) => {
    const { activity, write } = await scene(t);
    await write({}, { kind: 'call.finished', outcome: 'succeeded' }, DENIED, {
      kind: 'call.pending',
      approval: 'apr_1',
    });
    await write({ approval: 'apr_1' }, { kind: 'call.finished', outcome: 'failed', approval: 'apr_1' });
    await write({ agent: null, actor: 'system:credential_test' });
    await activity.overview(24);
    const seen = await activity.overview(24);
    const last = Object.fromEntries(Object.entries(seen.lanes).map(([lane, bars]) => [lane, bars.at(-1)]));
    assert.deepEqual(last, { allowed: 1, asked: 1, denied: 1, unknown: 0 });
    assert.deepEqual(seen.ends, { succeeded: 1, failed: 1, unknown: 0 });
    assert.deepEqual(seen.mostDenied, [
      { agent_id: 'agt_1', connection_id: 'con_1', operation: 'create_refund', count: 1 },
    ]);
    assert.deepEqual(seen.trouble, [{ connectionId: 'con_1', ended: 2, failed: 1 }]);
    assert.equal(seen.whole, true);
  },
);

onBothDatabases('two gateways that count at the same time count every entry once', async (t) => {
  const made = await scene(t);
  await made.write(...Array.from({ length: 30 }, () => ({})));
  const other = createActivity({ ...made, org: 'default', onFault: () => undefined });
  await Promise.all([made.activity.overview(24), other.overview(24)]);
  const { lanes } = await other.overview(24);
  assert.equal(lanes.allowed.at(-1), 30);
});

onBothDatabases(
  'older calls stand in the bar of their time, and what is before the span in none',
  async (t) => {
    const { activity, write, clock } = await scene(t);
    await write({});
    clock.advance(2 * 3_600_000);
    await write({}, {});
    const day = await activity.overview(24);
    assert.deepEqual(day.lanes.allowed.slice(-3), [1, 0, 2]);
    const week = await activity.overview(168);
    assert.equal(week.lanes.allowed.length, 28);
    clock.advance(48 * 3_600_000);
    assert.equal(
      (await activity.overview(24)).lanes.allowed.reduce((a, b) => a + b),
      0,
    );
  },
);

onBothDatabases('a session holds its own calls, the one that was active last comes first', async (t) => {
  const { activity, write } = await scene(t);
  await write(
    { session: 'first' },
    { session: 'second' },
    { ...DENIED, session: 'first' },
    { session: null },
  );
  const { items, next } = await activity.sessions({ org: 'default', limit: 1 });
  assert.deepEqual([items[0]?.session, items[0]?.allowed, items[0]?.denied], ['first', 1, 1]);
  const older = await activity.sessions({ org: 'default', limit: 5, cursor: next ?? undefined });
  assert.deepEqual([older.items.map(({ session }) => session), older.next], [['second'], null]);
  const [session] = items;
  assert.ok(session);
  const steps = await activity.steps(session, { limit: 50 });
  assert.deepEqual(
    steps.items.map(({ event }) => event.kind),
    ['call.denied', 'call.executing'],
  );
  assert.equal(await activity.session('agt_2', 'first'), null);
});

onBothDatabases('an agent has its calls of the last days and the time of its last one', async (t) => {
  const { activity, write, clock, db } = await scene(t);
  const agent = {
    id: 'agt_1',
    org: 'default',
    name: 'one',
    status: 'active',
    epoch: 1,
    tools: 'auto',
  } as const;
  await db.unit((tx) =>
    tx
      .insertInto('agents')
      .values({ ...agent, created_at: clock.now() })
      .execute(),
  );
  await write({}, DENIED, { kind: 'call.finished', outcome: 'succeeded' });
  clock.advance(3 * 86_400_000);
  await write({});
  const seen = (await activity.agents(7, ['agt_1'])).get('agt_1');
  assert.equal(seen?.calls, 3, 'the end of a call is no call');
  assert.ok(seen.lastAt !== null && clock.now() - seen.lastAt < 1_000);
  assert.equal((await activity.agents(2, ['agt_1'])).get('agt_1')?.calls, 1);
  clock.advance(30 * 86_400_000);
  const later = (await activity.agents(7, ['agt_1'])).get('agt_1');
  assert.deepEqual(
    [later?.calls, later?.lastAt],
    [0, seen.lastAt],
    'the last call is known however old it is',
  );
});

onBothDatabases('a session counts what people denied and what was flagged', async (t) => {
  const { activity, write } = await scene(t);
  await write(
    { session: 's', kind: 'call.pending', reasons: ['finding'] },
    { session: 's', kind: 'approval.denied' },
    { session: 's', ...DENIED, reasons: ['recipient_outside', 'rule_matched'] },
    { session: 's', reasons: ['tier'] },
  );
  const { items } = await activity.sessions({ org: 'default', limit: 1 });
  assert.deepEqual([items[0]?.turned_down, items[0]?.flagged], [1, 2]);
});

onBothDatabases('a search finds by what, by connection, by text and by time, newest first', async (t) => {
  const { activity, write, clock } = await scene(t);
  const began = clock.now();
  await write(
    { call: 'cal_1' },
    { ...DENIED, connection: 'con_2' },
    { kind: 'call.pending', approval: 'apr_x' },
  );
  await write(
    { kind: 'agent.created', actor: 'opr_1', session: null },
    { kind: 'call.finished', outcome: 'failed' },
  );
  const kinds = async (filter: object) =>
    (await activity.search({ org: 'default', limit: 50, ...filter })).items.map(({ event }) => event.kind);
  assert.equal((await kinds({})).length, 5);
  assert.deepEqual(await kinds({ show: 'allowed' }), ['call.executing']);
  assert.deepEqual(await kinds({ show: 'failed' }), ['call.finished']);
  assert.deepEqual(await kinds({ show: 'changes' }), ['agent.created']);
  assert.deepEqual(await kinds({ connection: 'con_2' }), ['call.denied']);
  assert.deepEqual(await kinds({ texts: ['APR_X'] }), ['call.pending']);
  assert.deepEqual(await kinds({ from: began + 10, until: began + 30 }), ['call.pending', 'call.denied']);
  assert.deepEqual(await kinds({ until: began }), []);
  assert.deepEqual(await kinds({ after: 3 }), ['call.finished']);
});

onBothDatabases(
  'a search for what is rare answers with how far it looked, and goes on from there',
  async (t) => {
    const { activity, audit, db, write } = await scene(t);
    await write({ operation: 'needle' });
    await db.unit(async (tx) => {
      for (let n = 0; n < 1_900; n++) await audit.append(tx, CALL);
    });
    const filter = { org: 'default', texts: ['needle'], limit: 50 };
    const first = await activity.search(filter);
    assert.equal(first.items.length, 0);
    assert.ok(first.next !== null && first.lookedUntil !== null);
    const second = await activity.search({ ...filter, cursor: first.next });
    assert.deepEqual([second.items.length, second.next], [1, null]);
  },
);

onBothDatabases('every entry is on exactly one page, whatever the page holds', async (t) => {
  const { activity, write } = await scene(t);
  await write(...Array.from({ length: 250 }, (_, n) => (n % 3 === 0 ? DENIED : {})));
  for (const filter of [{}, { show: 'denied' as const }, { agent: 'agt_1' }]) {
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await activity.search({ org: 'default', limit: 7, cursor, ...filter });
      seen.push(...page.items.map(({ index }) => index));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, 'show' in filter ? 84 : 250);
  }
});

onBothDatabases('an export holds everything a filter finds, in both forms', async (t) => {
  const { activity, write } = await scene(t);
  await write({}, DENIED, { ...DENIED, operation: '=HYPERLINK("http://x")' });
  const read = async (format: 'jsonl' | 'csv') => {
    let text = '';
    for await (const part of activity.export({ org: 'default', show: 'denied', limit: 1 }, format))
      text += part;
    return text;
  };
  const lines = (await read('jsonl')).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).index),
    [2, 1],
  );
  const table = (await read('csv')).trimEnd().split('\r\n');
  assert.equal(table.length, 3);
  assert.match(table[1] ?? '', /"'=HYPERLINK\(""http:\/\/x""\)"/);
});

onBothDatabases('the figures of one agent begin at midnight and hold no other agent', async (t) => {
  const { activity, write, clock } = await scene(t);
  const midnight = clock.now() - (clock.now() % 86_400_000) + 86_400_000;
  await write({}, DENIED);
  clock.set(midnight);
  await write({}, {}, DENIED, { kind: 'call.pending' }, { agent: 'agt_2', actor: 'agt_2' });
  assert.deepEqual(await activity.today('agt_1'), { allowed: 2, asked: 1, denied: 1 });
  assert.deepEqual(await activity.today('agt_9'), { allowed: 0, asked: 0, denied: 0 });
});
