import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@agentport/sandbox';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import { migrate } from '../../packages/gateway/src/storage/migrate.ts';
import { MIGRATIONS } from '../../packages/gateway/src/storage/migrations/index.ts';
import { connectSqlite } from '../../packages/gateway/src/storage/sqlite/connect.ts';
import { testClock } from '../../packages/gateway/src/storage/testing.ts';
import { send } from '../support/gateway.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { until } from '../support/until.ts';

const CASES = fileURLToPath(new URL('../cases/upgrade', import.meta.url));
const INTEGRATIONS = fileURLToPath(new URL('../../integrations', import.meta.url));
const PORT_OF_THE_FIXTURE = 29471;

const around = JSON.parse(readFileSync(join(CASES, 'schema-8.json'), 'utf8'));

/** The files of an installation as version 8 of the schema left them. */
function oldInstallation(t: TestContext) {
  const home = temporaryDirectory(t);
  const dataDir = join(home, 'state', 'data');
  mkdirSync(join(dataDir, 'witness'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'state', 'root.key'), `${around.rootKey}\n`, { mode: 0o600 });
  for (const [name, text] of Object.entries(around.witness)) {
    writeFileSync(join(dataDir, 'witness', name), String(text), { mode: 0o600 });
  }
  const path = join(dataDir, 'agentport.db');
  writeFileSync(path, '', { mode: 0o600 });
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal');
  database.exec(readFileSync(join(CASES, 'schema-8.sql'), 'utf8'));
  database.close();
  return { home, dataDir, path, clock: testClock(around.now) };
}

function start({ home, dataDir, clock }: ReturnType<typeof oldInstallation>) {
  const env = {
    AGENTPORT_HOST: '127.0.0.1',
    AGENTPORT_PORT: '0',
    AGENTPORT_DATA_DIR: dataDir,
    AGENTPORT_LOG_LEVEL: 'silent',
  };
  const ports = {
    clock,
    random: systemRandom,
    logger: createLogger('silent'),
    secrets: { takeVariable: () => null },
    integrationsDir: INTEGRATIONS,
  };
  return startGateway(readConfig(env, home, { demo: false }), ports, join(home, 'no-console'));
}

/** The sandbox behind the address that the old installation knows. */
async function serviceOfTheFixture(t: TestContext) {
  const sandbox = await startSandbox({ recorderLog: join(temporaryDirectory(t), 'recorder.jsonl') });
  t.after(() => void sandbox.close());
  const { hostname, port } = new URL(sandbox.stripe.url);
  const relay = createServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve, reject) => {
    relay.once('error', reject).listen(PORT_OF_THE_FIXTURE, '127.0.0.1', resolve);
  });
  t.after(() => {
    relay.closeAllConnections();
    relay.close();
  });
  return sandbox;
}

const schema = (path: string) => {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare('select max(number) as number from migrations').get();
  database.close();
  return row?.number;
};

test('an installation at schema 8 is brought forward: its log verifies, its question is approved and sent, its credential opens', async (t) => {
  const sandbox = await serviceOfTheFixture(t);
  const old = oldInstallation(t);
  const running = await start(old);
  const { gateway } = running;
  assert.equal(running.readOnly, null);
  assert.equal(schema(old.path), MIGRATIONS.length);
  const verified = await gateway.audit.verify();
  assert.deepEqual([verified.ok, verified.problem], [true, undefined]);

  const asOperator = (method: string, path: string, body?: unknown) =>
    send(running.url, method, path, body, {
      cookie: around.cookie,
      origin: running.url,
      'x-agentport-csrf': around.csrf,
    });
  const seen = await asOperator('GET', `/api/v1/approvals/${around.approvalId}`);
  assert.equal(seen.status, 200, seen.text);
  const { action_sha256, display_sha256 } = seen.body;
  const path = `/api/v1/approvals/${around.approvalId}/approve`;
  const approved = await asOperator('POST', path, { action_sha256, display_sha256 });
  assert.equal(approved.status, 200, approved.text);
  const sent = await until(
    async () => {
      const view = await gateway.approvals.read('default', around.approvalId);
      return view && !['pending', 'approved', 'executing'].includes(view.state) ? view.state : null;
    },
    { what: 'the question of the old version to be sent' },
  );
  assert.equal(sent, 'succeeded');
  assert.equal(sandbox.stripe.service.effects.length, 1);
  const read = await send(
    running.url,
    'POST',
    '/stripe/list_customers',
    {},
    {
      authorization: `Bearer ${around.token}`,
    },
  );
  assert.equal(read.status, 200, read.text);
  await running.close();
});

test('before it is brought forward a database is kept under the number of its schema, private and whole', async (t) => {
  const old = oldInstallation(t);
  const running = await start(old);
  await running.close();
  const kept = `${old.path}.schema-8`;
  assert.equal(schema(kept), 8);
  assert.equal(statSync(kept).mode & 0o777, 0o600);
  const again = await start(old);
  await again.close();
  assert.equal(
    existsSync(`${old.path}.schema-${MIGRATIONS.length}`),
    false,
    'a start that changes no schema keeps nothing',
  );
});

test('a step that fails leaves the old schema whole, whichever step it is', async (t) => {
  for (let broken = 8; broken < MIGRATIONS.length; broken++) {
    const old = oldInstallation(t);
    const steps = MIGRATIONS.map((step, at) =>
      at === broken
        ? { ...step, statements: () => ['create table half_done (id integer)', 'not a statement'] }
        : step,
    );
    const database = connectSqlite({ path: old.path, clock: old.clock });
    await assert.rejects(migrate(database, steps));
    await database.close();
    assert.equal(schema(old.path), 8);
    const running = await start(old);
    assert.equal((await running.gateway.audit.verify()).ok, true);
    await running.close();
  }
});

test('a database of a newer version is refused, untouched, with what to do', async (t) => {
  const old = oldInstallation(t);
  const database = new DatabaseSync(old.path);
  database.exec(
    `insert into migrations (number, name, applied_at) values (${MIGRATIONS.length + 1}, 'of tomorrow', 1)`,
  );
  database.close();
  const before = readFileSync(old.path);
  await assert.rejects(start(old), (fault: Error & { code?: string }) => {
    assert.equal(fault.code, 'database_newer');
    assert.match(fault.message, /Start that version again, or restore the backup/);
    return true;
  });
  assert.equal(readFileSync(old.path).equals(before), true);
});
