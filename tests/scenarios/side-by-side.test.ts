import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../support/cluster.ts';
import type { Answer, TestGateway } from '../support/gateway.ts';

const refund = (amount: number) => ({ payment_intent: 'pi_3PaidInFull', amount });
const CUSTOMERS = { limit: 1 };

test('the same question asked at two gateways in the same moment is one question', async (t) => {
  const gateways = await startCluster(t, 2);
  const [first] = gateways;
  assert.ok(first);
  const { token } = await first.agent();
  const asked = await Promise.all(
    Array.from({ length: 12 }, (_, n) => gateways[n % 2]?.call(token, 'stripe.create_refund', refund(100))),
  );
  assert.deepEqual(
    new Set(asked.map((answer) => answer?.status)),
    new Set([202]),
    asked.map((a) => a?.text).join('\n'),
  );
  assert.equal(new Set(asked.map((answer) => answer?.body.approval.id)).size, 1);
  const calls = await first.running.gateway.db.read
    .selectFrom('calls')
    .select('id')
    .where('operation', '=', 'create_refund')
    .execute();
  assert.equal(calls.length, 1);
});

/** Calls that were given a permit, by id. */
async function claimed(gateway: TestGateway): Promise<string[]> {
  const { read } = gateway.running.gateway.db;
  const rows = await read.selectFrom('calls').select('id').where('permit_id', 'is not', null).execute();
  return rows.map((row) => row.id);
}

test('T36 once a stop at one gateway is answered, no permit is claimed at another', async (t) => {
  const [one, other] = await startCluster(t, 2);
  assert.ok(one && other);
  const { token } = await one.agent();
  for (let round = 0; round < 3; round++) {
    const calling = Array.from({ length: 16 }, () => other.call(token, 'stripe.list_customers', CUSTOMERS));
    await one.running.gateway.stopping.stopAll('default', 'system:test');
    const before: ReadonlySet<string> = new Set(await claimed(one));
    await Promise.all(calling);
    const after: Answer = await other.call(token, 'stripe.list_customers', CUSTOMERS);
    assert.equal(after.status, 403, after.text);
    assert.deepEqual(
      (await claimed(one)).filter((id): boolean => !before.has(id)),
      [],
    );
    await one.running.gateway.stopping.releaseAll('default', 'system:test');
  }
});
