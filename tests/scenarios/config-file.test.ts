// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { type OpenedGateway, openTestGateway } from '../support/open-gateway.ts';
import { standing, whatIsLooser } from '../support/standing.ts';
import { load, OPTIONS, YAML } from './config-file.fixture.ts';

const replace = (from: string | RegExp, to: string) => (yaml: string) => {
  const edited = yaml.replace(from, to);
  assert.notEqual(edited, yaml, `the edit does nothing: ${from}`);
  return edited;
};
const remove = (from: string | RegExp) => replace(from, '');
const append = (text: string) => (yaml: string) => yaml + text;

/** What an agent that can write the file may try. */
const LOOSENINGS = {
  'a tier is lowered': replace('create_refund: ask_approve', 'create_refund: auto_approve'),
  'a deny is deleted': remove('      create_charge: deny\n'),
  'a deny pattern is deleted': remove('      "delete_*": deny\n'),
  'a pattern that allows is added': replace('create_issue: ask_approve', '"create_*": auto_approve'),
  'everything is allowed': replace('      create_issue: ask_approve', '      "*": auto_approve'),
  'a connection is added that sends the same key elsewhere': replace(
    'integrations:\n',
    'integrations:\n  mirror:\n    integration: stripe\n    api_key: ${STRIPE_KEY}\n    base_url: http://127.0.0.1:6666\n',
  ),
  'a connection goes to another address': replace(
    'base_url: http://127.0.0.1:9',
    'base_url: http://127.0.0.1:6666',
  ),
  'a connection leaves its address out': remove('    base_url: http://127.0.0.1:9\n'),
  'a connection becomes another integration': replace(
    / {2}github:[\s\S]*(?=agents:)/,
    '  github:\n    integration: stripe\n    token: ${file:github.key}\n    base_url: http://127.0.0.1:9\n',
  ),
  'a connection takes another account’s key': replace('${STRIPE_KEY}', '${OTHER_KEY}'),
  'a key is read from another file': replace('${file:github.key}', '${file:other.key}'),
  'an agent’s deny becomes an allow': replace('create_refund: deny', 'create_refund: auto_approve'),
  'an agent’s block is removed': remove(/agents:[\s\S]*(?=rules:)/),
  'an agent gives itself a block': replace(
    'agents:\n',
    'agents:\n  intruder:\n    permissions:\n      stripe:\n        create_refund: auto_approve\n',
  ),
  'a rule is removed': remove(/ {2}- id: no-admin[\s\S]*?effect: deny\n/),
  'a rule is softened': replace('    effect: deny\n  - id', '    effect: auto_approve\n  - id'),
  'a rule is narrowed': replace('      risk: admin\n', '      risk: admin\n      agent: nobody\n'),
  'a rule loses its step-up': replace('step_up: true', 'step_up: false'),
  'a rule that allows is added': replace(
    'rules:\n',
    'rules:\n  - id: mine\n    match:\n      connection: stripe\n    effect: auto_approve\n',
  ),
  'questions stay open for longer': replace('approve_within_minutes: 30', 'approve_within_minutes: 20160'),
  'approvals stay good for longer': append('  execute_within_minutes: 20160\n'),
  'everything is thrown away but one allow': () =>
    'integrations:\n  stripe:\n    api_key: ${STRIPE_KEY}\n    permissions:\n      "*": auto_approve\n',
  'a proxy is named': append('trusted_proxies: [10.0.0.5]\n'),
} satisfies Record<string, (yaml: string) => string>;

async function kinds(opened: OpenedGateway): Promise<string[]> {
  const { items } = await opened.gateway.audit.list({ limit: 100 });
  return items.map(({ event }) => event.kind);
}

test('T103 no edit of agentport.yaml loosens anything by itself, not even by a restart', async (t) => {
  let opened = await openTestGateway(t, {
    ...OPTIONS,
    files: { ...OPTIONS.files, 'other.key': 'ghp_two\n' },
  });
  const before = await standing(opened.gateway);
  assert.equal(await opened.gateway.policies.pending(), null);
  for (const [what, edit] of Object.entries(LOOSENINGS)) {
    const { waiting } = await load(opened, edit(YAML));
    assert.ok(waiting.length > 0, `${what}: nothing waits`);
    assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), [], what);
    const pending = await opened.gateway.policies.pending();
    assert.ok(pending, `${what}: no version waits for a person`);
    assert.ok(
      pending.changes.some(({ kind }) => kind === 'loosening'),
      what,
    );
    assert.equal((await kinds(opened))[0], 'policy.proposed', `${what}: no event`);

    const last = pending.number;
    opened = await opened.restart();
    assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), [], `${what}, after a restart`);
    assert.equal((await opened.gateway.policies.pending())?.number, last, `${what}: proposed twice`);

    // back to where it began: what was tightened on the way needs a person as well
    await load(opened, YAML);
    const back = await opened.gateway.policies.pending();
    assert.notEqual(back?.number, last, `${what}: what the file no longer says still waits`);
    if (back) await opened.gateway.configFile.activate(back.number, 'opr_test');
    assert.deepEqual(await standing(opened.gateway), before, what);
  }
});

test('T103 the file is swapped by a link or a rename, and is still only an edit', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const before = await standing(opened.gateway);
  const loose = LOOSENINGS['everything is allowed'](YAML);
  opened.write('loose.yaml', loose);
  rmSync(opened.path('agentport.yaml'));
  await opened.gateway.configFile.load();
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), [], 'the file is gone');
  symlinkSync(opened.path('loose.yaml'), opened.path('agentport.yaml'));
  assert.ok((await opened.gateway.configFile.load()).waiting.length > 0);
  opened.write('other.yaml', loose.replace('list_customers: auto_approve', 'get_balance: auto_approve'));
  renameSync(opened.path('other.yaml'), opened.path('agentport.yaml'));
  assert.ok((await opened.gateway.configFile.load()).waiting.length > 0);
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), []);
});

test('T103 a file that turns up after a first start without one is an edit, not a first start', async (t) => {
  const opened = await openTestGateway(t, { env: OPTIONS.env });
  await opened.gateway.connections.create({
    org: ORG,
    name: 'live',
    integration: 'stripe',
    key: new Secret('sk_test_plainlyFake'),
    baseUrl: 'http://127.0.0.1:9',
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
  const before = await standing(opened.gateway);
  const { waiting } = await load(
    opened,
    'agents:\n  intruder:\n    permissions:\n      live:\n        "*": auto_approve\n',
  );
  assert.ok(waiting.length > 0);
  assert.deepEqual(whatIsLooser(before, await standing(opened.gateway)), []);
  const restarted = await opened.restart();
  assert.deepEqual(whatIsLooser(before, await standing(restarted.gateway)), []);
});

test('T103 what tightens in the same edit applies at once', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const { waiting } = await load(
    opened,
    YAML.replace('list_customers: auto_approve', 'list_customers: deny')
      .replace('create_refund: ask_approve', 'create_refund: auto_approve')
      .replace('approve_within_minutes: 30', 'approve_within_minutes: 5'),
  );
  assert.deepEqual(
    waiting.map(({ kind }) => kind),
    ['loosening'],
  );
  const now = await standing(opened.gateway);
  assert.equal(now.effects.get('anybody stripe.list_customers')?.effect, 'deny');
  assert.equal(now.effects.get('anybody stripe.create_refund')?.effect, 'ask');
  assert.equal(opened.gateway.configFile.approveWithinMs(), 5 * 60_000);
});

test('T103 an invalid edit keeps everything as it was and says line, column and why', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const before = await standing(opened.gateway);
  const number = opened.gateway.policies.version();
  for (const [yaml, says] of [
    [`${YAML}\n  - id: "half`, /^agentport\.yaml:\d+:\d+: This is not valid YAML: .+ Correct this line\.$/],
    [YAML.replace('deny', 'maybe'), /^agentport\.yaml:10:7: .+must be auto_approve, ask_approve or deny\.$/],
    [
      YAML.replace('permissions:', 'permisions:'),
      /^agentport\.yaml:6:5: Unknown key "permisions"\. Did you mean "permissions"\?$/,
    ],
    [`${YAML}rules: []\n`, /^agentport\.yaml:\d+:1: This is not valid YAML: Map keys must be unique/],
    [
      YAML.replace('create_charge: deny', 'create_chrage: deny'),
      /^agentport\.yaml:10: stripe has no operation "create_chrage"\. Did you mean "create_charge"\?$/,
    ],
    [
      YAML.replace('      stripe:\n        create_refund', '      stripe:\n        creat_refund'),
      /^agentport\.yaml:21: stripe has no operation "creat_refund"\. Did you mean "create_refund"\?$/,
    ],
    [
      YAML.replace('  github:', '  githib:'),
      /^agentport\.yaml:11: There is no integration "githib"\. Did you mean "github"\?$/,
    ],
    [
      YAML.replace('http://127.0.0.1:9', 'http://api.example.com'),
      /^agentport\.yaml:3: http:\/\/api\.example\.com would carry the credential in the clear\. Use https:/,
    ],
    [YAML.replace('http://127.0.0.1:9', 'example'), /^agentport\.yaml:3: The base URL .+\.$/],
    [
      YAML.replace('id: money-needs-a-code', 'id: no-admin'),
      /^agentport\.yaml:27: Every rule needs an id of its own\.$/,
    ],
    [
      YAML.replace('${STRIPE_KEY}', '${MISSING_KEY}'),
      /^agentport\.yaml:3: MISSING_KEY is not set\. Export it, or write/,
    ],
    [
      YAML.replace('${file:github.key}', '${file:nowhere.key}'),
      /nowhere\.key cannot be read\. Check its path/,
    ],
    [
      YAML.replace('token: ${file:github.key}\n', '\n').replace(
        '  github:',
        '  octo:\n    integration: github',
      ),
      /octo needs an api_key, e\.g\. api_key: \$\{OCTO_API_KEY\}/,
    ],
    [
      YAML.replace('  github:', '  api:'),
      /^agentport\.yaml:11: "api" is a path of the gateway itself\. Choose another name/,
    ],
  ] as const) {
    await assert.rejects(load(opened, yaml), (error: Error) => {
      assert.match(error.message, says);
      return true;
    });
    assert.deepEqual(await standing(opened.gateway), before, yaml);
  }
  assert.equal(opened.gateway.policies.version(), number);
});

test('T103 a version that a person rejected is not proposed again, until the file says something else', async (t) => {
  let opened = await openTestGateway(t, OPTIONS);
  const loose = YAML.replace('create_refund: ask_approve', 'create_refund: auto_approve');
  await load(opened, loose);
  const first = await opened.gateway.policies.pending();
  await opened.gateway.policies.reject(first?.number ?? 0, 'opr_test');
  assert.deepEqual((await opened.gateway.configFile.load()).waiting, []);
  assert.equal(await opened.gateway.policies.pending(), null);

  const other = YAML.replace('create_customer: ask_approve', 'create_customer: auto_approve');
  await load(opened, other);
  await opened.gateway.policies.reject((await opened.gateway.policies.pending())?.number ?? 0, 'opr_test');
  await load(opened, loose);
  assert.equal(await opened.gateway.policies.pending(), null, 'by turns');
  opened = await opened.restart();
  assert.equal(await opened.gateway.policies.pending(), null, 'after a restart');
  await load(opened, loose.replace('create_customer: ask_approve', 'create_customer: auto_approve'));
  assert.ok(await opened.gateway.policies.pending());
});

test('T103 a person activates what the file says now, never what it said before', async (t) => {
  const opened = await openTestGateway(t, OPTIONS);
  const { configFile, policies, connections } = opened.gateway;
  const added =
    'integrations:\n  mirror:\n    integration: stripe\n    api_key: ${OTHER_KEY}\n    base_url: http://127.0.0.1:9\n';
  await load(opened, YAML.replace('integrations:\n', added));
  const number = (await policies.pending())?.number ?? 0;
  opened.write('agentport.yaml', YAML.replace('integrations:\n', added.replace(':9', ':6666')));
  await assert.rejects(configFile.activate(number, 'opr_test'), /does not say any more what version/);
  assert.equal(connections.find(ORG, 'mirror'), null);
  opened.write('agentport.yaml', YAML.replace('integrations:\n', added.replace('OTHER_KEY', 'GONE_KEY')));
  await assert.rejects(configFile.activate(number, 'opr_test'), /GONE_KEY is not set/);
  assert.notEqual(policies.version(), number, 'nothing is half activated');

  opened.write('agentport.yaml', YAML.replace('integrations:\n', added));
  await configFile.activate(number, 'opr_test');
  assert.equal(policies.version(), number);
  assert.equal(connections.find(ORG, 'mirror')?.status, 'active');
  const { items } = await opened.gateway.audit.list({ limit: 20 });
  const activated = items.find(({ event }) => event.kind === 'policy.activated');
  assert.equal(activated?.event.actor, 'opr_test');
});

test('AGENTPORT_TRUST_CONFIG=1 makes the file authoritative', async (t) => {
  const opened = await openTestGateway(t, {
    ...OPTIONS,
    env: { ...OPTIONS.env, AGENTPORT_TRUST_CONFIG: '1' },
  });
  const loose = YAML.replace('create_refund: ask_approve', 'create_refund: auto_approve').replace(
    'step_up: true',
    'step_up: false',
  );
  assert.deepEqual(
    (await load(opened, loose.replace(/ {2}- id: money[\s\S]*step_up: false\n/, ''))).waiting,
    [],
  );
  assert.equal((await standing(opened.gateway)).effects.get('anybody stripe.create_refund')?.effect, 'allow');
});
