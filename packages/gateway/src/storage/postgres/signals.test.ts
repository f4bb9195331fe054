import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { parseDatabaseUrl } from './location.ts';
import { openPostgres } from './open.ts';
import { dropSchema, newSchemaUrl } from './testing.ts';

test('word reaches every gateway once its unit is durable, not when it was undone, and a broken line comes back', async (t) => {
  const url = await newSchemaUrl();
  const location = parseDatabaseUrl(url);
  const [sender, hearer] = [await openPostgres({ location }), await openPostgres({ location })];
  t.after(async () => {
    await Promise.all([sender.close(), hearer.close()]);
    await dropSchema(url);
  });
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const listening = next();
  hearer.signals?.listen('calls', {
    signal: (text) => {
      heard.push(text);
      wake();
    },
    gap: () => {
      heard.push('gap');
      wake();
    },
  });
  await listening;
  const undone = sender.unit(async (tx) => {
    await sender.signals?.send(tx, 'calls', 'cal_undone');
    throw new RangeError('no');
  });
  await assert.rejects(undone, RangeError);
  const first = next();
  await sender.unit(async (tx) => sender.signals?.send(tx, 'calls', 'cal_1'));
  await first;
  assert.deepEqual(heard, ['gap', 'cal_1']);

  const again = next();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like ${`listen agentport_${location.schema}%`}`.execute(
    sender.read,
  );
  await again;
  assert.equal(heard.at(-1), 'gap');
  assert.equal(hearer.signals?.reconnects(), 1);
});
