import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseEnv } from 'node:util';
import { runCli } from '../support/cli.ts';
import { startTestGateway } from '../support/gateway.ts';

const ENV = (key: string) =>
  `# the shop\nDEBUG=1\nSTRIPE_SECRET_KEY=${key} # pays\nSTRIPE_PUBLIC=pk_test_notARealKey0000\n`;

async function project(t: TestContext) {
  const gateway = await startTestGateway(t, { connections: false });
  const folder = mkdtempSync(join(gateway.home, 'project-'));
  const { url, credential } = gateway.sandbox.stripe;
  const agentport = async (...argv: string[]) => {
    const ran = await runCli(t, ['import', ...argv, `--base-url=stripe=${url}`, '-o', 'json'], {
      cwd: folder,
      env: { AGENTPORT_DATA_DIR: gateway.dataDir },
    });
    assert.equal(`${ran.stdout}${ran.stderr}`.includes(credential), false, 'no value is ever shown');
    return { ...ran, json: JSON.parse(ran.stdout) };
  };
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const names = () => gateway.running.gateway.connections.list('default').map(({ name }) => name);
  return { gateway, folder, credential, agentport, write, read, names };
}

test("a project's .env is imported: the key works from the vault, the file holds a token, the original is kept privately", async (t) => {
  const { gateway, folder, credential, agentport, write, read, names } = await project(t);
  write('.env', ENV(credential));
  const looked = await agentport('--dry-run');
  assert.deepEqual([looked.exitCode, looked.json.moves.length, names()], [0, 1, []]);
  const unasked = await agentport();
  assert.deepEqual([unasked.exitCode, read('.env'), names()], [1, ENV(credential), []]);

  const done = await agentport('--yes');
  assert.equal(done.exitCode, 0, done.stdout);
  assert.deepEqual(names(), ['stripe']);
  const { AGENTPORT_TOKEN: token = '', ...rest } = parseEnv(read('.env'));
  assert.deepEqual(rest, {
    DEBUG: '1',
    STRIPE_PUBLIC: 'pk_test_notARealKey0000',
    AGENTPORT_URL: gateway.url,
  });
  assert.match(
    read('.env'),
    /^# the shop\nDEBUG=1\n# STRIPE_SECRET_KEY is in AgentPort now: connection stripe\n/,
  );
  assert.equal(statSync(join(folder, '.env')).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, '.env.before-agentport')).mode & 0o777, 0o600);
  assert.equal(read('.env.before-agentport'), ENV(credential));
  const called = await gateway.call(token, 'stripe.list_customers', {});
  assert.equal(called.status, 200, called.text);

  const again = await agentport('--yes');
  assert.deepEqual([again.exitCode, again.json.moves, names()], [0, [], ['stripe']]);
});

test("a client's settings are imported: a local server with a key gives way to the gateway", async (t) => {
  const { gateway, credential, agentport, write, read } = await project(t);
  const local = { command: 'node', args: ['local.js'] };
  const pay = { command: 'npx', args: ['-y', 'pay-server'], env: { STRIPE_KEY: credential } };
  write('.mcp.json', JSON.stringify({ mcpServers: { local, pay } }, null, 2));
  const done = await agentport('--client', 'claude-code', '--yes');
  assert.equal(done.exitCode, 0, done.stdout);
  const { mcpServers } = JSON.parse(read('.mcp.json'));
  assert.deepEqual(Object.keys(mcpServers), ['local', 'agentport']);
  const { url, headers } = mcpServers.agentport;
  assert.equal(url, `${gateway.url}/mcp`);
  const answer = await fetch(`${gateway.url}/stripe/list_customers`, {
    method: 'POST',
    headers: { authorization: headers.Authorization, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(answer.status, 200);
});

test('an import that fails half way leaves the file as it was, and nothing behind', async (t) => {
  const { gateway, folder, credential, agentport, write, read, names } = await project(t);
  const text = `${ENV(credential)}OTHER=sk_test_anotherWrongKey000\n`;
  write('.env', text);
  const failed = await agentport('--yes');
  assert.equal(failed.exitCode, 1);
  assert.match(failed.json.error.message, /The key of OTHER does not work/);
  assert.deepEqual([read('.env'), names(), readdirSync(folder)], [text, [], ['.env']]);
  assert.deepEqual((await gateway.running.gateway.agents.list('default', { limit: 1 })).items, []);
  for (const [name, flags] of [
    ['config.toml', ['--client', 'codex']],
    ['mcp.json', ['mcp.json', '--client', 'vscode']],
  ] as const) {
    write(name, '{ // a comment\n}');
    const refused = await agentport(...flags, '--yes');
    assert.deepEqual([refused.exitCode, read(name)], [1, '{ // a comment\n}']);
  }
});
