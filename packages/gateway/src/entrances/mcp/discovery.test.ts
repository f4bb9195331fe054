import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openStage, type Stage, stageAgent, stageOperation } from '../agent-plane/stage.fixture.ts';
import { connect, textOf } from './clients.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.calls.length = 0;
  stage.operations = [stageOperation('list_customers'), stageOperation('create_refund')];
  stage.agents.set('token-a', stageAgent('agt_a'));
});

test('above 40 tools or 32 KiB of schema there are tools to look operations up instead', async () => {
  const client = await connect(stage, 'v1 sdk');
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  const many = Array.from({ length: 41 }, (_, index) => stageOperation(`list_${index}`));
  stage.operations = many.slice(0, 40);
  assert.equal((await names()).length, 42);
  stage.operations = many;
  assert.deepEqual(await names(), [
    'search_operations',
    'describe_operation',
    'call_read',
    'call_write',
    'await_approval',
    'list_my_approvals',
  ]);
  const properties = { a: { type: 'string', description: 'x'.repeat(33 * 1024) } };
  stage.operations = [stageOperation('list_long', { parameters: { type: 'object', properties } })];
  assert.equal((await names())[0], 'search_operations');
  stage.agents.set('token-a', stageAgent('agt_a', 'native'));
  stage.operations = many;
  assert.equal((await names()).length, 43);
  stage.agents.set('token-a', stageAgent('agt_a', 'discover'));
  stage.operations = many.slice(0, 1);
  assert.equal((await names())[0], 'search_operations');
  await client.close();
});

test('discovery finds, describes and calls; call_read refuses what changes something', async () => {
  const client = await connect(stage, 'v1 sdk');
  const found = await client.callTool({ name: 'search_operations', arguments: { query: 'refund' } });
  assert.deepEqual(found.structuredContent, {
    items: [
      {
        connection: 'stripe',
        operation: 'create_refund',
        summary: 'Does create_refund.',
        risk: 'write',
        tier: 'ask_approve',
      },
    ],
    more: 0,
  });
  const target = { connection: 'stripe', operation: 'create_refund' };
  const described = await client.callTool({ name: 'describe_operation', arguments: target });
  assert.deepEqual(described.structuredContent, { ...stageOperation('create_refund') });
  const refused = await client.callTool({ name: 'call_read', arguments: { ...target, arguments: { a: 1 } } });
  assert.equal(refused.isError, true);
  assert.equal(stage.calls.length, 0);
  await client.callTool({ name: 'call_write', arguments: { ...target, arguments: { a: 1 } } });
  assert.deepEqual(stage.calls[0]?.args, { a: 1 });
  assert.equal(stage.calls[0]?.operation, 'create_refund');
  const wrong = await client.callTool({ name: 'describe_operation', arguments: { connection: 1 } });
  assert.match(textOf(wrong), /invalid_arguments.*\/connection/);
  await client.close();
});

test('an operation named like one of our own tools keeps its full name', async () => {
  const client = await connect(stage, 'v1 sdk', '/mcp/stripe');
  stage.operations = [stageOperation('await_approval')];
  const { tools } = await client.listTools();
  assert.equal(tools[0]?.name, 'stripe__await_approval');
  await client.callTool({ name: 'stripe__await_approval' });
  assert.equal(stage.calls[0]?.operation, 'await_approval');
  await client.close();
});
