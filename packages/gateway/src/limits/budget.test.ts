import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../storage/database.ts';
import { onBothDatabases, testClock, testDatabase } from '../storage/testing.ts';
import { createBudget } from './budget.ts';

const SUBJECT = { org: 'default', subject: 'agt_1' };

function countUnits(db: Database) {
  let count = 0;
  const counted: Database = {
    ...db,
    unit(work) {
      count += 1;
      return db.unit(work);
    },
  };
  return { counted, units: () => count };
}

onBothDatabases(
  'several gateways share one ceiling: none of them knows of the others, all together stay under it',
  async (t) => {
    const { db, clock } = await testDatabase(t);
    const gateways = [1, 2, 3].map(() => createBudget({ db, clock }));
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => gateways[index % 3]?.take(SUBJECT, 100)),
    );
    assert.ok(answers.filter((wait) => wait === null).length <= 100);
    // nothing lies unused for longer than its second: after a minute the whole ceiling is there again
    clock.advance(64_000);
    const [first] = gateways;
    let granted = 0;
    while (granted < 200 && (await first?.take(SUBJECT, 100)) === null) granted += 1;
    assert.equal(granted, 100);
  },
);

onBothDatabases('one gateway alone gets its whole ceiling, and the wait it is told is true', async (t) => {
  const { db, clock } = await testDatabase(t);
  const budget = createBudget({ db, clock });
  const answers = await Promise.all(Array.from({ length: 700 }, () => budget.take(SUBJECT, 600)));
  const refused = answers.filter((wait) => wait !== null);
  assert.equal(refused.length, 100);
  const wait = Math.max(...refused.map(Number));
  assert.ok(wait > 55_000 && wait <= 63_000, `${wait}`);
  clock.advance(wait);
  assert.equal(await budget.take(SUBJECT, 600), null);
});

test('a flood over the ceiling asks the database once a second, not once a call', async (t) => {
  const { db, clock } = await testDatabase(t);
  const { counted, units } = countUnits(db);
  const budget = createBudget({ db: counted, clock });
  while ((await budget.take(SUBJECT, 10)) === null);
  const before = units();
  for (let call = 0; call < 1_000; call++) assert.notEqual(await budget.take(SUBJECT, 10), null);
  assert.equal(units(), before);
  clock.advance(1_001);
  for (let call = 0; call < 1_000; call++) assert.notEqual(await budget.take(SUBJECT, 10), null);
  assert.equal(units(), before + 1);
});

test('below the ceiling a block of calls costs one unit', async (t) => {
  const { db, clock } = await testDatabase(t);
  const { counted, units } = countUnits(db);
  const budget = createBudget({ db: counted, clock });
  for (let call = 0; call < 300; call++) assert.equal(await budget.take(SUBJECT, 600), null);
  assert.equal(units(), 10);
});

test('gateways that are killed again and again do not use a large ceiling up', async (t) => {
  const { db, clock } = await testDatabase(t);
  for (let start = 0; start < 40; start++)
    assert.equal(await createBudget({ db, clock }).take(SUBJECT, 100_000), null);
});

test('T93 never more than the ceiling in any 60 s across gateways that crash, while clocks jump ahead and back', async (t) => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('call' as const),
      gateway: fc.nat(2),
      calls: fc.integer({ min: 1, max: 8 }),
    }),
    fc.record({ kind: fc.constant('clock' as const), ms: fc.integer({ min: -30_000, max: 45_000 }) }),
    fc.record({ kind: fc.constant('pause' as const), ms: fc.integer({ min: 0, max: 1_500 }) }),
    fc.record({ kind: fc.constant('crash' as const), gateway: fc.nat(2) }),
  );
  let run = 0;
  const { db, clock } = await testDatabase(t, testClock());
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 25 }),
      fc.array(step, { maxLength: 40 }),
      async (max, steps) => {
        const subject = { org: 'default', subject: `agt_${run++}` };
        const gateways = [0, 1, 2].map(() => createBudget({ db, clock }));
        /** database time as it counts: the latest at which it was asked, so it stands still while the clock has gone back */
        let latest = 0;
        const used: number[] = [];
        for (const one of steps) {
          if (one.kind === 'clock') clock.set(clock.now() + one.ms);
          if (one.kind === 'pause') clock.set(clock.now() + one.ms);
          if (one.kind === 'crash') gateways[one.gateway] = createBudget({ db, clock });
          if (one.kind !== 'call') continue;
          latest = Math.max(latest, clock.now());
          const asked = Array.from({ length: one.calls }, () => gateways[one.gateway]?.take(subject, max));
          for (const wait of await Promise.all(asked)) if (wait === null) used.push(latest);
          assert.ok(used.filter((at) => at > latest - 60_000).length <= max);
        }
        clock.set(Math.max(latest, clock.now()) + 120_000);
      },
    ),
    { numRuns: 150 },
  );
});
