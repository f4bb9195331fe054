import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import type { Database } from '../../packages/gateway/src/storage/database.ts';
import { startPair } from '../support/pair.ts';
import { until } from '../support/until.ts';

/** As long as an agent may wait; what it waits for comes long before. */
const WAIT = { prefer: 'wait=50' };
/** The log is looked at once a second; the rest is patience with a busy machine. */
const SOON_MS = 10_000;

/** A database whose LISTEN never hears anything. */
function deaf(db: Database): Database {
  assert.ok(db.signals);
  return { ...db, signals: { ...db.signals, listen: () => () => undefined } };
}

test('a gateway that hears no signal of the database finds decisions, stops and policies of the other one in the log', async (t) => {
  const pair = await startPair(t, { wrap: { db: deaf } });
  const { a, b } = pair;
  const { id, token } = await a.agent();
  const ask = (email: string) => a.call(token, 'stripe.create_customer', { name: 'Erika', email }, WAIT);
  const question = () =>
    until(
      async () => (await b.gateway.approvals.list({ org: ORG, state: 'pending', limit: 10 })).items[0]?.id,
      { what: 'the question' },
    );

  const approved = ask('one@example.com');
  const one = await question();
  const since = performance.now();
  await pair.approveAtB(one);
  const answer = await approved;
  assert.equal(answer.status, 200, answer.text);
  const took = performance.now() - since;
  assert.ok(took < SOON_MS, `it took ${took.toFixed(0)} ms`);

  const stopped = ask('two@example.com');
  await question();
  const before = performance.now();
  await b.gateway.stopping.stopAgent({ org: ORG, id, actor: 'system:test' });
  assert.equal((await stopped).status, 403);
  assert.ok(performance.now() - before < SOON_MS);
});
