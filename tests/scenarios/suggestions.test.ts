import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** What an agent is told at every door when it misspells a connection, and then an operation. */
async function told(gateway: TestGateway, token: string, connection: string, operation: string) {
  const bearer = { authorization: `Bearer ${token}` };
  const client = new Client({ name: 'test-agent', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit: { headers: bearer } }),
  );
  const tool = async (name: string, args: Record<string, unknown>) =>
    JSON.stringify(await client.callTool({ name, arguments: args }));
  const look = async (path: string) => (await fetch(`${gateway.url}${path}`, { headers: bearer })).text();
  const answers = {
    facade: (await gateway.call(token, `${connection}.${operation}`, {})).text,
    describe: await look(`/v1/operations/${connection}/${operation}`),
    list: await look(`/v1/operations?connection=${connection}`),
    tool: await tool(`${connection}__${operation}`, {}),
    described: await tool('describe_operation', { connection, operation }),
    read: await tool('call_read', { connection, operation, arguments: {} }),
    write: await tool('call_write', { connection, operation, arguments: {} }),
  };
  await client.close();
  return answers;
}

test('no door suggests a connection or an operation that this agent may not use', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.running.gateway.agents.create({
    ...{ org: 'default', name: 'narrow', tools: 'auto', expiresInDays: null, actor: 'system:test' },
    connections: ['github'],
  });
  for (const [door, text] of Object.entries(await told(gateway, token, 'strip', 'list_customers')))
    assert.doesNotMatch(text, /stripe/, `${door}: ${text}`);
  for (const [door, text] of Object.entries(await told(gateway, token, 'githab', 'get_repository')))
    if (door !== 'tool') assert.match(text, /github/, `${door}: ${text}`);
  const open = await gateway.agent();
  const misspelt = await told(gateway, open.token, 'stripe', 'delete_custumer');
  for (const [door, text] of Object.entries(misspelt))
    if (door !== 'list') assert.doesNotMatch(text, /delete_customer/, `${door}: ${text}`);
  const near = await told(gateway, open.token, 'stripe', 'list_custumers');
  assert.match(near.facade, /Did you mean \\?"list_customers/);
});
