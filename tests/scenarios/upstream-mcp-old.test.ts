import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestGateway } from '../support/gateway.ts';
import { OLD_FORMS, startOldServer } from './upstream-mcp-old.fixture.ts';

test('servers of the 2025 generation work in every form they come in', async (t) => {
  const gateway = await startTestGateway(t, { connections: false });
  const { token } = await gateway.agent();
  for (const [index, [form, options]] of Object.entries(OLD_FORMS).entries()) {
    await t.test(form, async (s) => {
      const server = await startOldServer(options);
      s.after(() => void server.close());
      const name = `old-${index}`;
      const wanted = { integration: 'mcp', name, base_url: server.url };
      const made = await gateway.operator.send('POST', '/api/v1/connections', wanted);
      assert.equal(made.status, 201, made.text);
      assert.equal(made.body.operations, 2);

      const looked = await gateway.call(token, `${name}.look`, {});
      assert.equal(looked.status, 200, looked.text);
      assert.match(looked.text, /look done/);

      const asked = await gateway.call(token, `${name}.drop`, {});
      assert.equal(asked.status, 202, asked.text);
      assert.equal((await gateway.operator.approve(asked.body.approval.id)).status, 200);
      const dropped = await gateway.call(token, `${name}.drop`, {}, { prefer: 'wait=20' });
      assert.equal(dropped.status, 200, dropped.text);
      assert.deepEqual(server.calls, ['look', 'drop']);
    });
  }
});

test('a server that forgot its sessions is met with a new one, and no call is sent twice', async (t) => {
  const gateway = await startTestGateway(t, { connections: false });
  const { token } = await gateway.agent();
  const server = await startOldServer(OLD_FORMS['sessions, event streams']);
  t.after(() => void server.close());
  const wanted = { integration: 'mcp', name: 'old', base_url: server.url };
  await gateway.operator.send('POST', '/api/v1/connections', wanted);
  assert.equal((await gateway.call(token, 'old.look', {})).status, 200);
  server.restart();
  const answers = [await gateway.call(token, 'old.look', {}), await gateway.call(token, 'old.look', {})];
  assert.equal(answers.at(-1)?.status, 200, answers.map(({ text }) => text).join('\n'));
  const released = 1 + answers.filter(({ status }) => status === 200).length;
  assert.equal(server.calls.length, released);
});
