import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temp.ts';

const MAIN = fileURLToPath(new URL('../../packages/gateway/src/main.ts', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/agentport.js', import.meta.url));
const PASSPHRASE = 'correct horse battery staple';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function installation(t: TestContext) {
  const home = temporaryDirectory(t);
  const dataDir = join(home, '.agentport', 'data');
  mkdirSync(join(home, '.agentport'), { mode: 0o700 });
  const env = { AGENTPORT_PORT: '0', AGENTPORT_HOST: '127.0.0.1', AGENTPORT_DATA_DIR: dataDir };
  const start = (more: Record<string, string> = {}): RunningProcess => {
    const started = startProcess({ args: [MAIN, 'serve'], cwd: home, env: { ...env, ...more } });
    t.after(() => started.killHard().then(() => undefined));
    return started;
  };
  const cli = (argv: readonly string[], stdin = ''): Promise<Ran> =>
    new Promise((resolve) => {
      const around = { PATH: process.env.PATH ?? '', AGENTPORT_DATA_DIR: dataDir };
      const child = execFile(
        process.execPath,
        [LAUNCHER, ...argv],
        { env: around, cwd: home },
        (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
      child.stdin?.end(stdin);
    });
  const done = async (argv: readonly string[], stdin?: string) => {
    const ran = await cli([...argv, '-o', 'json'], stdin);
    assert.equal(ran.code, 0, ran.stderr + ran.stdout);
    return JSON.parse(ran.stdout);
  };
  return { home, dataDir, keyFile: join(home, '.agentport', 'root.key'), start, cli, done };
}

const UP = /AgentPort runs at (http:\S+)/;

test('from key file to passphrase and back: sealed means sealed for everybody, and only the passphrase opens it', async (t) => {
  const here = installation(t);
  const first = here.start();
  await first.waitForLine(UP, 30_000);
  await here.done(['agents', 'create', '--name', 'bot']);
  const rotated = await here.done(
    ['vault', 'rotate', '--root', '--to', 'passphrase', '--passphrase-stdin'],
    `${PASSPHRASE}\n`,
  );
  assert.equal(rotated.source, 'passphrase');
  assert.equal((await first.stop(20_000)).code, 0);
  assert.match(readFileSync(here.keyFile, 'utf8'), /^agentport-root-scrypt-v1:/);

  const second = here.start();
  const waits = await second.waitForLine(/waits at .*sealed/, 30_000);
  const base = `http://127.0.0.1:${/localhost:(\d+)/.exec(waits)?.[1]}`;
  const ask = (path: string, init?: RequestInit) => fetch(`${base}${path}`, init);
  assert.deepEqual(await (await ask('/health')).json(), { status: 'sealed' });
  const ready = await ask('/ready');
  assert.deepEqual([ready.status, await ready.json()], [503, { status: 'sealed' }]);
  for (const [method, path] of [
    ['POST', '/stripe/list_customers'],
    ['POST', '/mcp'],
    ['GET', '/api/v1/status'],
    ['POST', '/api/v1/vault/unseal'],
    ['GET', '/'],
  ] as const) {
    const body = method === 'POST' ? JSON.stringify({ passphrase: PASSPHRASE }) : null;
    const answer = await ask(path, { method, body, headers: { 'content-type': 'application/json' } });
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    assert.deepEqual([path, answer.status, error.code], [path, 503, 'sealed']);
    assert.match(error.message, /agentport unseal/);
  }
  const other = await here.cli(['agents', 'list']);
  assert.match(other.stderr, /\[sealed\]/);

  const wrong = await here.cli(['unseal', '--passphrase-stdin'], 'correct horse battery stapler\n');
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /does not open/);
  const hasty = await here.cli(['unseal', '--passphrase-stdin'], 'another wrong passphrase\n');
  assert.match(hasty.stderr, /\[(too_many_attempts|sealed)\]/);
  const opened = await unsealed(here);
  assert.match(opened, /unsealed/);
  await second.waitForLine(UP, 30_000);
  assert.match((await here.cli(['agents', 'list'])).stdout, /bot/);
  const entries = await here.cli(['audit', 'tail', '-n', '50', '-o', 'json']);
  assert.match(entries.stdout, /"kind":"vault\.unsealed"/);
  assert.match(entries.stdout, /"wrong_passphrases":[12]/);

  assert.equal((await here.done(['vault', 'rotate', '--root', '--to', 'file'])).source, 'file');
  for (const text of [second.stdout(), second.stderr(), entries.stdout])
    assert.ok(!text.includes(PASSPHRASE));
  assert.equal((await second.stop(20_000)).code, 0);
  const third = here.start();
  await third.waitForLine(UP, 30_000);
  assert.equal((await third.stop(20_000)).code, 0);
});

/** A wrong passphrase makes the next one wait. */
async function unsealed(here: ReturnType<typeof installation>): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const ran = await here.cli(['unseal', '--passphrase-stdin', '-o', 'json'], `${PASSPHRASE}\n`);
    if (ran.code === 0) return ran.stdout;
    assert.match(ran.stdout + ran.stderr, /too_many_attempts/);
  }
  throw new Error('the vault stayed closed');
}

test('a gateway that is stopped while it is sealed ends without a complaint', async (t) => {
  const here = installation(t);
  const first = here.start();
  await first.waitForLine(UP, 30_000);
  await here.done(
    ['vault', 'rotate', '--root', '--to', 'passphrase', '--passphrase-stdin'],
    `${PASSPHRASE}\n`,
  );
  await first.stop(20_000);
  const second = here.start();
  await second.waitForLine(/waits at .*sealed/, 30_000);
  assert.equal((await second.stop(20_000)).code, 0);
});

test('an entry is proved to somebody who has nothing but the public key; the log says what was erased and verifies', async (t) => {
  const here = installation(t);
  const gateway = here.start();
  await gateway.waitForLine(UP, 30_000);
  await here.done(['agents', 'create', '--name', 'bot']);
  const { verifier } = await here.done(['audit', 'prove', '1', 'proof.json']);
  const away = temporaryDirectory(t);
  writeFileSync(join(away, 'proof.json'), readFileSync(join(here.home, 'proof.json')));
  const check = (file: string) => here.cli(['audit', 'check-proof', file, '--key', verifier]);
  const proved = await check(join(away, 'proof.json'));
  assert.equal(proved.code, 0, proved.stderr);
  assert.match(proved.stdout, /Proved/);
  const forged = readFileSync(join(away, 'proof.json'), 'utf8')
    .replace('"actor', '"Actor')
    .replace('\\"actor', '\\"Actor');
  writeFileSync(join(away, 'forged.json'), forged);
  const refused = await check(join(away, 'forged.json'));
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /NOT PROVED/);

  const erased = await here.done(['audit', 'erase', '--agent', 'bot', '--reason', 'asked for', '--yes']);
  assert.deepEqual(erased, { payloads: 0, days: 0 });
  const both = await here.cli([
    'audit',
    'erase',
    '--agent',
    'bot',
    '--day',
    '2026-11-21',
    '--reason',
    'x',
    '--yes',
  ]);
  assert.match(both.stderr, /Name one of/);
  const nobody = await here.cli(['audit', 'erase', '--agent', 'nobody', '--reason', 'x', '--yes']);
  assert.match(nobody.stderr, /\[not_found\]/);
  const unasked = await here.cli(['audit', 'erase', '--agent', 'bot', '--reason', 'x']);
  assert.match(unasked.stderr, /Give --yes/);

  const status = await here.done(['vault', 'rotate', '--kek']);
  assert.equal(status.waiting, 0);
  assert.match((await here.cli(['vault', 'status'])).stdout, /credential +v2/);
  assert.equal((await here.done(['audit', 'verify'])).ok, true);
  assert.equal((await gateway.stop(20_000)).code, 0);
});
