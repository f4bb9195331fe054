import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { runCli } from '../support/cli.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { until } from '../support/until.ts';

const BRIDGE = new URL('../../packages/mcp-server/bin/agentport-mcp-server.js', import.meta.url).pathname;

async function openBridge(t: TestContext, gateway: TestGateway, home: string) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BRIDGE],
    env: { PATH: process.env.PATH ?? '', AGENTPORT_URL: gateway.url, XDG_CONFIG_HOME: home },
    stderr: 'pipe',
  });
  let changes = 0;
  const client = new Client(
    { name: 'test-client', version: '1.0.0' },
    {
      versionNegotiation: { mode: 'legacy' },
      listChanged: { tools: { autoRefresh: false, onChanged: () => (changes += 1) } },
    },
  );
  await client.connect(transport);
  t.after(() => client.close());
  return { client, changes: () => changes };
}

const textOf = (result: { content?: unknown }): string =>
  (result.content as { text: string }[]).map(({ text }) => text).join('\n');
const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);
const codeIn = (text: string) => /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/.exec(text)?.[0] ?? assert.fail(text);

test('a bridge without a token offers one tool, is let in by its code, and then only to what it was given', async (t) => {
  const gateway = await startTestGateway(t);
  const home = temporaryDirectory(t);
  const { client, changes } = await openBridge(t, gateway, home);
  assert.deepEqual(await namesOf(client), ['connect']);
  const refused = await client.callTool({ name: 'stripe__list_customers', arguments: {} });
  assert.match(textOf(refused), /not connected to the gateway yet/);
  const code = codeIn(textOf(await client.callTool({ name: 'connect', arguments: {} })));

  const env = { AGENTPORT_DATA_DIR: gateway.dataDir };
  const waiting = await runCli(t, ['agents', 'pairings', '-o', 'json'], { env });
  assert.match(waiting.stdout, /"claimed_name": "test-client"/);
  assert.ok(!waiting.stdout.includes(code), 'the code is shown by the one who asked, and nowhere else');
  const pair = ['agents', 'pair', code, '--name', 'paired', '--connections', 'stripe', '--yes'];
  const paired = await runCli(t, pair, { env });
  assert.equal(paired.exitCode, 0, paired.stderr);
  assert.match(paired.stderr, /test-client \(unverified\)/);

  await until(() => changes() > 0, { what: 'the client being told that the tools changed' });
  const names = await namesOf(client);
  assert.ok(names.length > 1 && names.every((name) => !name.startsWith('github')), names.join(' '));
  assert.ok(names.includes('stripe__list_customers'));
  const result = await client.callTool({ name: 'stripe__list_customers', arguments: { limit: 1 } });
  assert.notEqual(result.isError, true, textOf(result));
  const outside = await client.callTool({
    name: 'github__list_issues',
    arguments: { owner: 'a', repo: 'b' },
  });
  assert.equal(outside.isError, true);
  assert.match(textOf(outside), /not given the connection github/);

  const folder = path.join(home, 'agentport', 'agents');
  const [file = ''] = readdirSync(folder);
  assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.match(readFileSync(path.join(folder, file), 'utf8'), /ap_agent_/);
  const again = await openBridge(t, gateway, home);
  assert.deepEqual((await namesOf(again.client)).sort(), names.sort());
  const used = await runCli(t, pair, { env });
  assert.match(used.stderr, /Nobody waits with this code/);
});

test('a bridge that a person refused is told so, and has no tool but connect', async (t) => {
  const gateway = await startTestGateway(t);
  const { client } = await openBridge(t, gateway, temporaryDirectory(t));
  await client.callTool({ name: 'connect', arguments: {} });
  const env = { AGENTPORT_DATA_DIR: gateway.dataDir };
  const { stdout } = await runCli(t, ['agents', 'pairings', '-o', 'json'], { env });
  const [{ id }] = JSON.parse(stdout) as [{ id: string }];
  const answer = client.callTool({ name: 'connect', arguments: {} });
  assert.equal((await runCli(t, ['agents', 'refuse', id], { env })).exitCode, 0);
  assert.match(textOf(await answer), /A person refused it/);
  assert.deepEqual(await namesOf(client), ['connect']);
});

test('T1 an agent’s token answers no code, and an agent outside its connections is denied on every entrance', async (t) => {
  const gateway = await startTestGateway(t);
  const { token } = await gateway.running.gateway.agents.create({
    org: 'default',
    name: 'narrow',
    tools: 'auto',
    connections: ['github'],
    expiresInDays: null,
    actor: 'system:test',
  });
  const denied = await gateway.call(token, 'stripe.list_customers', {});
  assert.equal(denied.status, 403);
  assert.match(denied.text, /connection_not_given/);
  const bearer = { authorization: `Bearer ${token}` };
  const listed = await fetch(`${gateway.url}/v1/operations`, { headers: bearer });
  assert.doesNotMatch(await listed.text(), /"connection":"stripe"/);
  for (const target of ['accept', 'look', 'confirm-sign-in']) {
    const answer = await fetch(`${gateway.url}/api/v1/pairings/${target}`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '{"code":"AAAA-AAAA"}',
    });
    assert.equal(answer.status, 403);
  }
});
