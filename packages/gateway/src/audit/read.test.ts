import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refund, testAudit } from './testing.ts';

test('entries are listed newest first, in bounded pages that neither skip nor repeat', async (t) => {
  const { audit, db } = await testAudit(t);
  await db.unit(async (tx) => {
    for (let number = 0; number < 120; number++) await audit.append(tx, refund(number));
  });
  const seen: number[] = [];
  let cursor: number | undefined;
  for (let page = 0; page < 10; page++) {
    const { items, next } = await audit.list({ limit: 25, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...items.map(({ index }) => index));
    if (next === null) break;
    cursor = next;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, index) => 119 - index),
  );
  assert.equal((await audit.list({ limit: 1_000_000 })).items.length, 120);
  assert.equal((await audit.list({ limit: -1 })).items.length, 1);
});

test('entries are found by kind, agent, call, time and id', async (t) => {
  const { audit, db, clock } = await testAudit(t);
  const start = clock.now();
  for (let number = 0; number < 6; number++) {
    await db.unit((tx) =>
      audit.append(
        tx,
        refund(number, { agent: `agt_${number % 2}`, kind: number < 3 ? 'call.pending' : 'call.denied' }),
      ),
    );
    clock.advance(10);
  }
  const found = async (filter: Parameters<typeof audit.list>[0]) =>
    (await audit.list(filter)).items.map(({ index }) => index);
  assert.deepEqual(await found({ kind: 'call.pending' }), [2, 1, 0]);
  assert.deepEqual(await found({ agent: 'agt_1' }), [5, 3, 1]);
  assert.deepEqual(await found({ agent: 'agt_1', kind: 'call.denied' }), [5, 3]);
  assert.deepEqual(await found({ call: 'cal_4' }), [4]);
  assert.deepEqual(await found({ from: start + 10, until: start + 30 }), [2, 1]);
  assert.deepEqual(await found({ org: 'other' }), []);
  const third = await audit.show(3);
  assert.deepEqual(third, await audit.show(third?.event.id ?? ''));
  assert.equal(await audit.show('evt_unknown'), null);
  assert.deepEqual(
    (await audit.tail(4)).map(({ index }) => index),
    [4, 5],
  );
});
