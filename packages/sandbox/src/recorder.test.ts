import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { request } from 'undici';
import { GITHUB_SEEDED } from './github-seed.ts';
import { listenOnLoopback } from './loopback.ts';
import { startRecorder } from './recorder.ts';
import { SANDBOX_STRIPE_KEY, startSandbox } from './start.ts';
import { SEEDED } from './stripe/index.ts';

const right = { authorization: `Bearer ${SANDBOX_STRIPE_KEY}` };

test('only a call with exactly the right credential reaches the service', async () => {
  let reached = 0;
  const server = createServer((_, res) => {
    reached += 1;
    res.end('{}');
  });
  const service = await listenOnLoopback(server);
  const recorder = await startRecorder({
    service: 'any',
    target: service.url,
    credential: SANDBOX_STRIPE_KEY,
  });
  try {
    const attempts = [
      [{}, 'missing'],
      [{ authorization: `Bearer ${SANDBOX_STRIPE_KEY}x` }, 'wrong'],
      [{ authorization: SANDBOX_STRIPE_KEY }, 'wrong'],
      [{ authorization: 'Bearer ' }, 'wrong'],
      [{ authorization: [right.authorization, 'Bearer other'] }, 'wrong'],
      [{ 'x-api-key': SANDBOX_STRIPE_KEY }, 'missing'],
    ] as const;
    for (const [headers, verdict] of attempts) {
      const flat = Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().flatMap((one) => [name, one as string]),
      );
      const reply = await request(recorder.url, { headers: flat });
      await reply.body.dump();
      assert.equal(reply.statusCode, 401, verdict);
      assert.equal(recorder.entries.at(-1)?.credential, verdict);
    }
    assert.equal(reached, 0);
    await (await request(recorder.url, { headers: right })).body.dump();
    assert.equal(reached, 1);
  } finally {
    await recorder.close();
    await service.close();
  }
});

test('the log names method, path, body and status of every call and never the credential', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'recorder-'));
  const log = join(directory, 'calls.jsonl');
  const sandbox = await startSandbox({ recorderLog: log });
  try {
    const form = {
      ...right,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': 'permit-1',
    };
    const body = `charge=${SEEDED.charge}&amount=500&metadata[note]=${SANDBOX_STRIPE_KEY}`;
    const refund = await request(`${sandbox.stripe.url}/v1/refunds`, { method: 'POST', headers: form, body });
    await refund.body.dump();
    await (
      await request(`${sandbox.stripe.url}/v1/customers?email=${SANDBOX_STRIPE_KEY}`, { headers: right })
    ).body.dump();
    assert.equal(
      sandbox.stripe.recorder.count({
        method: 'POST',
        path: '/v1/refunds',
        status: 200,
        credential: 'right',
      }),
      1,
    );
    assert.equal(sandbox.stripe.recorder.count({ method: 'DELETE' }), 0);
    assert.equal(sandbox.stripe.service.effects.length, 1);
    const [first] = sandbox.stripe.recorder.entries;
    assert.equal(first?.idempotency_key, 'permit-1');
    assert.deepEqual(first?.body, { charge: SEEDED.charge, amount: '500', 'metadata[note]': '[credential]' });
  } finally {
    await sandbox.close();
  }
  const rows = readFileSync(log, 'utf8');
  assert.equal(rows.trimEnd().split('\n').length, 2);
  assert.ok(!rows.includes(SANDBOX_STRIPE_KEY));
  assert.equal(statSync(log).mode & 0o777, 0o600);
  rmSync(directory, { recursive: true });
});

test('a connection cut by the service is cut for the caller and recorded without a status', async () => {
  const sandbox = await startSandbox();
  try {
    sandbox.stripe.service.mode({ kind: 'drop', when: 'after_body' });
    await assert.rejects(request(`${sandbox.stripe.url}/v1/balance`, { headers: right }));
    sandbox.stripe.service.mode({ kind: 'drop', when: 'mid_reply' });
    const cut = await request(`${sandbox.stripe.url}/v1/balance`, { headers: right });
    await assert.rejects(cut.body.text());
    assert.deepEqual(
      sandbox.stripe.recorder.entries.map((entry) => entry.status),
      [null, null],
    );
  } finally {
    await sandbox.close();
  }
});

const byText = (a = '', b = '') => (a < b ? -1 : 1);

test('GitHub holds an organisation, three repositories, two issues and a pull request', async () => {
  const sandbox = await startSandbox();
  try {
    const read = async (path: string) => {
      const reply = await request(sandbox.github.url + path, {
        headers: { authorization: `Bearer ${sandbox.github.credential}`, 'user-agent': 'test' },
      });
      assert.equal(reply.statusCode, 200, path);
      return (await reply.body.json()) as { title?: string; name?: string; login?: string }[];
    };
    const { org, repositories } = GITHUB_SEEDED;
    for (const name of repositories) await read(`/repos/${org}/${name}`);
    const own = await read('/user/repos');
    assert.deepEqual(own.map((row) => row.name).toSorted(byText), repositories.toSorted(byText));
    await read(`/repos/${org}/infrastructure/branches/main/protection`);
    const issues = await read(`/repos/${org}/billing/issues`);
    assert.ok(issues.some((issue) => issue.title === 'Refund rounding is off by one cent'));
    assert.equal((await read(`/repos/${org}/billing/pulls`))[0]?.title, 'Fix refund rounding');
    const stranger = await request(`${sandbox.github.url}/user`, {
      headers: { authorization: 'Bearer other' },
    });
    await stranger.body.dump();
    assert.equal(stranger.statusCode, 401);
  } finally {
    await sandbox.close();
  }
});
