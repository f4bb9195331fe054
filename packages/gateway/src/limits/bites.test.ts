import assert from 'node:assert/strict';
import { testAudit } from '../audit/testing.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { createBites } from './bites.ts';
import { overLimit } from './refusals.ts';

const REFUSED = overLimit('calls_per_minute', 600, 7_000);

onBothDatabases(
  'T26 a flood of 10,000 refused calls leaves two entries for each minute: that it began, and how large it was',
  async (t) => {
    const { db, audit, clock } = await testAudit(t);
    let counted = 0;
    const bites = createBites({
      db,
      audit,
      clock,
      count: () => counted++,
      onFault: (error) => assert.fail(String(error)),
    });
    const refusal = {
      org: 'default',
      agentId: 'agt_1',
      tokenId: 'tok_1',
      address: '192.0.2.1',
      refused: REFUSED,
    };
    for (let call = 0; call < 10_000; call++) await bites.note(refusal);
    clock.advance(60_000);
    await bites.close();
    const { items } = await audit.list({ limit: 10 });
    const told = items.map(({ event }) => [event.kind, event.agent, event.details]);
    assert.deepEqual(told, [
      ['limit.counted', 'agt_1', { limit: 'calls_per_minute', max: 600, refused: 10_000 }],
      ['limit.reached', 'agt_1', { limit: 'calls_per_minute', max: 600, refused: 1 }],
    ]);
    assert.equal(counted, 10_000);
  },
);

onBothDatabases(
  'one refused call leaves one entry, and closing writes down what is still being counted',
  async (t) => {
    const { db, audit, clock } = await testAudit(t);
    const bites = createBites({
      db,
      audit,
      clock,
      count: () => undefined,
      onFault: (error) => assert.fail(String(error)),
    });
    const of = (agentId: string) => ({
      org: 'default',
      agentId,
      tokenId: null,
      address: null,
      refused: REFUSED,
    });
    await bites.note(of('agt_once'));
    for (let call = 0; call < 5; call++) await bites.note(of('agt_often'));
    await bites.close();
    const { items } = await audit.list({ limit: 10 });
    const told = items.map(({ event }) => [event.kind, event.agent]).toReversed();
    assert.deepEqual(told, [
      ['limit.reached', 'agt_once'],
      ['limit.reached', 'agt_often'],
      ['limit.counted', 'agt_often'],
    ]);
  },
);
