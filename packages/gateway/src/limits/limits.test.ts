import assert from 'node:assert/strict';
import type { Tx } from '../storage/database.ts';
import {
  callRow,
  connectionRow,
  onBothDatabases,
  type TestDatabase,
  testDatabase,
} from '../storage/testing.ts';
import { createLimits, type Limits } from './limits.ts';
import { DEFAULT_LIMITS } from './settings.ts';

const ADA = { org: 'default', agentId: 'agt_1', agentName: 'ada' };
const REFUND = { connectionId: 'con_1', operation: 'create_refund' };

function openLimits({ db, clock }: TestDatabase, agent: Partial<typeof DEFAULT_LIMITS.agent> = {}): Limits {
  return createLimits({
    ...{ db, clock, org: 'default' },
    audit: { append: () => assert.fail('nothing is written down here') },
    agents: { authenticate: () => assert.fail('nobody signs in here') },
    settings: () => ({ ...DEFAULT_LIMITS, agent: { ...DEFAULT_LIMITS.agent, ...agent } }),
    count: () => undefined,
    onFault: (error) => assert.fail(String(error)),
  });
}

async function withConnection(t: Parameters<typeof testDatabase>[0]): Promise<TestDatabase> {
  const database = await testDatabase(t);
  await database.db.unit((tx) => tx.insertInto('connections').values(connectionRow()).execute());
  return database;
}

async function question(tx: Tx, id: string, approveBefore: number, operation = 'create_refund') {
  await tx.insertInto('calls').values(callRow({ id, operation })).execute();
  await tx
    .insertInto('approvals')
    .values({
      ...{
        id: `apr_${id}`,
        org: 'default',
        call_id: id,
        approve_before: approveBefore,
        execute_before: null,
      },
      ...{ step_up: 0, reasons: '[]', policy_version: 1, decided_at: null },
      ...{ display_payload: 'pay_1', display_sha256: '0', display_version: 1 },
    })
    .execute();
}

onBothDatabases(
  'T26 two gateways that ask at the same moment put no more questions than one agent may',
  async (t) => {
    const database = await withConnection(t);
    const { db, clock } = database;
    const gateways = [openLimits(database), openLimits(database)];
    const asked = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        db.unit(async (tx) => {
          const over = await gateways[index % 2]?.mayAsk(tx, ADA, REFUND, clock.now());
          if (!over) await question(tx, `cal_${index}`, clock.now() + 60_000);
          return over;
        }),
      ),
    );
    assert.equal(asked.filter((over) => over === null).length, 3);
    const [over] = asked.filter((one) => one != null);
    const details = over?.problem.details;
    const wait = Number(details?.retry_after_s);
    assert.ok(wait > 30 && wait <= 60, `${wait}`); // the database's time runs while they ask
    assert.deepEqual(
      { ...details, retry_after_s: 60 },
      { limit: 'pending_per_operation', max: 3, retry_after_s: 60 },
    );
  },
);

onBothDatabases('claims of one agent at the same moment stay at its ceiling', async (t) => {
  const database = await withConnection(t);
  const { db } = database;
  const limits = openLimits(database, { concurrent_calls: 32 });
  const running = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      db.unit(async (tx) => {
        const over = await limits.mayRun(tx, ADA);
        const row = callRow({ id: `cal_${index}`, state: 'executing', permit_id: `pmt_${index}` });
        if (!over) await tx.insertInto('calls').values(row).execute();
        return over;
      }),
    ),
  );
  assert.equal(running.filter((over) => over === null).length, 32);
});

onBothDatabases('questions that ran out, and those of others, take no place', async (t) => {
  const database = await withConnection(t);
  const { db, clock } = database;
  const limits = openLimits(database, { pending_approvals: 3 });
  const now = clock.now();
  const may = (operation: string) =>
    db.unit((tx) => limits.mayAsk(tx, ADA, { connectionId: 'con_1', operation }, now));
  await db.unit(async (tx) => {
    for (const id of ['a', 'b', 'c']) await question(tx, `cal_over_${id}`, now - 1);
    await question(tx, 'cal_1', now + 5_000);
    await question(tx, 'cal_2', now + 9_000);
  });
  assert.equal(await may('create_refund'), null);
  await db.unit((tx) => question(tx, 'cal_3', now + 7_000, 'delete_customer'));
  const over = await may('create_customer');
  assert.deepEqual(over?.problem.details, { limit: 'pending_approvals', max: 3, retry_after_s: 5 });
  const other = { ...ADA, agentId: 'agt_2' };
  assert.equal(await db.unit((tx) => limits.mayAsk(tx, other, REFUND, now)), null);
});

onBothDatabases(
  'T93 a question counts until database time has passed it, whatever a clock that went back says',
  async (t) => {
    const database = await withConnection(t);
    const { db, clock } = database;
    const limits = openLimits(database, { pending_per_operation: 1 });
    await db.unit((tx) => question(tx, 'cal_1', clock.now() + 5_000));
    const later = clock.now();
    clock.set(later - 86_400_000);
    assert.ok(await db.unit((tx) => limits.mayAsk(tx, ADA, REFUND, clock.now())));
  },
);
