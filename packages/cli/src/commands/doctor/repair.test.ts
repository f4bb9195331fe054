import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { runCli, standIn, temporaryFolder } from '../../stand-in.fixture.ts';

const MAIN = new URL('../../../../gateway/src/main.ts', import.meta.url).pathname;

/** The real gateway's doctor over an installation of the test. */
async function doctor(folder: string, ...more: string[]) {
  const env = { PATH: process.env.PATH ?? '', AGENTPORT_DATA_DIR: path.join(folder, 'data') };
  const ran = await runCli(['doctor', ...more, '-o', 'json'], { cwd: folder, env, gatewayMain: MAIN });
  return {
    ...ran,
    body: JSON.parse(ran.stdout) as { ok: boolean; repairs?: { done: boolean; what: string }[] },
  };
}

function installation(t: Parameters<typeof temporaryFolder>[0]): string {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'data'), { mode: 0o700 });
  writeFileSync(path.join(folder, '.env'), 'KEY=plainly-fake\n', { mode: 0o600 });
  return folder;
}

test('files that are open to others are closed, and only as far as needed', async (t) => {
  const folder = installation(t);
  chmodSync(path.join(folder, 'data'), 0o755);
  chmodSync(path.join(folder, '.env'), 0o644);
  const before = await doctor(folder);
  assert.equal(before.code, 1);
  assert.equal(statSync(path.join(folder, 'data')).mode & 0o777, 0o755, 'without --fix nothing is changed');
  const after = await doctor(folder, '--fix');
  assert.equal(after.code, 0, after.stdout);
  assert.equal(statSync(path.join(folder, 'data')).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(folder, '.env')).mode & 0o777, 0o600);
  assert.ok(after.body.repairs?.every(({ done }) => done));
  assert.deepEqual((await doctor(folder, '--fix')).body.repairs, [], 'a second time there is nothing to do');
});

test('a missing data directory is made, private', async (t) => {
  const folder = temporaryFolder(t);
  assert.equal((await doctor(folder, '--fix')).code, 0);
  assert.equal(statSync(path.join(folder, 'data')).mode & 0o777, 0o700);
});

test('the socket of a gateway that is gone is removed; one that answers stays', async (t) => {
  const folder = installation(t);
  const socket = path.join(folder, 'data', 'control.sock');
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(socket, resolve));
  // as after kill -9: closed without removing its file
  const copy = `${socket}.kept`;
  renameSync(socket, copy);
  await new Promise((resolve) => gone.close(resolve));
  renameSync(copy, socket);
  await doctor(folder, '--fix');
  assert.equal(existsSync(socket), false);

  const gateway = await standIn(t, {}, socket);
  await doctor(folder, '--fix');
  assert.ok(lstatSync(socket).isSocket());
  await gateway.close();
});

test('a link is not followed: what it leads to keeps its mode, and the command is said instead', async (t) => {
  const folder = installation(t);
  const outside = path.join(temporaryFolder(t), 'file');
  writeFileSync(outside, 'integrations: {}\n', { mode: 0o666 });
  chmodSync(outside, 0o666);
  symlinkSync(outside, path.join(folder, 'agentport.yaml'));
  const { body } = await doctor(folder, '--fix');
  assert.equal(statSync(outside).mode & 0o777, 0o666);
  assert.ok(body.repairs?.some(({ done, what }) => !done && what.startsWith('chmod go-w')));
});

test('what no command may repair by itself is said, and nothing is deleted', async (t) => {
  const folder = installation(t);
  writeFileSync(path.join(folder, 'agentport.yaml'), 'integrations:\n  stripe:\n    api_kee: x\n', {
    mode: 0o600,
  });
  const { code, body } = await doctor(folder, '--fix');
  assert.equal(code, 1);
  assert.ok(body.repairs?.some(({ done, what }) => !done && /agentport\.yaml:3:/.test(what)));
  assert.ok(existsSync(path.join(folder, 'agentport.yaml')));
});
