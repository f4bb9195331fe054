import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { temporaryDirectory } from '../support/temp.ts';
import { CLIENTS, type RealClient, type Said } from './clients.fixture.ts';
import { openClientStage, REFUND, refund } from './clients-stage.fixture.ts';

/** Clients as people install them, against a whole gateway: nothing about them is adapted to it. */

/** Calls, and has a person answer while the client waits. */
async function callAnswered(
  client: RealClient,
  amount: number,
  answer: () => Promise<unknown>,
): Promise<Said> {
  const [said] = await Promise.all([client.call(REFUND, refund(amount)), answer()]);
  return said;
}

test('real clients list tools, call, wait for a person, and are told of a denial', async (t) => {
  const { gateway, refunds, question } = await openClientStage(t);

  for (const [index, [name, open]] of Object.entries(CLIENTS).entries()) {
    await t.test(name, async (s) => {
      const agent = await gateway.agent();
      const home = temporaryDirectory(s, 'client');
      const client = await open({ url: gateway.url, token: agent.token, home });
      s.after(() => void client.close());

      await s.test('lists what it may get, and not what is denied', async () => {
        const tools = await client.tools();
        assert.ok(tools.includes('stripe__list_customers') && tools.includes(REFUND), tools.join());
        assert.equal(tools.includes('stripe__delete_customer'), false);
      });

      await s.test('runs an allowed call', async () => {
        const said = await client.call('stripe__list_customers', { limit: 1 });
        assert.equal(said.failed, false, said.text);
        assert.match(said.text, /@example\.com/);
      });

      await s.test('waits through an approval and gets the result', async () => {
        const before = refunds();
        const amount = 100 + index;
        const said = await callAnswered(client, amount, async () => {
          const id = await question(agent.id);
          assert.equal(refunds(), before, 'nothing is sent before a person has answered');
          const approved = await gateway.operator.approve(id);
          assert.equal(approved.status, 200, approved.text);
        });
        assert.equal(said.failed, false, said.text);
        assert.match(said.text, new RegExp(`"amount\\\\?":\\s*${amount}`));
        assert.equal(refunds(), before + 1);
      });

      await s.test('is told that a person said no, and why', async () => {
        const before = refunds();
        const said = await callAnswered(client, 200 + index, async () => {
          const denied = await gateway.operator.deny(await question(agent.id), 'Ask Jonas first');
          assert.equal(denied.status, 200, denied.text);
        });
        assert.equal(said.failed, true, said.text);
        assert.match(said.text, /Ask Jonas first/);
        assert.equal(refunds(), before);
      });

      await s.test('is told what policy denies', async () => {
        const said = await client.call('stripe__delete_customer', { customer: SEEDED.marta });
        assert.equal(said.failed, true, said.text);
        // The Inspector calls nothing that is not listed, and says so itself.
        assert.match(said.text, /denied|'stripe__delete_customer' not found/);
        assert.equal(gateway.sandbox.stripe.recorder.count({ method: 'DELETE' }), 0);
      });
    });
  }
});
