import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type RunOptions, runCli, type Script, standIn, temporaryFolder } from '../../stand-in.fixture.ts';
import type { EndSignal } from '../../surroundings.ts';
import { withoutServiceKeys } from './service-keys.ts';

const token = (id: string) => ({
  id,
  created_at: '2026-11-21T07:30:00.000Z',
  expires_at: null,
  revoked_at: null,
});
const agent = (name: string, ...tokens: string[]) => ({
  id: `agt_${name}`,
  name,
  status: 'active',
  tools: 'auto',
  connections: null,
  owner_id: null,
  test: false,
  calls_week: 0,
  last_call_at: null,
  created_at: '2026-11-21T07:30:00.000Z',
  stopped_at: null,
  waiting: 0,
  tokens_total: tokens.length,
  tokens: tokens.map(token),
});
const STATUS = {
  version: '0',
  public_url: 'http://localhost:3999',
  log: { standing: 'intact', size: 1, checked_at: null },
  stopped: false,
  unknown_outcomes: 0,
  pending_policy: null,
  policy_proven: true,
};

async function ranAs(t: TestContext, argv: string[], options: RunOptions = {}) {
  const folder = temporaryFolder(t);
  const script: Script = {
    'GET /api/v1/status': { body: STATUS },
    'GET /api/v1/agents': { body: { items: [agent('billing', 'tok_old')], next: null } },
    'GET /api/v1/agents/billing': { body: agent('billing', 'tok_old') },
    'POST /api/v1/agents': ({ body }) => {
      const { name } = JSON.parse(body) as { name: string };
      return { status: 201, body: { agent: agent(name, 'tok_first'), token: 'ap_agent_never_used' } };
    },
    'POST /api/v1/agents/agt_billing/tokens': {
      status: 201,
      body: { agent: agent('billing', 'tok_old', 'tok_run'), token: 'ap_agent_of_this_run' },
    },
    'DELETE /api/v1/agents/agt_billing/tokens/tok_run': { body: {} },
  };
  const gateway = await standIn(t, script, path.join(folder, 'control.sock'));
  const env = { AGENTPORT_DATA_DIR: folder, PATH: process.env.PATH ?? '', ...options.env };
  const ran = await runCli(argv, { ...options, cwd: folder, env });
  return { ...ran, folder, seen: gateway.seen.map(({ method, target }) => `${method} ${target}`), gateway };
}

const node = (code: string) => ['run', '--agent', 'billing', '--', process.execPath, '-e', code];

test('the command gets an address and a token of this run, and the token is revoked when it ends', async (t) => {
  const code = `require('node:fs').writeFileSync('seen', JSON.stringify(process.env)); process.exit(7)`;
  const ran = await ranAs(t, node(code), {
    env: {
      STRIPE_API_KEY: 'sk_test_plainly_fake',
      HIDDEN: 'ghp_plainlyfake',
      EDITOR: 'vi',
      AGENTPORT_TOKEN: 'mine',
    },
  });
  assert.equal(ran.code, 7, ran.stderr);
  const seen = JSON.parse(readFileSync(path.join(ran.folder, 'seen'), 'utf8')) as Record<string, string>;
  assert.equal(seen.AGENTPORT_URL, 'http://localhost:3999');
  assert.equal(seen.AGENTPORT_TOKEN, 'ap_agent_of_this_run');
  assert.equal(seen.EDITOR, 'vi');
  for (const name of ['STRIPE_API_KEY', 'HIDDEN', 'AGENTPORT_DATA_DIR'])
    assert.equal(seen[name], undefined, name);
  assert.match(ran.stderr, /AGENTPORT_DATA_DIR, AGENTPORT_TOKEN, HIDDEN, STRIPE_API_KEY/);
  assert.doesNotMatch(ran.stderr + ran.stdout, /plainly/);
  assert.equal(ran.seen.at(-1), 'DELETE /api/v1/agents/agt_billing/tokens/tok_run');
  assert.match(
    ran.gateway.seen.find(({ target }) => target.endsWith('/tokens'))?.body ?? '',
    /"expires_in_minutes":480/,
  );
});

test('a command that is killed outright gives its signal’s code, and the token is revoked', async (t) => {
  const ran = await ranAs(t, node(`process.kill(process.pid, 'SIGKILL')`));
  assert.equal(ran.code, 128 + 9);
  assert.equal(ran.seen.at(-1), 'DELETE /api/v1/agents/agt_billing/tokens/tok_run');
});

test('a signal reaches the command', async (t) => {
  let tell: (signal: EndSignal) => void = () => undefined;
  const onSignal: RunOptions['onSignal'] = (listener) => {
    tell = listener;
    return () => undefined;
  };
  const code = `process.on('SIGTERM', () => process.exit(5)); require('node:fs').writeFileSync('up', ''); setTimeout(() => {}, 20000)`;
  const folder = temporaryFolder(t);
  const up = path.join(folder, 'up');
  const running = ranAs(t, node(code.replace("'up'", JSON.stringify(up))), { onSignal });
  for (let look = 0; look < 200 && !existsSync(up); look += 1)
    await new Promise((next) => setTimeout(next, 50));
  tell('SIGTERM');
  assert.equal((await running).code, 5);
});

test('what cannot be started revokes the token as well', async (t) => {
  const ran = await ranAs(t, ['run', '--agent', 'billing', '--', '/nonexistent/program']);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /cannot be started \(ENOENT\)/);
  assert.equal(ran.seen.at(-1), 'DELETE /api/v1/agents/agt_billing/tokens/tok_run');
});

test('options behind -- belong to the command, -o too', async (t) => {
  const ran = await ranAs(t, ['run', '--agent', 'billing', '--', process.execPath, '-p', '1', '-o', 'json']);
  assert.doesNotMatch(ran.stderr, /invalid_request/);
});

test('keys of services are known by name and by value; models’ keys and what is kept stay', () => {
  const { env, removed } = withoutServiceKeys(
    {
      GITHUB_TOKEN: 'x',
      GH_TOKEN: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      LINEAR_API_KEY: 'x',
      POSTHOG_PERSONAL_API_KEY: 'x',
      ANYTHING: 'lin_api_plainlyfake',
      DATABASE_URL: 'postgres://plainly-fake',
      AGENTPORT_ROOT_KEY: 'x',
      ANTHROPIC_API_KEY: 'stays',
      OPENAI_API_KEY: 'stays',
      STRIPE_API_VERSION: 'stays',
      NPM_TOKEN: 'kept',
    },
    ['NPM_TOKEN', 'AGENTPORT_ROOT_KEY'],
  );
  assert.deepEqual(
    Object.keys(env).toSorted((a, b) => a.localeCompare(b)),
    ['ANTHROPIC_API_KEY', 'NPM_TOKEN', 'OPENAI_API_KEY', 'STRIPE_API_VERSION'],
  );
  assert.ok(removed.includes('AGENTPORT_ROOT_KEY'), 'the gateway’s own root key is never left in');
});
