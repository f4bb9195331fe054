import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { until } from '../support/until.ts';
import { bridgeTo } from './clients.fixture.ts';
import { type ClientStage, openClientStage, REFUND, refund } from './clients-stage.fixture.ts';

/** What becomes of a question when its client is impatient, gone, or too helpful. */

interface Answer {
  readonly content: { readonly text?: string }[];
  readonly isError?: boolean;
}

const textOf = (answer: unknown) => (answer as Answer).content.map(({ text = '' }) => text).join('\n');

function transportFor({ gateway }: ClientStage, token: string): OldTransport {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  return new OldTransport(new URL(`${gateway.url}/mcp`), { requestInit });
}

async function oldClient(t: TestContext, stage: ClientStage, token: string) {
  const client = new OldClient({ name: 'waiting', version: '1' }, { capabilities: { elicitation: {} } });
  const transport = transportFor(stage, token);
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  t.after(() => void client.close());
  return { client, transport };
}

test('a client that would accept every elicitation is never asked to, and decides nothing', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const { client } = await oldClient(t, stage, token);
  let elicited = 0;
  client.setRequestHandler(ElicitRequestSchema, async () => {
    elicited += 1;
    return { action: 'accept', content: { approve: true } };
  });
  const answering = client.callTool({ name: REFUND, arguments: refund(300) });
  await stage.gateway.operator.deny(await stage.question(id), 'Not this one');
  assert.match(textOf(await answering), /Not this one/);
  assert.equal(elicited, 0);
  assert.equal(stage.refunds(), 0);
});

test('a client learns at once that a person is waited for; cancelling ends its wait, not the question', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const { client } = await oldClient(t, stage, token);
  const cancel = new AbortController();
  const ticks: string[] = [];
  const answering = client.callTool({ name: REFUND, arguments: refund(301) }, undefined, {
    signal: cancel.signal,
    onprogress: ({ message }) => {
      ticks.push(message ?? '');
      cancel.abort();
    },
  });
  await assert.rejects(answering, /abort/i);
  const approval = await stage.question(id);
  assert.ok(ticks[0]?.includes(`/approvals/${approval}`), ticks.join());

  await stage.gateway.operator.approve(approval);
  await until(() => stage.refunds() === 1, { what: 'the refund' });
  const awaited = await client.callTool({ name: 'await_approval', arguments: { id: approval } });
  assert.match(textOf(awaited), /"amount":301/);
  const again = await client.callTool({ name: 'await_approval', arguments: { id: approval } });
  assert.match(textOf(again), /result_collected/);
  assert.equal(stage.refunds(), 1);
});

test('a client that gives up too early and calls again meets its own question, and gets the one result', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const { client } = await oldClient(t, stage, token);
  const impatient = client.callTool({ name: REFUND, arguments: refund(302) }, undefined, { timeout: 300 });
  await assert.rejects(impatient, /timed out/i);
  const approval = await stage.question(id);
  const waiting = Promise.withResolvers<void>();
  const onprogress = () => waiting.resolve();
  const answering = client.callTool({ name: REFUND, arguments: refund(302) }, undefined, { onprogress });
  await waiting.promise; // by then the gateway knows that the first one has gone
  await stage.gateway.operator.approve(approval);
  assert.match(textOf(await answering), /"amount":302/);
  assert.equal(stage.refunds(), 1);
  assert.deepEqual(await stage.questions(id), []);
});

test('after 50 seconds a waiting client is told how to go on, which works', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const { client } = await oldClient(t, stage, token);
  const answering = client.callTool({ name: REFUND, arguments: refund(303) });
  const approval = await stage.question(id);
  stage.gateway.clock.advance(50_000);
  const pending = await answering;
  assert.notEqual(pending.isError, true);
  assert.match(textOf(pending), new RegExp(`await_approval with \\{"id": "${approval}"\\}`));

  const awaiting = client.callTool({ name: 'await_approval', arguments: { id: approval } });
  await stage.gateway.operator.approve(approval);
  assert.match(textOf(await awaiting), /"amount":303/);
});

test('a client of 2026-07-28 waits through several rounds by itself', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const client = new Client({ name: 'rounds', version: '2' }, { versionNegotiation: { mode: 'auto' } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${stage.gateway.url}/mcp`), { requestInit }),
  );
  t.after(() => void client.close());
  const rounds: number[] = [];
  const answering = client.callTool(
    { name: REFUND, arguments: refund(304) },
    // each round tells once, at once, that it waits
    { onprogress: () => void rounds.push(1) },
  );
  const approval = await stage.question(id);
  for (const round of [1, 2, 3]) {
    await until(() => rounds.length >= round, { what: `round ${round}` });
    if (round < 3) stage.gateway.clock.advance(50_000);
  }
  await stage.gateway.operator.approve(approval);
  assert.match(textOf(await answering), /"amount":304/);
  assert.equal(stage.refunds(), 1);
});

test('a killed stdio bridge leaves its question standing; the next process collects the result', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const start = async () => {
    const transport = bridgeTo({ url: stage.gateway.url, token });
    const client = new Client({ name: 'bridged', version: '2' });
    await client.connect(transport);
    t.after(() => void client.close());
    return { client, pid: transport.pid ?? 0 };
  };
  const first = await start();
  const lost = first.client.callTool({ name: REFUND, arguments: refund(305) });
  const approval = await stage.question(id);
  process.kill(first.pid, 'SIGKILL');
  await assert.rejects(lost);
  await stage.gateway.operator.approve(approval);
  await until(() => stage.refunds() === 1, { what: 'the refund' });

  const second = await start();
  const collected = await second.client.callTool({ name: REFUND, arguments: refund(305) });
  assert.match(textOf(collected), /"amount":305/);
  assert.equal(stage.refunds(), 1);
});

test('the session of one agent is unknown to another, and lives on', async (t) => {
  const stage = await openClientStage(t);
  const [mine, other] = [await stage.gateway.agent(), await stage.gateway.agent()];
  const { client, transport } = await oldClient(t, stage, mine.token);
  const stolen = await fetch(`${stage.gateway.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${other.token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-session-id': transport.sessionId ?? '',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  assert.equal(stolen.status, 404);
  assert.ok((await client.listTools()).tools.length > 0);
});
