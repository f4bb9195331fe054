import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
// The gateway's real MCP entrance, with everything behind it played by the test.
import {
  DENIED,
  openStage,
  released,
  type Stage,
} from '../../gateway/src/entrances/agent-plane/stage.fixture.ts';
import { until } from '../../gateway/src/entrances/agent-plane/stage-clock.fixture.ts';
import { openRelay, type Relay } from './relay.fixture.ts';

const GENERATIONS = [
  ['legacy', 'an older'],
  ['auto', 'a newer'],
] as const;
const BIN = path.join(import.meta.dirname, '..', 'bin', 'agentport-mcp-server.js');

let stage: Stage;
let relay: Relay;
const open: Client[] = [];

before(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  relay = await openRelay(stage.url);
  stage.calls.length = 0;
  stage.play(() => released({ ok: true }));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await relay.close();
});
after(() => stage.close());

function parameters(env: Record<string, string> = {}) {
  return {
    command: process.execPath,
    args: [BIN],
    env: { PATH: process.env.PATH ?? '', AGENTPORT_URL: relay.url, AGENTPORT_TOKEN: 'token-a', ...env },
    stderr: 'pipe' as const,
  };
}

async function connect(mode: 'legacy' | 'auto', env: Record<string, string> = {}) {
  const transport = new StdioClientTransport(parameters(env));
  const client = new Client({ name: 'test-client', version: '1.0.0' }, { versionNegotiation: { mode } });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await client.connect(transport);
  open.push(client);
  return { client, stderr: () => stderr };
}

const textOf = (result: { content?: unknown }): string =>
  (result.content as { type: string; text: string }[]).map(({ text }) => text).join('\n');

for (const [mode, name] of GENERATIONS) {
  test(`${name} client gets the gateway’s own tools and its results unchanged`, async () => {
    const { client } = await connect(mode);
    assert.equal(client.getProtocolEra(), mode === 'auto' ? 'modern' : 'legacy');
    const { tools } = await client.listTools();
    const refund = tools.find(({ name }) => name === 'stripe__create_refund');
    assert.equal(refund?.annotations?.destructiveHint, true);
    const result = await client.callTool({ name: 'stripe__list_customers', arguments: { limit: 3 } });
    assert.deepEqual(result.structuredContent, { ok: true });
    assert.deepEqual(result._meta?.['agentport/call'], { id: 'cal_1', replayed: false });
    const [call] = stage.calls;
    assert.deepEqual(call?.args, { limit: 3 });
    assert.equal(call?.token, 'token-a');
    assert.equal(call?.caller.client, 'test-client/1.0.0');
  });

  test(`${name} client is told of a denial in a result that the model reads`, async () => {
    stage.play(() => DENIED);
    const { client } = await connect(mode);
    const result = await client.callTool({ name: 'stripe__create_refund', arguments: {} });
    assert.equal(result.isError, true);
    assert.match(textOf(result), /Denied, nothing was sent/);
  });

  test(`${name} client sees progress while a person is asked, and gets the result of the approval`, async () => {
    const id = `apr_${mode}`;
    stage.play(() => stage.approvals.ask('agt_a', id));
    const { client } = await connect(mode);
    const messages: string[] = [];
    const calling = client.callTool(
      { name: 'stripe__create_refund', arguments: {} },
      { onprogress: ({ message }) => messages.push(message ?? '') },
    );
    await until(() => messages.length > 0);
    assert.match(messages[0] ?? '', new RegExp(`Waiting for a person to approve ${id}`));
    stage.approvals.answer(id, 'succeeded', released({ refunded: true }));
    assert.deepEqual((await calling).structuredContent, { refunded: true });
  });

  test(`${name} client that cancels ends its wait; the question stays and nothing is approved`, async () => {
    const id = `apr_cancel_${mode}`;
    stage.play(() => stage.approvals.ask('agt_a', id));
    const { client } = await connect(mode);
    const cancel = new AbortController();
    const calling = client.callTool(
      { name: 'stripe__create_refund', arguments: {} },
      { signal: cancel.signal },
    );
    await until(() => stage.approvals.waiting === 1);
    cancel.abort();
    await assert.rejects(calling);
    await until(() => stage.approvals.waiting === 0);
    assert.equal(stage.approvals.questions.get(id)?.view.state, 'pending');
  });
}

test('an older client is held as long as the gateway holds it, then told what to do', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_held'));
  const { client } = await connect('legacy');
  const calling = client.callTool({ name: 'stripe__create_refund', arguments: {} });
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  const result = await calling;
  assert.notEqual(result.isError, true);
  assert.match(textOf(result), /call the tool await_approval with \{"id": "apr_held"\}/);
});

test('a newer client is sent away by the gateway and comes back by itself', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_rounds'));
  const { client } = await connect('auto');
  const calling = client.callTool({ name: 'stripe__create_refund', arguments: {} });
  await until(() => stage.approvals.waiting === 1);
  await stage.clock.advance(50_000);
  await until(() => stage.approvals.waiting === 1);
  stage.approvals.answer('apr_rounds', 'succeeded', released({ refunded: true }));
  assert.deepEqual((await calling).structuredContent, { refunded: true });
  assert.equal(stage.calls.length, 1);
});

test('the official client of the first SDK generation lists and calls', async () => {
  const client = new OldClient({ name: 'old-client', version: '1.0.0' });
  await client.connect(new OldStdio(parameters()));
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === 'stripe__list_customers'));
  const result = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  assert.deepEqual(result.structuredContent, { ok: true });
  await client.close();
});

test('AGENTPORT_SESSION travels with every call; the client’s own session comes first', async () => {
  const { client } = await connect('legacy', { AGENTPORT_SESSION: 'run-7' });
  await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  await client.callTool({
    name: 'stripe__list_customers',
    arguments: {},
    _meta: { 'agentport/session': 'own', 'agentport/note': 'because' },
  });
  assert.deepEqual(
    stage.calls.map(({ session, note }) => [session, note]),
    [
      ['run-7', null],
      ['own', 'because'],
    ],
  );
});

test('an error of the protocol keeps its code', async () => {
  const { client } = await connect('auto');
  const forged = { name: 'stripe__create_refund', arguments: {}, requestState: 'forged' };
  await assert.rejects(client.callTool(forged), { code: -32_602 });
});

test('what cannot be a token is said to be none, on stderr too, and opens nothing', async () => {
  const { client, stderr } = await connect('legacy', { AGENTPORT_TOKEN: 'two words' });
  const result = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  assert.equal(result.isError, true);
  assert.match(textOf(result), /AGENTPORT_TOKEN is not a token/);
  await assert.rejects(client.listTools(), /AGENTPORT_TOKEN is not a token/);
  assert.match(stderr(), /^agentport-mcp-server: AGENTPORT_TOKEN is not a token/);
});

test('a token never leaves over plain HTTP to another machine', async () => {
  const { client } = await connect('legacy', { AGENTPORT_URL: 'http://gateway.example' });
  const result = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  assert.match(textOf(result), /plain HTTP can be read on the way/);
});

test('a token that the gateway does not know is said to be wrong, and is not repeated', async () => {
  const { client, stderr } = await connect('legacy', { AGENTPORT_TOKEN: 'wrong-token-value' });
  const result = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  assert.equal(result.isError, true);
  assert.match(textOf(result), /does not accept AGENTPORT_TOKEN \(401\)/);
  assert.doesNotMatch(textOf(result) + stderr(), /wrong-token-value/);
});

for (const [mode, name] of GENERATIONS) {
  test(`while the gateway is down ${name} client is told so; the next call connects again`, async () => {
    const { client } = await connect(mode);
    await client.callTool({ name: 'stripe__list_customers', arguments: {} });
    const { url } = relay;
    await relay.close();
    const down = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
    assert.equal(down.isError, true);
    assert.match(
      textOf(down),
      /No gateway answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Nothing was sent/,
    );
    assert.equal(stage.calls.length, 1);
    relay = await openRelay(stage.url, Number(new URL(url).port));
    const up = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
    assert.deepEqual(up.structuredContent, { ok: true });
  });

  test(`a gateway that started anew is asked by ${name} client without a word about it`, async () => {
    const second = await openStage();
    const { client } = await connect(mode);
    await client.callTool({ name: 'stripe__list_customers', arguments: {} });
    relay.target = second.url;
    relay.cut();
    const result = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
    assert.deepEqual(result.structuredContent, { ok: true });
    assert.equal(second.calls.length, 1);
    await client.close();
    await second.close();
  });
}

test('a connection that breaks in the middle of a call is not tried again by itself', async () => {
  stage.play(() => stage.approvals.ask('agt_a', 'apr_broken'));
  const { client } = await connect('legacy');
  const calling = client.callTool({ name: 'stripe__create_refund', arguments: {} });
  await until(() => stage.approvals.waiting === 1);
  relay.cut();
  const result = await calling;
  assert.equal(result.isError, true);
  assert.match(textOf(result), /Whether the call was made is not known/);
  assert.equal(stage.calls.length, 1);
});

test('it ends when its input ends, and writes nothing but protocol to stdout', async () => {
  const child = spawn(process.execPath, [BIN], { env: parameters().env, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const request = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  child.stdin.write(`${JSON.stringify(request)}\nthis is no JSON\n`);
  await until(() => stdout.includes('\n'));
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
  for (const line of stdout.trim().split('\n')) {
    assert.equal((JSON.parse(line) as { jsonrpc: string }).jsonrpc, '2.0');
  }
});
