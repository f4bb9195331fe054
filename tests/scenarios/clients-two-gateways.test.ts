import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { startHeaderProxy } from '../support/header-proxy.ts';
import { startPair } from '../support/pair.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { CLIENTS } from './clients.fixture.ts';
import { connectStripe, REFUND, refund } from './clients-stage.fixture.ts';

/** One address, two gateways behind it that share a PostgreSQL, every request to the other one in turn. */

test('real clients notice nothing of two gateways behind one address', async (t) => {
  const pair = await startPair(t, { connections: false });
  const { a, b } = pair;
  await connectStripe(a);
  const balancer = await startHeaderProxy({ target: [a.url, b.url], headers: {} });
  t.after(() => balancer.close());
  const refunds = () => a.sandbox.stripe.recorder.count({ method: 'POST', path: '/v1/refunds' });
  const question = (agentId: string) =>
    until(
      async () => {
        const { items } = await b.gateway.approvals.list({ org: ORG, state: 'pending', limit: 50 });
        return items.find((item) => item.agent.id === agentId)?.id;
      },
      { deadlineMs: 20_000, stepMs: 100, what: 'a question at the second gateway' },
    );

  for (const [index, [name, open]] of Object.entries(CLIENTS).entries()) {
    await t.test(name, async (s) => {
      const agent = await a.agent();
      const client = await open({
        url: balancer.url,
        token: agent.token,
        home: temporaryDirectory(s, 'client'),
      });
      s.after(() => void client.close());
      for (let turn = 0; turn < 3; turn++) {
        assert.ok((await client.tools()).includes(REFUND));
        const read = await client.call('stripe__list_customers', { limit: 1 });
        assert.equal(read.failed, false, read.text);
      }

      const before = refunds();
      const amount = 300 + index;
      const [said] = await Promise.all([
        client.call(REFUND, refund(amount)),
        question(agent.id).then((id) => pair.approveAtB(id)),
      ]);
      assert.equal(said.failed, false, said.text);
      assert.match(said.text, new RegExp(`"amount\\\\?":\\s*${amount}`));
      assert.equal(refunds(), before + 1);
    });
  }
  assert.equal((await b.gateway.audit.verify()).ok, true);
});
