import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { runCli } from '../stand-in.fixture.ts';

const MAIN = path.join(import.meta.dirname, 'gateway-main.fixture.ts');
const asked = (argv: string[], env: Record<string, string>) => runCli(argv, { env, gatewayMain: MAIN });

/** `start` writes to the process's own output, so it runs in one of its own. */
function startIn(argv: string[], env: Record<string, string> = {}): ChildProcess {
  const script = `
    const { runCli } = await import(${JSON.stringify(path.join(import.meta.dirname, '..', 'stand-in.fixture.ts'))});
    const onSignal = (listener) => { for (const s of ['SIGINT', 'SIGTERM']) process.on(s, listener); return () => {}; };
    const env = { ...process.env };
    const ran = await runCli(${JSON.stringify(argv)}, { env, gatewayMain: ${JSON.stringify(MAIN)}, onSignal });
    process.stderr.write(ran.stderr);
    process.exit(ran.code);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...env, PATH: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function outputOf(child: ChildProcess): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

test('start hands its flags to the gateway, and the gateway’s exit code back', async () => {
  const flags = ['start', '--demo', '--auto-approve', '--report', 'r.json'];
  const ran = await outputOf(startIn(flags, { CODE: '1' }));
  assert.equal(ran.code, 1);
  assert.deepEqual(JSON.parse(ran.stdout), ['serve', '--demo', '--auto-approve', '--report', 'r.json']);
});

test('flags of the demo without the demo are refused', async () => {
  const ran = await asked(['start', '--auto-approve'], {});
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /belong to --demo/);
});

for (const [signal, code] of [
  ['SIGTERM', 0],
  ['SIGINT', 3],
] as const) {
  test(`${signal} is handed to the gateway, which ends in its own way`, async () => {
    const child = startIn(['start'], { WAITS: '1' });
    if (child.stdout) await once(child.stdout, 'data');
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [code, null]);
  });
}

test('doctor: 0 when nothing is wrong, 1 when something is, in every format', async () => {
  const report = '[ok]    Node.js 24.21.0\n[error] Root key file /k is open to others.\n        chmod 600 /k';
  const ran = await asked(['doctor', '-o', 'json'], { SAYS: report, CODE: '1' });
  assert.equal(ran.code, 1);
  assert.deepEqual(JSON.parse(ran.stdout), {
    ok: false,
    findings: [
      { level: 'ok', what: 'Node.js 24.21.0', fix: null },
      { level: 'error', what: 'Root key file /k is open to others.', fix: 'chmod 600 /k' },
    ],
  });
  assert.equal((await asked(['doctor'], { SAYS: '[ok]    fine' })).code, 0);
  const broken = await asked(['doctor'], { SAYS: '', COMPLAINT: 'Bad port. [config_invalid]', CODE: '1' });
  assert.match(broken.stderr, /Bad port\. \[config_invalid\]/);
});

const FACTS = { root: 'ab', signaturesChecked: true, witnessChecked: true, data_dir: '/data' };

test('verify: an intact log ends with 0, any damage with 1 and the finer code in JSON', async () => {
  const intact = { ok: true, size: 6, ...FACTS, exit_code: 0 };
  const good = await asked(['audit', 'verify', '-o', 'json'], { SAYS: JSON.stringify(intact) });
  assert.equal(good.code, 0, good.stderr);
  assert.deepEqual(JSON.parse(good.stdout), { ok: true, size: 6, ...FACTS, problem: null });

  const problem = { code: 'missing', index: 4, message: 'Entry 4 is missing.' };
  const damaged = { ok: false, size: 4, ...FACTS, problem, exit_code: 3 };
  const env = { SAYS: JSON.stringify(damaged), CODE: '1' };
  const bad = await asked(['audit', 'verify', '-o', 'json'], env);
  assert.equal(bad.code, 1);
  assert.deepEqual((JSON.parse(bad.stdout) as { problem: unknown }).problem, { ...problem, exit_code: 3 });
  const human = await asked(['audit', 'verify'], env);
  assert.equal(human.code, 1);
  assert.match(human.stdout, /NOT INTACT \(missing at entry 4\)\nEntry 4 is missing\./);
});

test('a log that cannot be read at all is an error with the gateway’s own sentence', async () => {
  const ran = await asked(['audit', 'verify'], {
    SAYS: '',
    COMPLAINT: 'There is no log here. [not_found]',
    CODE: '1',
  });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /There is no log here\. \[not_found\]/);
});
