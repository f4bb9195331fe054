import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { startProcess } from '../support/process.ts';
import { openScene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const AGENT = fileURLToPath(new URL('../support/mcp-agent.ts', import.meta.url));
const scene = await openScene();

function startAgent(token: string, args: unknown) {
  return startProcess({
    args: [AGENT, 'stripe__create_customer', JSON.stringify(args)],
    env: { AGENTPORT_URL: scene.gateway.url, AGENTPORT_TOKEN: token },
  });
}

async function pendingOf(agentId: string) {
  const page = await scene.gateway.running.gateway.approvals.list({
    org: ORG,
    state: 'pending',
    agentId,
    limit: 10,
  });
  return page.items;
}

test('an agent killed after asking loses nothing: approved two minutes later, done once, collected by a new process', async () => {
  const agent = await scene.gateway.agent();
  const [args, before] = [scene.newCustomer(), scene.effects()];
  const first = startAgent(agent.token, args);
  const [asked] = await until(
    async () => {
      const pending = await pendingOf(agent.id);
      return pending.length > 0 ? pending : null;
    },
    { deadlineMs: 15_000, what: 'the question' },
  );
  assert.deepEqual((await first.killHard()).signal, 'SIGKILL');
  assert.ok(asked);

  scene.gateway.clock.advance(2 * 60_000);
  assert.equal(scene.effects(), before, 'nothing is done before a person answered');
  assert.equal((await scene.approve(asked.id)).status, 200);
  assert.equal(await scene.settled(asked.id), 'succeeded');
  assert.equal(scene.effects(), before + 1);

  const second = startAgent(agent.token, args);
  const line = await second.waitForLine(/^answer /);
  const answer = JSON.parse(line.slice('answer '.length));
  assert.notEqual(answer.isError, true, line);
  assert.equal(answer.structuredContent.name, args.name);
  assert.equal((await second.exited).code, 0, second.stderr());
  assert.equal(scene.effects(), before + 1);

  const third = await scene.call(agent.token, args);
  assert.equal(third.status, 202, third.text);
  assert.notEqual(third.body.approval.id, asked.id);
  assert.equal(scene.effects(), before + 1);
});

test('a question outlives a restart of the gateway, and its answer is executed and collected after it', async () => {
  const { token } = await scene.gateway.agent();
  const [asked, untouched] = [await scene.ask(token), await scene.ask(token)];
  const before = scene.effects();
  await scene.restart();
  assert.deepEqual(scene.gateway.running.recovered, { unknown: 0, resumed: 0 });
  assert.equal((await scene.ask(token, asked.args)).id, asked.id, 'a retry attaches across the restart');
  assert.equal((await scene.approve(asked.id)).status, 200);
  assert.equal(await scene.settled(asked.id), 'succeeded');
  await scene.restart();
  const collected = await scene.call(token, asked.args);
  assert.equal(collected.status, 200, collected.text);
  assert.equal(collected.body.call.id, asked.callId);
  assert.equal(scene.effects(), before + 1);
  scene.gateway.clock.advance(30 * 60_000);
  assert.equal(await scene.settled(untouched.id), 'expired');
});

test('a client that gives up waiting leaves its question standing and the result uncollected', async () => {
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const leaving = new AbortController();
  const waiting = fetch(`${scene.gateway.url}/v1/approvals/${asked.id}?wait=60`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  await scene.own(token, asked.id); // the wait above was asked for before this was answered
  leaving.abort();
  await assert.rejects(waiting);
  assert.equal((await scene.own(token, asked.id)).body.state, 'pending');
  await scene.approve(asked.id);
  assert.equal(await scene.settled(asked.id), 'succeeded');
  assert.equal((await scene.own(token, asked.id)).body.outcome.status, 'released');
});

test('the log of all this verifies', () => scene.verify());
