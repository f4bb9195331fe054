import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { Webhook } from 'standardwebhooks';
import { startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`after new wrapping keys on ${database} codes, channels and credentials open, and no stored value names an old key`, async (t) => {
    const got: { headers: Record<string, string>; text: string }[] = [];
    const hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      got.push({
        headers: request.headers as Record<string, string>,
        text: Buffer.concat(chunks).toString(),
      });
      response.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    t.after(() => void hook.close());
    const gateway = await startTestGateway(t, { database });
    const channel = await gateway.operator.send('POST', '/api/v1/channels', {
      ...{ name: 'ops', detail: 'title' },
      settings: { kind: 'webhook', url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook` },
      route: { risks: [], agents: null, connections: null, team: null, when: 'asked' },
    });
    assert.equal(channel.status, 201, channel.text);

    const { keys } = gateway.running.gateway.vault;
    for (let round = 0; round < 2; round++) {
      await keys.rotateKeys('system:test');
      gateway.clock.advance(60_000);
      await keys.resume();
    }
    const status = await keys.status();
    assert.equal(status.waiting, 0);
    const old = status.keys.filter(({ newest, values }) => !newest && values > 0);
    assert.deepEqual(old, []);

    const { token } = await gateway.agent();
    const refund = { charge: SEEDED.charge, amount: 4_200, customer_id: SEEDED.marta };
    const asked = await gateway.call(token, 'stripe.create_refund', refund);
    assert.equal(asked.status, 202, asked.text);
    await until(() => got.length > 0, { what: 'the message' });
    const [message] = got;
    const secret: string = channel.body.signing_secret;
    assert.ok(message);
    const { 'webhook-id': id = '', 'webhook-timestamp': at, 'webhook-signature': signed } = message.headers;
    assert.equal(signed, new Webhook(secret).sign(id, new Date(Number(at) * 1000), message.text));
    const approved = await gateway.operator.approve(asked.body.approval.id);
    assert.equal(approved.status, 200, approved.text);
    const collected = await gateway.call(token, 'stripe.create_refund', refund, { prefer: 'wait=20' });
    assert.equal(collected.status, 200, collected.text);
  });
}
