// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { openTestGateway } from '../support/open-gateway.ts';
import { standing } from '../support/standing.ts';
import { load, OPTIONS, YAML } from './config-file.fixture.ts';

test('a removed block disables its connection and keeps the key; bringing it back waits for a person', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const { connections, db, configFile, policies } = opened.gateway;
  const { id } = connections.find(ORG, 'github') ?? assert.fail();
  await load(opened, YAML.replace(/ {2}github:[\s\S]*(?=agents:)/, ''));
  assert.equal(connections.find(ORG, 'github')?.status, 'disabled');
  const kept = await db.read.selectFrom('credentials').selectAll().where('connection_id', '=', id).execute();
  assert.equal(kept.length, 1);

  await load(opened, YAML.replace('    token: ${file:github.key}\n', ''));
  assert.equal(connections.find(ORG, 'github')?.status, 'disabled');
  await configFile.activate((await policies.pending())?.number ?? 0, 'opr_test');
  assert.equal(connections.find(ORG, 'github')?.status, 'active');
  assert.equal(connections.find(ORG, 'github')?.id, id, 'with the key it had');
});

test('the key of a block that stays away for seven days is destroyed, not a moment earlier', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const { connections, db, configFile } = opened.gateway;
  const { id } = connections.find(ORG, 'github') ?? assert.fail();
  const keys = () => db.read.selectFrom('credentials').selectAll().where('connection_id', '=', id).execute();
  await load(opened, YAML.replace(/ {2}github:[\s\S]*(?=agents:)/, ''));
  opened.clock.advance(7 * 86_400_000 - 1);
  await configFile.load();
  assert.equal((await keys()).length, 1);
  opened.clock.advance(1);
  await configFile.load();
  assert.deepEqual(await keys(), []);
  assert.equal(connections.find(ORG, 'github'), null);
});

test('a key that changes where the file points to, or in a private .env, is taken without a restart', async (t) => {
  const opened = await openTestGateway(t, {
    yaml: YAML,
    files: { ...OPTIONS.files, '.env': '# keys\nexport STRIPE_KEY="sk_test_plainlyFakeKeyNumberOne"\n' },
  });
  const { connections, configFile } = opened.gateway;
  const versions = () => ['github', 'stripe'].map((name) => connections.find(ORG, name)?.credentialVersion);
  await configFile.load();
  assert.deepEqual(versions(), [1, 1], 'unchanged keys make no version');
  opened.write('github.key', 'ghp_plainlyFakeTokenNumberTwo00000000000\n');
  assert.deepEqual((await configFile.load()).waiting, []);
  assert.deepEqual(versions(), [2, 1]);
  opened.write('.env', 'STRIPE_KEY=sk_test_plainlyFakeKeyNumberThree\n');
  assert.deepEqual((await configFile.load()).waiting, []);
  assert.deepEqual(versions(), [2, 2]);
});

test('T103 a .env that turns up beside the file does not replace a key of the environment', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const before = await standing(opened.gateway);
  opened.write('.env', 'STRIPE_KEY=sk_test_ofSomebodyElse\n');
  await opened.gateway.configFile.load();
  assert.deepEqual(await standing(opened.gateway), before);
});

test('a key that stands in a broken line of the file is not repeated in what is said about it', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const canary = 'sk_live_canaryInTheFile';
  for (const line of [
    `"x" "${canary}"`,
    `*${canary}`,
    `{ ${canary}`,
    `[${canary}`,
    `!!${canary} 1`,
    `'${canary}`,
    `@${canary}`,
    `${canary}: ${canary}: 1`,
  ]) {
    const problem = await load(opened, YAML.replace('${STRIPE_KEY}', line)).then(
      () => null,
      (error: Error) => error,
    );
    if (problem) assert.ok(!problem.message.includes(canary), problem.message);
  }
});
