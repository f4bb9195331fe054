import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { local, runCli, type Script, standIn, temporaryFolder } from '../stand-in.fixture.ts';

const entry = (index: number) => ({
  index,
  at: '2026-11-21T07:30:00.000Z',
  kind: 'call.requested',
  call_id: null,
  entry: { id: `evt_${index}`, actor: 'agt_1\u202e', connection: 'stripe', operation: 'list_customers' },
  leaf_hash: 'f'.repeat(64),
  risk: null,
});

/** A log of so many entries, newest first, cut into pages as it is asked for. */
function log(size: () => number): Script {
  return {
    'GET /api/v1/audit/entries': ({ target }) => {
      const query = new URL(target, 'http://x').searchParams;
      const end = Number(query.get('cursor') ?? size());
      const start = Math.max(0, end - Number(query.get('limit')));
      const items = Array.from({ length: end - start }, (_, at) => entry(end - 1 - at));
      return { body: { items, next: start === 0 ? null : String(start), looked_until: null } };
    },
    'GET /api/v1/audit/entries/7': { body: entry(7) },
    'GET /api/v1/audit/entries/evt_7': { body: entry(7) },
    'GET /api/v1/audit/export': { body: '{"line":1}\n{"line":2}\n' },
  };
}

test('tail shows the newest entries, the last one last, over as many pages as it takes', async (t) => {
  const three = await local(
    t,
    log(() => 500),
    ['audit', 'tail', '-n', '3'],
  );
  assert.deepEqual(
    three.stdout
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10)),
    [497, 498, 499],
  );
  const many = await local(
    t,
    log(() => 500),
    ['audit', 'tail', '-n', '450', '-o', 'json'],
  );
  const indexes = many.stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { index: number }).index);
  assert.deepEqual(
    indexes,
    Array.from({ length: 450 }, (_, at) => 50 + at),
  );
});

test('tail --follow shows what is written from now on, once, and ends with the gateway', async (t) => {
  let size = 2;
  let looks = 0;
  const folder = temporaryFolder(t);
  const gateway = await standIn(
    t,
    log(() => size),
    path.join(folder, 'control.sock'),
  );
  const ran = await runCli(['audit', 'tail', '-n', '1', '--follow'], {
    env: { AGENTPORT_DATA_DIR: folder },
    wait: async () => {
      looks += 1;
      if (looks === 2) size = 5;
      if (looks === 4) await gateway.close();
    },
  });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /\[not_running\]/);
  assert.deepEqual(
    ran.stdout
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10)),
    [1, 2, 3, 4],
  );
});

test('an entry is found by its number and by its id', async (t) => {
  for (const name of ['7', 'evt_7']) {
    const ran = await local(
      t,
      log(() => 300),
      ['audit', 'show', name, '-o', 'json'],
    );
    assert.equal((JSON.parse(ran.stdout) as { index: number }).index, 7);
  }
  const none = await local(
    t,
    log(() => 300),
    ['audit', 'show', 'evt_none'],
  );
  assert.match(none.stderr, /\[not_found\]/);
});

test('an export is a new private file; one that exists is not touched, one that failed is removed', async (t) => {
  const whole = await local(
    t,
    log(() => 2),
    ['audit', 'export', 'log.jsonl'],
  );
  assert.equal(whole.code, 0, whole.stderr);
  const file = path.join(whole.folder, 'log.jsonl');
  assert.equal(readFileSync(file, 'utf8'), '{"line":1}\n{"line":2}\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  writeFileSync(file, 'mine');
  const again = await runCli(['audit', 'export', file], { env: { AGENTPORT_DATA_DIR: whole.folder } });
  assert.match(again.stderr, /cannot be created \(EEXIST\)/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  const failed = await local(t, { 'GET /api/v1/audit/export': { status: 503, body: {} } }, [
    'audit',
    'export',
    'x',
  ]);
  assert.equal(failed.code, 1);
  assert.equal(existsSync(path.join(failed.folder, 'x')), false);
});

const status = (standing: string) => ({
  body: {
    version: '0.1.0',
    public_url: 'http://localhost:3000',
    log: { standing, size: 20, checked_at: null },
    stopped: false,
    unknown_outcomes: 0,
    pending_policy: null,
    policy_proven: true,
  },
});
const checked = (problem: unknown) => ({
  body: { ok: problem === null, size: 20, root: 'ab12', problem, checked_at: '2026-11-21T07:30:00.000Z' },
});
const OLDER: Script = {
  'GET /api/v1/status': status('rolled_back'),
  'POST /api/v1/audit/verify': checked({ code: 'rolled_back', index: 20, message: 'Five entries are gone.' }),
  'POST /api/v1/audit/accept': checked(null),
};
const isAccepted = (ran: Awaited<ReturnType<typeof local>>) =>
  ran.seen.some(({ target }) => target === '/api/v1/audit/accept');

test('a log is accepted only after it was shown, by an explicit yes', async (t) => {
  const argv = ['audit', 'accept'];
  const yes = await local(t, OLDER, argv, { keys: ['y\r'] });
  assert.equal(yes.code, 0, yes.stderr);
  assert.match(yes.stdout, /Accepted\. The log goes on with 20 entries/);
  const unasked = await local(t, OLDER, [...argv, '--yes', '-o', 'json']);
  assert.deepEqual([unasked.code, (JSON.parse(unasked.stdout) as { ok: boolean }).ok], [0, true]);
  for (const ran of [yes, unasked]) {
    assert.match(ran.stderr, /older than its witness[\s\S]*ab12[\s\S]*Five entries are gone\./);
    assert.ok(isAccepted(ran));
  }
  for (const keys of [['\r'], ['n\r'], ['\u0003']]) {
    const no = await local(t, OLDER, argv, { keys });
    assert.equal(no.code, 1);
    assert.ok(!isAccepted(no), JSON.stringify(keys));
  }
  const nobody = await local(t, OLDER, argv);
  assert.match(nobody.stderr, /there is no terminal\. Give --yes\./);
  assert.ok(!isAccepted(nobody));
});

test('of a log that continues its witness nothing is accepted; what a check still finds afterwards is said', async (t) => {
  const intact = await local(t, { ...OLDER, 'GET /api/v1/status': status('intact') }, [
    'audit',
    'accept',
    '--yes',
  ]);
  assert.equal(intact.code, 1);
  assert.match(intact.stderr, /nothing to accept/);
  assert.ok(!isAccepted(intact));
  const broken = checked({ code: 'modified', index: 3, message: 'Entry 3 was changed.' });
  const damaged = await local(t, { ...OLDER, 'POST /api/v1/audit/accept': broken }, [
    'audit',
    'accept',
    '--yes',
  ]);
  assert.equal(damaged.code, 0);
  assert.match(damaged.stdout, /Accepted[\s\S]*still finds: Entry 3 was changed/);
});
