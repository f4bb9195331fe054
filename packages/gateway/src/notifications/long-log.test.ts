import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Compilable, CompiledQuery, sql } from 'kysely';
import { lastDelivery } from './channel-store.ts';
import { deliveryLog, dueDeliveries } from './outbox-store.ts';
import { openStage, type Stage } from './stage.fixture.ts';

/** How SQLite means to run a statement. */
async function planOf({ db }: Stage, query: Compilable): Promise<string> {
  const { sql: text, parameters } = query.compile();
  const explain = CompiledQuery.raw(`explain query plan ${text}`, [...parameters]);
  const { rows } = await db.read.executeQuery<{ detail: string }>(explain);
  return rows.map(({ detail }) => detail).join('\n');
}

test('no look and no page reads the log of thirty days to find a few messages', async (t) => {
  const { db, ...stage } = await openStage(t);
  const plan = (query: Compilable) => planOf({ db, ...stage }, query);
  const filter = { org: 'default', limit: 20 };
  assert.match(await plan(dueDeliveries(db.read, 'default', 100)), /INDEX deliveries_due/);
  assert.match(await plan(dueDeliveries(db.read, 'default', 100, ['chn_1'])), /INDEX deliveries_due/);
  assert.match(
    await plan(lastDelivery(db.read, 'default', 'chn_1')),
    /deliveries_of_channel \(org=\? AND channel_id=\?\)/,
  );
  for (const one of [{}, { channelId: 'chn_1' }, { state: 'dead' as const }, { cursor: 'ntf_1' }]) {
    const found = await plan(deliveryLog(db.read, { ...filter, ...one }));
    assert.doesNotMatch(found, /TEMP B-TREE/, `${JSON.stringify(one)} is sorted: ${found}`);
    if (one.state === 'dead') assert.match(found, /INDEX deliveries_given_up/);
  }
});

/** A peer that takes messages and answers none of them until it is let; or answers each, and says when there were enough. */
async function openCounting(t: TestContext, answers: boolean, enough: number) {
  const held: ServerResponse[] = [];
  const reached = Promise.withResolvers<void>();
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (answers) response.end();
      else held.push(response);
      count += 1;
      if (count === enough) reached.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, held, reached: reached.promise };
}

test('a channel whose peer hangs holds up no other, however much waits for it', {
  timeout: 60_000,
}, async (t) => {
  const questions = 130;
  const hanging = await openCounting(t, false, 2); // ends before the stage, which waits for its answers
  const well = await openCounting(t, true, questions);
  const stage = await openStage(t);
  const { id } = await stage.channel({ settings: { kind: 'webhook', url: hanging.url } });
  await stage.channel({ settings: { kind: 'webhook', url: well.url } });
  for (let number = 0; number < questions; number++) await stage.ask({ agent: `agt_q${number}` });
  const drained = stage.drain();
  await Promise.all([well.reached, hanging.reached]);
  assert.equal(hanging.held.length, 2, 'and is asked no more than its share');
  await stage.notifications.channels.remove(id, 'opr_1');
  for (const response of hanging.held) response.end();
  await drained;
});

/** So many looks apart, old messages are forgotten. */
const LOOKS = 1_800;

test('what is older than thirty days is forgotten, however much there is', async (t) => {
  const stage = await openStage(t);
  const { id } = await stage.channel({ settings: { kind: 'webhook', url: 'http://127.0.0.1:9' } });
  const at = stage.clock.now() - 31 * 86_400_000;
  await stage.db.unit((tx) =>
    sql`insert into deliveries (id, org, notice_id, channel_id, kind, target, approval_id, agent_id, state, attempts,
        next_at, lease_until, created_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 2600)
      select 'ntf_0' || i, 'default', 'ntc_' || i, ${id}, 'asked', '', 'apr_' || i, 'agt_1', 'sent', 1, ${at}, 0, ${at}
      from n`.execute(tx),
  );
  for (let look = 0; look < LOOKS; look++) await stage.drain();
  assert.equal((await stage.notifications.deliveries({ limit: 10 })).items.length, 0);
});
