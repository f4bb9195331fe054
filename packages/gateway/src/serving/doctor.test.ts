import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfig } from '../config.ts';
import { openGateway } from '../gateway.ts';
import { createLogger } from '../kernel/logger.ts';
import { systemRandom } from '../kernel/random.ts';
import { openSqlite } from '../storage/index.ts';
import { connectionRow, testClock } from '../storage/testing.ts';
import { diagnose } from './doctor.ts';
import { startControl } from './start.ts';

const INTEGRATIONS = join(import.meta.dirname, '..', '..', '..', '..', 'integrations');

function installation(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'agentport-doctor-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const config = readConfig({ AGENTPORT_DATA_DIR: 'state/data' }, home, { demo: false });
  const ports = {
    clock: testClock(),
    random: systemRandom,
    logger: createLogger('silent'),
    secrets: { takeVariable: () => null },
    integrationsDir: INTEGRATIONS,
  };
  return { home, config, ports };
}

type Installation = ReturnType<typeof installation>;

async function examine({ config }: Installation): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await diagnose(config, (line) => void lines.push(line));
  return { code, text: lines.join('\n') };
}

/** Started once and stopped. */
async function used(t: TestContext): Promise<Installation> {
  const here = installation(t);
  const gateway = await openGateway(here.config, here.ports, () => 'http://localhost:3000');
  await gateway.close();
  return here;
}

test('a machine where nothing was started yet is fine, and looking changes nothing', async (t) => {
  const here = installation(t);
  const { code, text } = await examine(here);
  assert.equal(code, 0, text);
  assert.match(text, /Data directory: none yet/);
  assert.match(text, /The gateway is not running; `npm start` starts it/);
  assert.deepEqual(readdirSync(here.home), []);
});

test('an installation that was used is fine: private files, an intact log', async (t) => {
  const here = await used(t);
  const { code, text } = await examine(here);
  assert.equal(code, 0, text);
  assert.match(text, /\[ok\] +Audit log: \d+ entries, intact/);
});

test('a running gateway is seen, and not disturbed', async (t) => {
  const here = installation(t);
  const control = await startControl(here.config, here.ports);
  const { code, text } = await examine(here);
  await control.close();
  assert.equal(code, 0, text);
  assert.match(text, /The gateway is running/);
});

test('data or key that others could use is an error with the command that repairs it', async (t) => {
  const here = await used(t);
  for (const [file, open, closed, command] of [
    [here.config.dataDir, 0o755, 0o700, 'chmod 700'],
    [here.config.rootKeyFile ?? '', 0o640, 0o600, 'chmod 600'],
  ] as const) {
    chmodSync(file, open);
    const { code, text } = await examine(here);
    assert.equal(code, 1, text);
    assert.ok(text.includes(`${file} is open to others.\n        ${command} ${file}`), text);
    chmodSync(file, closed);
    assert.equal((await examine(here)).code, 0);
    assert.equal(statSync(file).mode & 0o777, closed, 'looking changes nothing');
  }
});

test('a configuration that others may write or swap is a warning, and an error where the file is authoritative', async (t) => {
  const here = installation(t);
  const trusting = { ...here, config: { ...here.config, trustConfig: true } };
  writeFileSync(here.config.configFile, 'version: 1\n', { mode: 0o600 });
  for (const [file, open, closed] of [
    [here.config.configFile, 0o664, 0o644],
    [here.home, 0o777, 0o700],
  ] as const) {
    chmodSync(file, open);
    const [warned, refused] = [await examine(here), await examine(trusting)];
    chmodSync(file, closed);
    assert.deepEqual([warned.code, refused.code], [0, 1]);
    assert.match(
      warned.text,
      /^\[warn\] +(Configuration|Folder of the configuration) .+ is open to others\.$/m,
    );
    assert.ok(warned.text.includes(`\n        chmod go-w ${file}\n`), warned.text);
  }
});

test('a configuration that cannot be read is an error with line, column and what stays in force', async (t) => {
  const here = installation(t);
  writeFileSync(here.config.configFile, 'integrations:\n  stripe:\n    api_kee: x\n', { mode: 0o600 });
  const { code, text } = await examine(here);
  assert.equal(code, 1);
  assert.match(text, /\[error\] agentport\.yaml:3:5: Unknown key "api_kee"\. Did you mean "api_key"\?/);
  assert.match(text, /The gateway keeps the policy it has until this is repaired/);
});

test('a connection whose service refuses its sign-in is named, with what to do, until it has a new credential', async (t) => {
  const here = installation(t);
  const gateway = await openGateway(here.config, here.ports, () => 'http://localhost:3000');
  const token = {
    ...{ org: 'default', credential_version: 1, generation: 1, refresh_generation: 0, expires_at: 0 },
    ...{ lease_holder: null, lease_until: 0, refused: 'invalid_grant', refused_at: 1 },
  };
  await gateway.db.unit(async (tx) => {
    for (const [id, name, owner] of [
      ['con_1', 'mail', 'console'],
      ['con_2', 'post', 'file'],
    ] as const) {
      await tx.insertInto('connections').values(connectionRow({ id, name, owner })).execute();
      await tx
        .insertInto('oauth_tokens')
        .values({ ...token, connection_id: id })
        .execute();
    }
  });
  await gateway.close();
  const { code, text } = await examine(here);
  assert.equal(code, 0, text);
  assert.match(text, /\[warn\] +The connection "mail" must be connected again: .+\(invalid_grant\)/);
  assert.match(text, /agentport connections replace-key mail/);
  assert.match(text, /The connection "post" .+\n +Get a new credential .+ agentport\.yaml/);
  const again = await openSqlite({
    path: join(here.config.dataDir, 'agentport.db'),
    clock: here.ports.clock,
  });
  await again.unit((tx) => tx.updateTable('connections').set({ credential_version: 2 }).execute());
  await again.close();
  assert.doesNotMatch((await examine(here)).text, /must be connected again/);
});

test('a damaged log is an error, and the advice is to touch nothing', async (t) => {
  const here = await used(t);
  writeFileSync(join(here.config.dataDir, 'agentport.db'), Buffer.alloc(8192, 7), { mode: 0o600 });
  const { code, text } = await examine(here);
  assert.equal(code, 1, text);
  assert.match(text, /\[error\] Audit log: .+/);
  assert.match(text, /Keep the data directory as it is/);
});
