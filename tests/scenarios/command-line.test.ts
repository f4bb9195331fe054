import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SEEDED } from '@agentport/sandbox';
import { startTestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/agentport.js', import.meta.url));
const REFUND = JSON.stringify({ charge: SEEDED.charge, amount: 4_200, customer_id: SEEDED.marta });

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as they were printed and assert on what they read
  readonly json: any;
}

/** One command in a process of its own. */
function agentport(argv: readonly string[], env: Record<string, string>, stdin = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [LAUNCHER, ...argv], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({
        code,
        stdout,
        stderr,
        json: stdout.startsWith('{') || stdout.startsWith('[') ? JSON.parse(stdout) : null,
      });
    });
    child.stdin?.end(stdin);
  });
}

test('by command line alone: connect, ask, be shown, approve, collect once, be denied, be stopped, verify', async (t) => {
  const gateway = await startTestGateway(t, { clock: runningClock(), connections: false });
  const { stripe } = gateway.sandbox;
  const here = {
    PATH: process.env.PATH ?? '',
    AGENTPORT_DATA_DIR: gateway.dataDir,
    AGENTPORT_URL: gateway.url,
  };
  const local = (argv: string[], stdin?: string) => agentport([...argv, '-o', 'json'], here, stdin);

  const add = ['connections', 'add', 'stripe', '--name', 'stripe', '--key-stdin', '--base-url', stripe.url];
  const added = await local(add, `${stripe.credential}\n`);
  assert.equal(added.code, 0, added.stderr + added.stdout);
  assert.equal((await local(['connections', 'test', 'stripe'])).json.ok, true);
  const made = await local(['agents', 'create', '--name', 'support-bot']);
  assert.equal(made.code, 0, made.stdout);
  const token: string = made.json.token;
  const agent = (argv: string[]) => agentport([...argv, '-o', 'json'], { ...here, AGENTPORT_TOKEN: token });

  const described = await agent(['operations', 'describe', 'stripe.create_refund']);
  assert.equal(described.json.tier, 'ask_approve');
  const listed = await agent(['call', 'stripe.list_customers', '--args', '{"limit":2}']);
  assert.equal(listed.code, 0, listed.stdout);
  assert.equal(listed.json.result.data.length, 2);

  const call = ['call', 'stripe.create_refund', '--args', REFUND];
  const asked = await agent([...call, '--why', 'Kundin bat darum ✓', '--wait', '0']);
  assert.equal(asked.code, 2, asked.stdout);
  const id: string = asked.json.approval.id;

  const waiting = agent(['await', id, '--wait', '60']);
  gateway.clock.advance(30_000); // the code of the test person's own sign-in is used up
  const person = ['--email', gateway.operator.email, '--password-stdin', '--code', gateway.operator.code()];
  const approved = await agentport(
    ['approvals', 'approve', id, '--yes', ...person],
    here,
    `${gateway.operator.password}\n`,
  );
  assert.equal(approved.code, 0, approved.stderr);
  assert.match(approved.stderr, /Kundin bat darum ✓/);
  assert.match(approved.stderr, new RegExp(SEEDED.charge));
  assert.match(approved.stdout, /succeeded/);

  const collected = await waiting;
  assert.equal(collected.code, 0, collected.stdout);
  assert.equal(collected.json.outcome.result.amount, 4_200);
  assert.equal((await agent(['await', id])).code, 1, 'the result is handed out once');
  assert.equal(stripe.recorder.count({ method: 'POST' }), 1);

  const denied = await agent([
    'call',
    'stripe.delete_customer',
    '--args',
    JSON.stringify({ customer: SEEDED.marta }),
  ]);
  assert.equal(denied.code, 1);
  assert.equal(denied.json.error.code, 'denied');

  assert.equal((await local(['stop', '--agent', 'support-bot'])).json.status, 'stopped');
  const stopped = await agent(['call', 'stripe.list_customers']);
  assert.equal(stopped.code, 1);
  assert.equal(stopped.json.error.code, 'agent_stopped');

  const tail = await agentport(['audit', 'tail', '-n', '50'], here);
  for (const kind of ['connection.created', 'agent.created', 'agent.stopped']) {
    assert.match(tail.stdout, new RegExp(kind.replace('.', '\\.')));
  }
  const file = join(gateway.home, 'log.jsonl');
  assert.equal((await local(['audit', 'export', file])).code, 0);
  for (const verify of [
    ['audit', 'verify'],
    ['audit', 'verify', '--export', file],
  ]) {
    const verified = await local(verify);
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    assert.equal(verified.json.ok, true);
  }
});
