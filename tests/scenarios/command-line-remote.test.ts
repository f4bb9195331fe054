import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { run } from '../../packages/cli/src/run.ts';
import { runCli } from '../support/cli.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { temporaryDirectory } from '../support/temp.ts';

/** A person's machine: no data directory, no control socket, only the address and a configuration folder. */
function machine(t: TestContext, gateway: TestGateway) {
  const home = temporaryDirectory(t);
  const env = {
    AGENTPORT_URL: gateway.url,
    AGENTPORT_DATA_DIR: path.join(home, 'none'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
  };
  const cli = (argv: string[], input?: string) =>
    runCli(t, argv, { env, cwd: home, ...(input === undefined ? {} : { input }) });
  return { env, home, cli };
}

/** `agentport login`, with a person who does something once the code is shown. */
async function login(env: Record<string, string>, home: string, person: (code: string) => Promise<void>) {
  let said = '';
  let asked = false;
  const exitCode = await run(['login'], {
    env,
    cwd: home,
    stdin: Readable.from([]),
    stdout: { write: (text) => (said += text) },
    stderr: { write: (text) => (said += text) },
    gatewayMain: '/nonexistent',
    nodePath: process.execPath,
    version: '0.0.0-test',
    wait: async () => {
      if (asked) return;
      asked = true;
      await person(/\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/.exec(said)?.[0] ?? assert.fail(said));
    },
    elapsed: () => performance.now(),
    onSignal: () => () => undefined,
  });
  return { exitCode, said };
}

test('a person signs a command line in by typing its code in the console, and works from there until signing out', async (t) => {
  const gateway = await startTestGateway(t);
  const { env, home, cli } = machine(t, gateway);
  const { exitCode, said } = await login(env, home, async (code) => {
    gateway.clock.advance(30_000);
    const stepUp = await gateway.operator.send('POST', '/api/v1/me/step-up', {
      code: gateway.operator.code(),
    });
    const headers = {
      cookie: String(stepUp.headers['set-cookie']).split(';')[0] ?? '',
      'x-agentport-csrf': stepUp.body.csrf_token as string,
    };
    const seen = await gateway.operator.send('POST', '/api/v1/pairings/look', { code }, headers);
    assert.equal(seen.body.kind, 'sign_in');
    const done = await gateway.operator.send('POST', '/api/v1/pairings/confirm-sign-in', { code }, headers);
    assert.equal(done.status, 200, done.text);
  });
  assert.equal(exitCode, 0, said);
  assert.ok(!new RegExp(`${gateway.url}\\S*[2-9A-Z]{4}-[2-9A-Z]{4}`).test(said), 'no link carries the code');
  const folder = path.join(env.XDG_CONFIG_HOME, 'agentport', 'sign-ins');
  const [file = ''] = readdirSync(folder);
  assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
  assert.doesNotMatch(
    said,
    new RegExp(JSON.parse(readFileSync(path.join(folder, file), 'utf8')).cookie as string),
  );

  assert.match((await cli(['whoami'])).stdout, /anna@example\.com/);
  assert.match((await cli(['connections', 'list'])).stdout, /stripe/);
  assert.equal((await cli(['approvals', 'list'])).exitCode, 0);
  assert.match((await cli(['audit', 'tail', '--lines', '3'])).stdout, /sign_in\.started/);
  const change = await cli(['agents', 'create', '--name', 'remote']);
  assert.equal(change.exitCode, 1, 'a confirmed command line has no recent second factor');
  assert.match(change.stderr, /asks a person and there is no terminal/);

  assert.equal((await cli(['logout'])).exitCode, 0);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal((await cli(['whoami'])).exitCode, 1);
});

test('a sign-in at the terminal counts as a second factor for what follows at once', async (t) => {
  const gateway = await startTestGateway(t);
  const { cli } = machine(t, gateway);
  gateway.clock.advance(30_000);
  const { email, password } = gateway.operator;
  const signIn = ['login', '--email', email, '--password-stdin', '--code', gateway.operator.code()];
  const signedIn = await cli(signIn, `${password}\n`);
  assert.equal(signedIn.exitCode, 0, signedIn.stderr);
  const made = await cli(['agents', 'create', '--name', 'remote', '--connections', 'stripe', '-o', 'json']);
  assert.equal(made.exitCode, 0, made.stderr);
  const unknown = await cli(['agents', 'create', '--name', 'typo', '--connections', 'strpe']);
  assert.match(unknown.stderr, /no connection strpe/);

  const explained = await cli(['policy', 'explain', 'remote', 'stripe.create_refund', '-o', 'json']);
  assert.match(explained.stderr + explained.stdout, /invalid_arguments/);
  const allowed = await cli([
    'policy',
    'explain',
    'remote',
    'stripe.list_customers',
    '--args',
    '{"limit":3}',
  ]);
  assert.match(allowed.stdout, /^allow[\s\S]*default[\s\S]*\/v1\/customers[\s\S]*Nothing was sent/);
  const denied = await cli([
    'policy',
    'explain',
    'remote',
    'github.get_repository',
    '--args',
    '{"owner":"a","repo":"b"}',
  ]);
  assert.match(denied.stdout, /^deny[\s\S]*connection_not_given/);
  const calls = await gateway.operator.send('GET', '/api/v1/calls');
  assert.deepEqual(calls.body.items, [], 'nothing was recorded as a call');
});

test('a sign-in is sent to the address it was made for, and to no other', async (t) => {
  const gateway = await startTestGateway(t);
  const { env, home, cli } = machine(t, gateway);
  gateway.clock.advance(30_000);
  const { email, password } = gateway.operator;
  await cli(
    ['login', '--email', email, '--password-stdin', '--code', gateway.operator.code()],
    `${password}\n`,
  );
  const folder = path.join(env.XDG_CONFIG_HOME, 'agentport', 'sign-ins');
  const [file = ''] = readdirSync(folder);
  const kept = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Record<string, string>;
  writeFileSync(path.join(folder, file), JSON.stringify({ ...kept, url: 'https://other.example' }));
  const ran = await runCli(t, ['whoami'], { env, cwd: home });
  assert.match(ran.stderr, /Nobody is signed in at/);
});
