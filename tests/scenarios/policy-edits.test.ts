// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { type OpenedGateway, openTestGateway } from '../support/open-gateway.ts';
import { standing, whatIsLooser } from '../support/standing.ts';

/** What people change of the policy in the console, beside an agentport.yaml that owns its own part. */

const ENV = { STRIPE_KEY: 'sk_test_plainlyFakeOfTheFile' };
const PERSON = 'opr_test';

const fileSaying = (...permissions: string[]) => `integrations:
  stripe:
    api_key: \${STRIPE_KEY}
    base_url: http://127.0.0.1:9
    permissions:
${permissions.map((line) => `      ${line}\n`).join('')}`;

async function withFile(t: Parameters<typeof openTestGateway>[0]): Promise<OpenedGateway> {
  const opened = await openTestGateway(t, { env: ENV });
  opened.write('agentport.yaml', fileSaying('delete_customer: deny'));
  await opened.gateway.configFile.load();
  const waiting = await opened.gateway.policies.pending();
  if (waiting) await opened.gateway.policyEdits.activate(waiting.number, PERSON);
  return opened;
}

const stripe = (operation: string, effect: 'allow' | 'ask' | 'deny' | null) => ({
  ...{ connection: 'stripe', operation, effect },
});

function propose({ gateway }: OpenedGateway, ...tiers: ReturnType<typeof stripe>[]) {
  return gateway.policyEdits.propose({ kind: 'tiers', tiers }, gateway.policies.version(), PERSON);
}

async function effectOf({ gateway }: OpenedGateway, operation: string) {
  return (await standing(gateway)).effects.get(`anybody stripe.${operation}`)?.effect;
}

test('T103 of one saving what tightens applies at once and what loosens waits for a person', async (t) => {
  const opened = await withFile(t);
  const before = await standing(opened.gateway);
  const made = await propose(opened, stripe('list_customers', 'deny'), stripe('create_refund', 'allow'));
  assert.deepEqual([made.applied?.status, made.waiting?.status], ['active', 'pending']);
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), []);
  assert.equal(await effectOf(opened, 'list_customers'), 'deny');
  assert.equal(await effectOf(opened, 'create_refund'), 'ask');

  await opened.gateway.policyEdits.activate(made.waiting?.number ?? 0, PERSON);
  assert.equal(await effectOf(opened, 'create_refund'), 'allow');
  assert.equal(await effectOf(opened, 'list_customers'), 'deny');
});

test('what the console owns survives every later reading of the file', async (t) => {
  const opened = await withFile(t);
  await propose(opened, stripe('list_customers', 'deny'));
  opened.write('agentport.yaml', fileSaying('delete_customer: deny', 'create_refund: deny'));
  await opened.gateway.configFile.load();
  assert.equal(await effectOf(opened, 'create_refund'), 'deny');
  assert.equal(await effectOf(opened, 'list_customers'), 'deny');
});

test('a loosening of the console that waits goes on waiting when the file is read again', async (t) => {
  const opened = await withFile(t);
  const made = await propose(opened, stripe('create_refund', 'allow'));
  await opened.gateway.configFile.load();
  assert.equal((await opened.gateway.policies.pending())?.number, made.waiting?.number);
});

test('where the file speaks, the console cannot, neither by a switch nor by a text', async (t) => {
  const opened = await withFile(t);
  await assert.rejects(propose(opened, stripe('delete_customer', 'ask')), { code: 'owned_by_file' });
  const { policyEdits, policies } = opened.gateway;
  for (const text of [
    'integrations:\n  stripe:\n    permissions:\n      delete_customer: ask_approve\n',
    'agents:\n  robot:\n    permissions:\n      stripe:\n        delete_customer: auto_approve\n',
  ]) {
    await assert.rejects(policyEdits.propose({ kind: 'text', text }, policies.version(), PERSON), {
      code: 'invalid_request',
      message: /^Line \d: agentport\.yaml says/,
    });
  }
});

test('once the file speaks for an operation, what the console said about it is gone', async (t) => {
  const opened = await withFile(t);
  await propose(opened, stripe('list_customers', 'deny'));
  opened.write('agentport.yaml', fileSaying('delete_customer: deny', 'list_customers: deny'));
  await opened.gateway.configFile.load();
  await assert.rejects(propose(opened, stripe('list_customers', 'allow')), { code: 'owned_by_file' });
});

test('T103 while a version of the file waits the console only tightens, and the file’s version waits on', async (t) => {
  const opened = await withFile(t);
  opened.write('agentport.yaml', fileSaying('delete_customer: deny', 'create_refund: auto_approve'));
  await opened.gateway.configFile.load();
  assert.equal((await opened.gateway.policies.pending())?.source.endsWith('agentport.yaml'), true);
  await assert.rejects(propose(opened, stripe('create_customer', 'allow')), { code: 'policy_waiting' });
  await propose(opened, stripe('list_customers', 'deny'));
  const waiting = await opened.gateway.policies.pending();
  await opened.gateway.policyEdits.activate(waiting?.number ?? 0, PERSON);
  assert.equal(await effectOf(opened, 'create_refund'), 'allow');
  assert.equal(await effectOf(opened, 'list_customers'), 'deny');
});

test('an edit made from a version that is not active any more is refused', async (t) => {
  const opened = await withFile(t);
  const base = opened.gateway.policies.version();
  await propose(opened, stripe('list_customers', 'deny'));
  const late = opened.gateway.policyEdits.propose(
    { kind: 'tiers', tiers: [stripe('create_refund', 'deny')] },
    base,
    PERSON,
  );
  await assert.rejects(late, { code: 'action_changed' });
});

test('a text with a mistake names its line; a dry one tells what would change and changes nothing', async (t) => {
  const { gateway } = await withFile(t);
  const { policyEdits, policies } = gateway;
  const text = (operation: string) =>
    `integrations:\n  stripe:\n    permissions:\n      ${operation}: deny\n`;
  const number = policies.version();
  await assert.rejects(
    policyEdits.propose({ kind: 'text', text: text('list_custmers') }, number, PERSON, true),
    {
      code: 'invalid_request',
      message: /^Line 4: .*Did you mean "list_customers"\?/,
    },
  );
  const made = await policyEdits.propose(
    { kind: 'text', text: text('list_customers') },
    number,
    PERSON,
    true,
  );
  assert.deepEqual(
    made.changes.map(({ kind }) => kind),
    ['tightening'],
  );
  assert.equal(policies.version(), number);
});

test('T103 going back to an earlier version is a new version, and waits where it loosens', async (t) => {
  const opened = await withFile(t);
  const { policies, policyEdits } = opened.gateway;
  const first = policies.version();
  await propose(opened, stripe('list_customers', 'deny'));
  const back = await policyEdits.propose({ kind: 'roll_back', to: first }, policies.version(), PERSON);
  assert.equal(back.applied, null);
  assert.equal(await effectOf(opened, 'list_customers'), 'deny');
  await policyEdits.activate(back.waiting?.number ?? 0, PERSON);
  assert.equal(await effectOf(opened, 'list_customers'), 'allow');
});

test('what was allowed for one account does not hold for the next one of the same name', async (t) => {
  const opened = await openTestGateway(t, { env: ENV });
  const { connections, policyEdits } = opened.gateway;
  const connect = async () => {
    await policyEdits.renew('stripe', { integration: 'stripe', preset: 'read_only' }, PERSON);
    await connections.create({
      ...{ org: ORG, name: 'stripe', integration: 'stripe', baseUrl: 'http://127.0.0.1:9' },
      ...{ key: new Secret('sk_test_plainlyFakeByHand'), owner: 'console', source: null, actor: PERSON },
    });
  };
  await connect();
  assert.equal(await effectOf(opened, 'create_refund'), 'deny');
  const made = await propose(opened, stripe('create_refund', 'allow'));
  await policyEdits.activate(made.waiting?.number ?? 0, PERSON);
  assert.equal(await effectOf(opened, 'create_refund'), 'allow');
  await connections.remove(ORG, 'stripe', PERSON);
  await connect();
  assert.equal(await effectOf(opened, 'create_refund'), 'deny');
});
