import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { openGateway } from '../../packages/gateway/src/gateway.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { copyDatabase } from '../../packages/gateway/src/serving/index.ts';
import { dropSchema, newSchemaUrl } from '../../packages/gateway/src/storage/postgres/testing.ts';
import { testClock } from '../../packages/gateway/src/storage/testing.ts';
import { startTestGateway } from '../support/gateway.ts';

const INTEGRATIONS = join(import.meta.dirname, '..', '..', 'integrations');
const REFUND = { payment_intent: 'pi_3PaidInFull', amount: 100 };

test('an installation moves from SQLite to PostgreSQL whole: questions, agents, keys and the log go on', async (t) => {
  const clock = testClock(Date.now() - 20 * 60_000);
  const old = await startTestGateway(t, { database: 'sqlite', clock });
  const { token } = await old.agent('bookkeeper');
  const asked = await old.call(token, 'stripe.create_refund', REFUND);
  const url = await newSchemaUrl();
  const env = {
    AGENTPORT_DATA_DIR: old.dataDir,
    AGENTPORT_CONFIG: old.configFile,
    AGENTPORT_LOG_LEVEL: 'silent',
    DATABASE_URL: url,
  };
  const config = readConfig(env, old.home, { demo: false });
  const ports = {
    clock: systemClock,
    random: systemRandom,
    logger: createLogger('silent'),
    secrets: { takeVariable: () => null },
    integrationsDir: INTEGRATIONS,
  };
  const open = () => openGateway(config, ports, () => old.url);

  await assert.rejects(copyDatabase(config, clock), /Another AgentPort uses/, 'not while it runs');
  await old.running.close();
  await assert.rejects(open(), /which is empty.+agentport db copy/s, 'not past what is still in the file');
  const copied = await copyDatabase(config, clock);
  assert.ok(copied.log.size > 5);
  await assert.rejects(copyDatabase(config, clock), /There is an installation in .+ already/);

  const moved = await open();
  t.after(async () => {
    await moved.close();
    await dropSchema(url);
  });
  assert.equal(moved.audit.standing(), 'intact');
  assert.ok(moved.connections.list('default').some(({ name }) => name === 'stripe'));
  const approval = await moved.approvals.read('default', asked.body.approval.id);
  assert.equal(approval?.state, 'pending');
  assert.equal((await moved.agents.authenticate(token)).kind, 'authenticated');
  const verified = await moved.audit.verify();
  assert.equal(verified.ok, true, JSON.stringify(verified));
});
