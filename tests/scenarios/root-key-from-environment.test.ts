import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temp.ts';

const MAIN = fileURLToPath(new URL('../../packages/gateway/src/main.ts', import.meta.url));
/** Plainly fake: 32 bytes of one value each. */
const KEY = `agentport-root-v1:${Buffer.alloc(32, 7).toString('base64url')}`;
const OTHER_KEY = `agentport-root-v1:${Buffer.alloc(32, 8).toString('base64url')}`;

function installation(t: TestContext) {
  const home = temporaryDirectory(t);
  const dataDir = join(home, '.agentport', 'data');
  mkdirSync(join(home, '.agentport'), { mode: 0o700 });
  const run = (env: Record<string, string>) => {
    const started = startProcess({
      args: [MAIN, 'serve'],
      cwd: home,
      env: { AGENTPORT_PORT: '0', AGENTPORT_HOST: '127.0.0.1', AGENTPORT_DATA_DIR: dataDir, ...env },
    });
    t.after(() => started.killHard().then(() => undefined));
    return started;
  };
  return { home, run };
}

test('the root key can come from the environment: no file is made, and only the same key opens the vault again', async (t) => {
  const { home, run } = installation(t);
  const first = run({ AGENTPORT_ROOT_KEY: KEY });
  await first.waitForLine(/Root key: from AGENTPORT_ROOT_KEY/, 30_000);
  assert.equal((await first.stop(20_000)).code, 0);
  assert.equal(existsSync(join(home, '.agentport', 'root.key')), false);

  for (const env of [{ AGENTPORT_ROOT_KEY: OTHER_KEY }, { AGENTPORT_ROOT_KEY: 'not a key' }, {}]) {
    const refused = run(env);
    assert.equal((await refused.exited).code, 1);
    assert.match(refused.stderr(), /\[sealed\]/);
    assert.doesNotMatch(refused.stderr() + refused.stdout(), /agentport-root-v1:[A-Za-z0-9_-]{43}/);
  }
  const again = run({ AGENTPORT_ROOT_KEY: KEY });
  await again.waitForLine(/AgentPort runs at/, 30_000);
  assert.equal((await again.stop(20_000)).code, 0);
});

test('T103 agentport.yaml cannot name the root key as a key to send', async (t) => {
  const { home, run } = installation(t);
  writeFileSync(
    join(home, 'agentport.yaml'),
    `integrations:
  stripe:
    api_key: \${AGENTPORT_ROOT_KEY}
`,
  );
  const refused = run({ AGENTPORT_ROOT_KEY: KEY });
  assert.equal((await refused.exited).code, 1);
  assert.match(refused.stderr(), /\[config_missing_variable\]/);
});
