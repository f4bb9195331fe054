import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openTestGateway } from '../support/open-gateway.ts';
import { startProcess } from '../support/process.ts';

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/agentport.js', import.meta.url));

test('T90 a log without its witness is shown, accepted by command, and goes on; a second time there is nothing to accept', async (t) => {
  const opened = await openTestGateway(t);
  await opened.gateway.close();
  const dataDir = join(opened.home, 'state', 'data');
  rmSync(join(dataDir, 'witness', 'checkpoint'));
  const accept = async (...more: string[]) => {
    const args = [LAUNCHER, 'audit', 'accept', ...more, '-o', 'json'];
    const ran = startProcess({ args, cwd: opened.home, env: { AGENTPORT_DATA_DIR: dataDir } });
    const { code } = await ran.exited;
    return { code, shown: ran.stderr(), said: JSON.parse(ran.stdout()) };
  };
  const unasked = await accept();
  assert.deepEqual([unasked.code, unasked.said.error.code], [1, 'invalid_request']);
  const accepted = await accept('--yes');
  assert.match(accepted.shown, /its witness or signing key is missing/);
  assert.deepEqual([accepted.code, accepted.said.ok], [0, true], JSON.stringify(accepted.said));
  const again = await accept('--yes');
  assert.equal(again.code, 1);
  assert.match(again.said.error.message, /nothing to accept/);
});
