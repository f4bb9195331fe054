import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { type Config, readConfig } from '../../packages/gateway/src/config.ts';
import { openGateway } from '../../packages/gateway/src/gateway.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { runBackupCommand } from '../../packages/gateway/src/serving/index.ts';
import {
  copyFromPostgres,
  copyToPostgres,
  openPostgres,
  parseDatabaseUrl,
} from '../../packages/gateway/src/storage/index.ts';
import { type Dialect, testClock } from '../../packages/gateway/src/storage/testing.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { dropSchema, newSchemaUrl } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const PORTS = {
  clock: systemClock,
  random: systemRandom,
  logger: createLogger('silent'),
  secrets: { takeVariable: () => null },
  integrationsDir: join(import.meta.dirname, '..', '..', 'integrations'),
};

/** The settings of an installation whose state lies at `url`, or in its data directory. */
function configOf({ dataDir, configFile, home }: TestGateway, url: string | null): Config {
  const env = {
    AGENTPORT_DATA_DIR: dataDir,
    AGENTPORT_CONFIG: configFile,
    AGENTPORT_LOG_LEVEL: 'silent',
    ...(url === null ? {} : { DATABASE_URL: url }),
  };
  return readConfig(env, home, { demo: false });
}

async function command(config: Config, name: 'backup' | 'verify-backup' | 'restore', ...flags: string[]) {
  const lines: string[] = [];
  await runBackupCommand(name, { config, ports: PORTS, flags, print: (line) => void lines.push(line) });
  return JSON.parse(lines.join(''));
}

async function stage(t: TestContext, database: Dialect) {
  const gateway = await startTestGateway(t, { database, clock: testClock(Date.now() - 20 * 60_000) });
  const { token } = await gateway.agent('bookkeeper');
  const asked = await gateway.call(token, 'stripe.create_customer', { name: 'Pending then' });
  assert.equal(asked.status, 202, asked.text);
  return { gateway, token, approval: asked.body.approval.id, callId: asked.body.call.id };
}

async function emptySchema(t: TestContext): Promise<string> {
  const url = await newSchemaUrl();
  t.after(() => dropSchema(url));
  return url;
}

/** Opens what was restored, and checks that it trusts nothing of the past. */
async function checkRestored(config: Config, callId: string, token: string): Promise<void> {
  const restored = await openGateway(config, PORTS, () => 'http://localhost:3000');
  try {
    assert.equal(restored.audit.standing(), 'intact');
    assert.equal((await restored.audit.verify()).ok, true);
    const call = await restored.db.read
      .selectFrom('calls')
      .select('state')
      .where('id', '=', callId)
      .executeTakeFirst();
    assert.equal(call?.state, 'outcome_unknown');
    assert.equal((await restored.agents.authenticate(token)).kind, 'authenticated');
    const org = await restored.db.read.selectFrom('orgs').select('stopped').executeTakeFirst();
    assert.equal(org?.stopped, 1);
    const connections = restored.connections.list('default');
    assert.ok(connections.some(({ name }) => name === 'stripe'));
    const entries = await restored.audit.tail(0, 1000);
    assert.ok(entries.some(({ event }) => event.kind === 'instance.restored'));
  } finally {
    await restored.close();
  }
}

test('a backup of PostgreSQL, taken while calls run, is one moment of it, and comes back into an empty database', async (t) => {
  const { gateway, token, approval, callId } = await stage(t, 'postgres');
  const config = configOf(gateway, gateway.databaseUrl);
  const file = join(gateway.home, 'backup.tar');
  const reads = Array.from({ length: 20 }, () => gateway.call(token, 'stripe.list_customers', {}));
  const made = await command(config, 'backup', `--to=${file}`);
  for (const read of await Promise.all(reads)) assert.equal(read.status, 200, read.text);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(made.manifest.log.size > 0);
  assert.equal((await command(config, 'verify-backup', file)).manifestSha256, made.manifestSha256);
  const bytes = readFileSync(file);
  assert.equal(bytes.includes('agentport-root-v1:'), false);
  assert.equal(bytes.includes(gateway.sandbox.stripe.credential), false);

  assert.equal((await gateway.operator.approve(approval)).status, 200);
  const { effects } = gateway.sandbox.stripe.service;
  await until(async () => (effects.length === 1 ? true : null), { what: 'the call to be sent' });
  await gateway.running.close();

  await assert.rejects(command(config, 'restore', '--replace', file), /There is an installation in/);
  await assert.rejects(command(configOf(gateway, null), 'restore', '--replace', file), /Set DATABASE_URL/);
  const elsewhere = configOf(gateway, await emptySchema(t));
  await assert.rejects(command(elsewhere, 'restore', file), { code: 'invalid_request' });
  const restored = await command(elsewhere, 'restore', '--replace', file);
  assert.equal(restored.unknown, 1);
  assert.ok(restored.lostEntries > 0);
  assert.match(restored.database, /^database /);
  assert.equal(existsSync(join(gateway.dataDir, 'agentport.db')), false);
  await checkRestored(elsewhere, callId, token);
  assert.equal(effects.length, 1);
});

test('a backup of SQLite comes back into an empty PostgreSQL', async (t) => {
  const { gateway, token, callId } = await stage(t, 'sqlite');
  const file = join(gateway.home, 'backup.tar');
  await command(configOf(gateway, null), 'backup', `--to=${file}`);
  await gateway.running.close();
  const target = configOf(gateway, await emptySchema(t));
  await command(target, 'restore', '--replace', file);
  await checkRestored(target, callId, token);
});

/** Every row of every table but the list of migrations, whose times are their own. */
async function everyRow(url: string): Promise<Record<string, string[]>> {
  const db = await openPostgres({ location: parseDatabaseUrl(url) });
  try {
    const { rows: tables } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = current_schema()`.execute(db.read);
    const found: Record<string, string[]> = {};
    for (const { name } of tables.filter((table) => table.name !== 'migrations')) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db.read);
      found[name] = rows.map((row) => JSON.stringify(row)).toSorted();
    }
    return found;
  } finally {
    await db.close();
  }
}

test('a copy out of PostgreSQL and back holds every row of every table, byte for byte', async (t) => {
  const { gateway } = await stage(t, 'postgres');
  await gateway.running.close();
  const [from, to] = [gateway.databaseUrl ?? '', await emptySchema(t)];
  const directory = join(gateway.home, 'copy');
  mkdirSync(directory, { mode: 0o700 });
  const file = { path: join(directory, 'copy.db'), clock: systemClock };
  await copyFromPostgres(parseDatabaseUrl(from), file, async () => undefined);
  await copyToPostgres(file, parseDatabaseUrl(to), async () => undefined);
  const [before, after] = [await everyRow(from), await everyRow(to)];
  assert.ok(Object.values(before).filter((rows) => rows.length > 0).length > 12);
  assert.deepEqual(after, before);
});
