// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SANDBOX_STRIPE_KEY } from '@agentport/sandbox';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { startTestGateway } from '../support/gateway.ts';
import { type OpenedGateway, openTestGateway } from '../support/open-gateway.ts';
import { startProcess } from '../support/process.ts';
import { standing, whatIsLooser } from '../support/standing.ts';

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/agentport.js', import.meta.url));

const BLOCK = `integrations:
  stripe:
    api_key: \${STRIPE_KEY}
    base_url: http://127.0.0.1:9
    permissions:
      list_customers: ask_approve
      create_refund: auto_approve
`;
const ENV = { STRIPE_KEY: 'sk_test_plainlyFakeOfTheFile' };

/** An installation without a file, where somebody added Stripe by hand. */
async function addedByHand(t: Parameters<typeof openTestGateway>[0]): Promise<OpenedGateway> {
  const opened = await openTestGateway(t, { env: ENV });
  await opened.gateway.connections.create({
    org: ORG,
    name: 'stripe',
    integration: 'stripe',
    key: new Secret('sk_test_plainlyFakeByHand'),
    baseUrl: 'http://127.0.0.1:9',
    owner: 'console',
    source: null,
    actor: 'local-administrator',
  });
  return opened;
}

const stripeOf = ({ gateway }: OpenedGateway) => gateway.connections.find(ORG, 'stripe') ?? assert.fail();

async function kinds({ gateway }: OpenedGateway): Promise<string[]> {
  return (await gateway.audit.list({ limit: 50 })).items.map(({ event }) => event.kind);
}

test('T103 a connection given to the file keeps its key and its effects until a person activates what the block says', async (t) => {
  const opened = await addedByHand(t);
  const { configFile, policies } = opened.gateway;
  const before = await standing(opened.gateway);
  const made = stripeOf(opened);
  opened.write('agentport.yaml', BLOCK);
  const adopted = await configFile.adopt('stripe', 'file', 'opr_test');
  assert.deepEqual(adopted, { ...made, owner: 'file', source: 'agentport.yaml:2' });
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), []);
  const waiting = await policies.pending();
  assert.ok(waiting?.changes.some(({ what }) => /stripe is new/.test(what)));
  assert.ok(waiting?.changes.some(({ what }) => /create_refund/.test(what)));

  await configFile.activate(waiting?.number ?? 0, 'opr_test');
  assert.equal(stripeOf(opened).id, made.id);
  assert.equal(stripeOf(opened).credentialVersion, 2, 'the key of the file');
  const { effects } = await standing(opened.gateway);
  assert.equal(effects.get('anybody stripe.create_refund')?.effect, 'allow');
});

test('a connection made by hand is not taken over by the file: the error names both places and the way out', async (t) => {
  const opened = await addedByHand(t);
  const before = await standing(opened.gateway);
  opened.write('agentport.yaml', BLOCK);
  await assert.rejects(opened.gateway.configFile.load(), {
    code: 'two_owners',
    message: /^agentport\.yaml:2: .*"stripe", and it belongs to the console.*agentport config adopt stripe/,
  });
  assert.deepEqual(await standing(opened.gateway), before);
});

test('what the block tightens applies as soon as the file owns the connection', async (t) => {
  const opened = await addedByHand(t);
  opened.write('agentport.yaml', BLOCK);
  await opened.gateway.configFile.adopt('stripe', 'file', 'opr_test');
  const { effects } = await standing(opened.gateway);
  assert.equal(effects.get('anybody stripe.list_customers')?.effect, 'ask');
});

test('a file without the block adopts nothing, and says what to do', async (t) => {
  const opened = await addedByHand(t);
  const { configFile } = opened.gateway;
  const adopt = () => configFile.adopt('stripe', 'file', 'opr_test');
  const missing = { code: 'invalid_request', message: /agentport\.yaml has no block "stripe".*Add it first/ };
  await assert.rejects(adopt(), missing);
  opened.write('agentport.yaml', BLOCK.replace('  stripe:', '  other:\n    integration: stripe'));
  await assert.rejects(adopt(), missing);
  opened.write('agentport.yaml', 'integrations: [');
  await assert.rejects(adopt(), { code: 'config_invalid' });
  assert.equal(stripeOf(opened).owner, 'console');
  assert.ok(!(await kinds(opened)).includes('connection.adopted'));
});

test('an adoption is one entry of the log, however often it is asked for', async (t) => {
  const opened = await addedByHand(t);
  const { configFile } = opened.gateway;
  opened.write('agentport.yaml', BLOCK);
  for (const owner of ['console', 'file', 'file', 'console', 'console'] as const) {
    assert.equal((await configFile.adopt('stripe', owner, 'opr_test')).owner, owner);
  }
  const { items } = await opened.gateway.audit.list({ kind: 'connection.adopted' });
  assert.deepEqual(
    items.map(({ event }) => [event.actor, event.details?.owner]),
    [
      ['opr_test', 'console'],
      ['opr_test', 'file'],
    ],
  );
});

test('taken over by the console, a block that stays is an error with both places and changes nothing; without it the connection lives on', async (t) => {
  let opened = await openTestGateway(t, { yaml: BLOCK, env: ENV });
  const before = await standing(opened.gateway);
  await opened.gateway.configFile.adopt('stripe', 'console', 'opr_test');
  await assert.rejects(opened.gateway.configFile.load(), (error: Error) => {
    assert.match(error.message, /^agentport\.yaml:2: .*"stripe", and it belongs to the console/);
    assert.match(error.message, /agentport config adopt stripe/);
    return true;
  });
  assert.deepEqual(await standing(opened.gateway), before, 'its tiers stay until the file is edited');

  rmSync(opened.path('agentport.yaml'));
  opened.write('agentport.yaml', 'integrations: {}\n');
  await opened.gateway.configFile.load();
  assert.deepEqual([stripeOf(opened).owner, stripeOf(opened).status], ['console', 'active']);
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), []);
  opened = await opened.restart();
  assert.deepEqual([stripeOf(opened).owner, stripeOf(opened).source], ['console', null]);
});

test('what the file no longer declares and switched off cannot be taken over', async (t) => {
  const opened = await openTestGateway(t, { yaml: BLOCK, env: ENV });
  opened.write('agentport.yaml', 'integrations: {}\n');
  await opened.gateway.configFile.load();
  await assert.rejects(opened.gateway.configFile.adopt('stripe', 'console', 'opr_test'), {
    code: 'connection_disabled',
    message: /Put the block back first/,
  });
  assert.deepEqual([stripeOf(opened).owner, stripeOf(opened).status], ['file', 'disabled']);
});

test('a block that could not be applied is not adopted, and nothing is moved', async (t) => {
  const opened = await addedByHand(t);
  const broken = [
    [BLOCK.replace('STRIPE_KEY', 'KEY_NOBODY_SET'), 'config_missing_variable', /KEY_NOBODY_SET is not set/],
    [BLOCK.replace('create_refund', 'create_refnd'), 'config_invalid', /Did you mean "create_refund"/],
    [BLOCK.replace(/ {4}api_key.*\n/, '').replace(':9', ':8'), 'config_invalid', /needs its key again/],
  ] as const;
  for (const [yaml, code, message] of broken) {
    opened.write('agentport.yaml', yaml);
    await assert.rejects(opened.gateway.configFile.adopt('stripe', 'file', 'opr_test'), { code, message });
    assert.equal(stripeOf(opened).owner, 'console');
  }
  assert.ok(!(await kinds(opened)).includes('connection.adopted'));
});

test('a block without a key adopts the connection with the key it has', async (t) => {
  const opened = await addedByHand(t);
  opened.write('agentport.yaml', BLOCK.replace(/ {4}api_key.*\n/, ''));
  const { configFile, policies } = opened.gateway;
  await configFile.adopt('stripe', 'file', 'opr_test');
  await configFile.activate((await policies.pending())?.number ?? 0, 'opr_test');
  assert.deepEqual([stripeOf(opened).owner, stripeOf(opened).credentialVersion], ['file', 1]);
});

test('a file that another block keeps from applying leaves the running policy, and is in the log', async (t) => {
  const opened = await addedByHand(t);
  const before = await standing(opened.gateway);
  const other = '  github:\n    token: ${KEY_NOBODY_SET}\n';
  opened.write('agentport.yaml', `${BLOCK}${other}`);
  assert.equal((await opened.gateway.configFile.adopt('stripe', 'file', 'opr_test')).owner, 'file');
  assert.deepEqual(await standing(opened.gateway), before);
  assert.deepEqual((await kinds(opened)).slice(0, 2), ['config.refused', 'connection.adopted']);
});

test('adopting takes step-up in the console, and the command line settles a double claim while no gateway can start', async (t) => {
  const gateway = await startTestGateway(t, { env: { STRIPE_KEY: SANDBOX_STRIPE_KEY } });
  const { operator, clock, sandbox } = gateway;
  const { token } = await gateway.agent();
  const path = '/api/v1/connections/stripe/adopt';
  const asAgent = await gateway.call(token, path.slice(1), { owner: 'file' });
  assert.equal(asAgent.body.error.code, 'wrong_plane');
  const early = await operator.send('POST', path, { owner: 'file' });
  assert.match(early.body.error.message, /has no block "stripe"/, early.text);
  clock.advance(10 * 60_000);
  const stale = await operator.send('POST', path, { owner: 'file' });
  assert.equal(stale.body.error.code, 'step_up_required', stale.text);

  const yaml = BLOCK.replace('http://127.0.0.1:9', sandbox.stripe.url);
  writeFileSync(gateway.configFile, yaml, { mode: 0o600 });
  await assert.rejects(gateway.restart(), { code: 'two_owners' });
  const env = {
    AGENTPORT_DATA_DIR: gateway.dataDir,
    AGENTPORT_CONFIG: gateway.configFile,
    STRIPE_KEY: SANDBOX_STRIPE_KEY,
  };
  const local = async (argv: readonly string[]) => {
    const ran = startProcess({ args: [LAUNCHER, ...argv, '-o', 'json'], env, cwd: gateway.home });
    assert.equal((await ran.exited).code, 0, ran.stdout() + ran.stderr());
    return JSON.parse(ran.stdout());
  };
  const adopted = await local(['config', 'adopt', 'stripe']);
  assert.deepEqual([adopted.owner, adopted.source], ['file', 'agentport.yaml:2']);
  const [newest] = await local(['policy', 'versions']);
  assert.equal(newest.status, 'pending', 'what the block loosens waits');
  assert.match(JSON.stringify(newest.changes), /create_refund/);
});
