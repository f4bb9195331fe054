import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  DENIED,
  openStage,
  released,
  type Stage,
  stageAgent,
  stageOperation,
} from '../agent-plane/stage.fixture.ts';
import { until } from '../agent-plane/stage-clock.fixture.ts';
import { connect, KINDS, textOf } from './clients.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.calls.length = 0;
  stage.operations = [stageOperation('list_customers'), stageOperation('create_refund')];
  stage.agents.set('token-a', stageAgent('agt_a'));
  stage.play(() => released({ ok: true }));
});

for (const kind of KINDS) {
  test(`${kind}: native tools are listed with annotations and without an output schema`, async () => {
    const client = await connect(stage, kind);
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['stripe__list_customers', 'stripe__create_refund', 'await_approval', 'list_my_approvals'],
    );
    const [list, refund] = tools;
    assert.deepEqual(list?.inputSchema, stageOperation('list_customers').parameters);
    assert.deepEqual(list?.annotations, stageOperation('list_customers').annotations);
    assert.match(refund?.description ?? '', /A person must approve/);
    assert.ok(tools.every((tool) => tool.outputSchema === undefined));
    await client.close();
  });

  test(`${kind}: an allowed call returns one value as structure and text`, async () => {
    const client = await connect(stage, kind);
    stage.play(() => released({ data: [{ id: 'cus_1' }] }, 'cal_9'));
    const answer = await client.callTool({
      name: 'stripe__list_customers',
      arguments: { limit: 1 },
      _meta: { 'agentport/session': 'run-1', 'agentport/idempotency-key': 'k-1', 'agentport/note': 'why' },
    });
    assert.deepEqual(answer.structuredContent, { data: [{ id: 'cus_1' }] });
    assert.deepEqual(JSON.parse(textOf(answer)), answer.structuredContent);
    assert.deepEqual(answer._meta?.['agentport/call'], { id: 'cal_9', replayed: false });
    const [call] = stage.calls;
    assert.deepEqual(
      { ...call, caller: { ...call?.caller, client: null } },
      {
        kind: 'call',
        token: 'token-a',
        connection: 'stripe',
        operation: 'list_customers',
        args: { limit: 1 },
        session: 'run-1',
        idempotencyKey: 'k-1',
        note: 'why',
        onProgress: null,
        caller: { entrance: 'mcp', address: '127.0.0.1', client: null },
      },
    );
    assert.match(call?.caller.client ?? '', /^test-v/);
    await client.close();
  });

  test(`${kind}: a denied call is an error result that the model can read`, async () => {
    const client = await connect(stage, kind);
    stage.play(() => DENIED);
    const answer = await client.callTool({ name: 'stripe__delete_customer' });
    assert.equal(answer.isError, true);
    assert.match(textOf(answer), /Denied, nothing was sent \(denied\): Policy denies this/);
    assert.match(textOf(answer), /tier_connection/);
    await client.close();
  });

  test(`${kind}: a held call returns the result of an approval given in time, with progress meanwhile`, async () => {
    const client = await connect(stage, kind);
    stage.play(() => stage.approvals.ask('agt_a', 'apr_in_time'));
    const ticks: string[] = [];
    const answering = client.callTool(
      { name: 'stripe__create_refund', arguments: {} },
      { onprogress: ({ message }) => ticks.push(message ?? '') },
    );
    await until(() => ticks.length === 1);
    assert.match(ticks[0] ?? '', /apr_in_time: http:\/\/localhost:3000\/approvals\/apr_in_time/);
    await stage.clock.advance(10_000);
    await until(() => ticks.length === 2);
    stage.approvals.answer('apr_in_time', 'succeeded', released({ refunded: true }, 'cal_2'));
    assert.deepEqual((await answering).structuredContent, { refunded: true });
    await client.close();
  });

  test(`${kind}: the client ends the wait, never the question`, async () => {
    const client = await connect(stage, kind);
    stage.play(() => stage.approvals.ask('agt_a', 'apr_cancelled'));
    const cancelling = new AbortController();
    const answering = client.callTool({ name: 'stripe__create_refund' }, { signal: cancelling.signal });
    await until(() => stage.approvals.waiting === 1);
    cancelling.abort();
    await assert.rejects(answering);
    await until(() => stage.approvals.waiting === 0);
    assert.equal(stage.approvals.questions.get('apr_cancelled')?.view.state, 'pending');
    await client.close();
  });

  test(`${kind}: await_approval waits and hands the result out once; list_my_approvals shows it`, async () => {
    const client = await connect(stage, kind);
    stage.approvals.ask('agt_a', 'apr_later');
    const still = await client.callTool({
      name: 'await_approval',
      arguments: { id: 'apr_later', wait_s: 0 },
    });
    assert.notEqual(still.isError, true);
    assert.match(textOf(still), /await_approval with \{"id": "apr_later"\}/);
    const listed = await client.callTool({ name: 'list_my_approvals' });
    assert.ok(JSON.stringify(listed.structuredContent).includes('apr_later'));
    const waiting = client.callTool({ name: 'await_approval', arguments: { id: 'apr_later' } });
    await until(() => stage.approvals.waiting === 1);
    stage.approvals.answer('apr_later', 'succeeded', released({ refunded: true }, 'cal_later'));
    assert.deepEqual((await waiting).structuredContent, { refunded: true });
    const again = await client.callTool({ name: 'await_approval', arguments: { id: 'apr_later' } });
    assert.equal(again.isError, true);
    assert.match(textOf(again), /result_collected/);
    const foreign = await client.callTool({ name: 'await_approval', arguments: { id: 'apr_none' } });
    assert.match(textOf(foreign), /unknown_approval/);
    stage.approvals.questions.clear();
    await client.close();
  });

  test(`${kind}: /mcp/{connection} has bare names and reaches nothing else`, async () => {
    const client = await connect(stage, kind, '/mcp/stripe');
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name).slice(0, 2), ['list_customers', 'create_refund']);
    await client.callTool({ name: 'list_customers' });
    await client.callTool({ name: 'stripe__list_customers' });
    assert.deepEqual(
      stage.calls.map(({ connection, operation }) => `${connection}/${operation}`),
      ['stripe/list_customers', 'stripe/list_customers'],
    );
    const outside = await client.callTool({ name: 'github__list_repositories' });
    assert.equal(outside.isError, true);
    const around = await client.callTool({
      name: 'call_write',
      arguments: { connection: 'github', operation: 'list_repositories' },
    });
    assert.equal(around.isError, true);
    assert.equal(stage.calls.length, 2);
    await client.close();
  });

  test(`${kind}: a fault inside shows none of its words`, async () => {
    const client = await connect(stage, kind);
    stage.play(() => {
      throw new Error('password=hunter2');
    });
    const answer = await client.callTool({ name: 'stripe__list_customers' });
    assert.equal(answer.isError, true);
    assert.match(textOf(answer), /internal/);
    assert.doesNotMatch(JSON.stringify(answer), /hunter2/);
    assert.equal(stage.faults.length > 0, true);
    await client.close();
  });
}

test('an older client gets a normal pending result after 50 seconds that tells the model what to do', async () => {
  const client = await connect(stage, 'v1 sdk');
  stage.play(() => stage.approvals.ask('agt_a', 'apr_pending'));
  const answering = client.callTool({ name: 'stripe__create_refund' });
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(49_999);
  assert.equal(stage.approvals.waiting, 1);
  await stage.clock.advance(1);
  const answer = await answering;
  assert.notEqual(answer.isError, true);
  assert.equal(answer.structuredContent, undefined);
  assert.match(textOf(answer), /await_approval with \{"id": "apr_pending"\}/);
  const pending = answer._meta?.['agentport/approval'] as { status: string; approval: { id: string } };
  assert.equal(pending.status, 'approval_pending');
  assert.equal(pending.approval.id, 'apr_pending');
  await client.close();
});

test('a 2026-07-28 client comes back by itself and asks nothing twice', async () => {
  const client = await connect(stage, 'v2 sdk, 2026-07-28');
  stage.play(() => stage.approvals.ask('agt_a', 'apr_rounds'));
  const answering = client.callTool({ name: 'stripe__create_refund', arguments: { amount: 5 } });
  for (let round = 1; round <= 3; round++) {
    await until(() => stage.approvals.waiting === 1);
    await stage.clock.advance(50_000);
  }
  await until(() => stage.approvals.waiting === 1);
  stage.approvals.answer('apr_rounds', 'succeeded', released({ refunded: true }, 'cal_3'));
  assert.deepEqual((await answering).structuredContent, { refunded: true });
  assert.equal(stage.calls.length, 1);
  await client.close();
});

test('a 2026-07-28 client that nobody answers gets the pending result before its own rounds run out', async () => {
  const client = await connect(stage, 'v2 sdk, 2026-07-28');
  stage.play(() => stage.approvals.ask('agt_a', 'apr_nobody'));
  const answering = client.callTool({ name: 'stripe__create_refund' });
  for (let round = 1; round <= 10; round++) {
    await until(() => stage.approvals.waiting === 1);
    await stage.clock.advance(50_000);
  }
  const answer = await answering;
  assert.notEqual(answer.isError, true);
  assert.match(textOf(answer), /apr_nobody/);
  await client.close();
});

test('facts in _meta that cannot be read are refused before anything is decided', async () => {
  const client = await connect(stage, 'v1 sdk');
  const answer = await client.callTool({
    name: 'stripe__create_refund',
    _meta: { 'agentport/session': 'a b' },
  });
  assert.equal(answer.isError, true);
  assert.match(textOf(answer), /invalid_request.*agentport\/session/);
  assert.equal(stage.calls.length, 0);
  await client.close();
});
