import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli, standIn, temporaryFolder } from '../stand-in.fixture.ts';

const CONTROL = path.join(import.meta.dirname, 'control.fixture.ts');
const wait = (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined);

test('a running gateway is spoken to by its control socket, without cookie, CSRF or token', async (t) => {
  const folder = temporaryFolder(t);
  const script = { 'GET /api/v1/agents': { body: { items: [], next: null } } };
  const gateway = await standIn(t, script, path.join(folder, 'control.sock'));
  const env = { AGENTPORT_DATA_DIR: folder, AGENTPORT_TOKEN: 'token-a' };
  const ran = await runCli(['agents', 'list', '-o', 'json'], { env });
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(JSON.parse(ran.stdout), []);
  const headers = gateway.seen[0]?.headers ?? {};
  for (const name of ['cookie', 'authorization', 'origin']) assert.equal(headers[name], undefined);
});

test('while no gateway runs, a process with only the control socket is started, used and ended', async (t) => {
  const folder = temporaryFolder(t);
  const env = { AGENTPORT_DATA_DIR: folder };
  const ran = await runCli(['agents', 'list'], { env, gatewayMain: CONTROL, wait });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /No agents yet/);
  assert.equal(readFileSync(path.join(folder, 'events'), 'utf8'), 'GET /api/v1/agents?limit=200\nended\n');
});

test('when it cannot be opened, the gateway’s own code and sentence come through', async (t) => {
  const env = {
    AGENTPORT_DATA_DIR: temporaryFolder(t),
    COMPLAINT: 'Another gateway uses this folder. Stop it first. [already_running]',
  };
  const ran = await runCli(['agents', 'list', '-o', 'json'], { env, gatewayMain: CONTROL, wait });
  assert.equal(ran.code, 1);
  const { error } = JSON.parse(ran.stdout) as { error: { code: string; message: string } };
  assert.equal(error.code, 'already_running');
  assert.equal(error.message, 'Another gateway uses this folder. Stop it first.');
});

test('a gateway that cannot even start is reported with its last words', async (t) => {
  const env = { AGENTPORT_DATA_DIR: temporaryFolder(t) };
  const ran = await runCli(['agents', 'list'], { env, wait });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /The gateway ended without an answer.*\[internal\]/s);
});
