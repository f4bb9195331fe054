import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { errorBody } from '@agentport/contract';
import { decode } from '@toon-format/toon';
import { CONNECTION } from '../connection.fixture.ts';
import { local, runCli, type Script } from '../stand-in.fixture.ts';

const AGENT = {
  id: 'agt_1',
  name: 'bot',
  status: 'active',
  tools: 'auto',
  connections: null,
  owner_id: null,
  test: false,
  calls_week: 0,
  last_call_at: null,
  created_at: '2026-11-21T07:30:00.000Z',
  stopped_at: null,
  waiting: 0,
  tokens_total: 1,
  tokens: [{ id: 'tok_1', created_at: '2026-11-21T07:30:00.000Z', expires_at: null, revoked_at: null }],
};
const BOOTSTRAPPED = {
  person: { id: 'opr_1', email: 'ada@example.com', name: 'Ada', role: 'owner' },
  totp_secret: 'TOTPSECRET',
  recovery_codes: ['aaaaa-bbbbb'],
  sign_in_token: 'ap_op_token',
  csrf_token: 'csrf-1',
  expires_at: '2026-11-21T07:45:00.000Z',
};

test('agents: each command uses its route', async (t) => {
  const made = { agent: AGENT, token: 'ap_agent_x' };
  const script: Script = {
    'POST /api/v1/agents': { status: 201, body: made },
    'GET /api/v1/agents': { body: { items: [AGENT], next: null } },
    'POST /api/v1/agents/bot/tokens': { status: 201, body: made },
    'DELETE /api/v1/agents/bot/tokens/tok_1': { body: {} },
    'POST /api/v1/agents/bot/stop': { body: { ...AGENT, status: 'stopped' } },
    'DELETE /api/v1/agents/bot': { body: {} },
    'POST /api/v1/stop': { status: 409, body: errorBody('already_decided', 'It is stopped already.') },
  };
  const create = await local(t, script, [
    'agents',
    'create',
    '--name',
    'bot',
    '--tools',
    'native',
    '--expires-in-days',
    '30',
    '--test',
  ]);
  assert.equal(create.code, 0, create.stderr);
  assert.match(create.stdout, /ap_agent_x/);
  assert.deepEqual(JSON.parse(create.seen[0]?.body ?? ''), {
    name: 'bot',
    tools: 'native',
    test: true,
    expires_in_days: 30,
  });
  for (const argv of [
    ['agents', 'list'],
    ['agents', 'rotate', 'bot'],
    ['agents', 'revoke', 'bot', 'tok_1'],
    ['agents', 'stop', 'bot'],
    ['agents', 'remove', 'bot'],
    ['stop', '--agent', 'bot'],
  ]) {
    const ran = await local(t, script, argv);
    assert.equal(ran.code, 0, `${argv.join(' ')}: ${ran.stderr}`);
    assert.notEqual(ran.stdout, '');
  }
  assert.equal((await local(t, script, ['stop', '--all'])).code, 1);
  assert.match((await local(t, script, ['stop'])).stderr, /--agent NAME or --all/);
});

test('an agent for tests is asked for by name, shown as one everywhere, and never made unasked', async (t) => {
  const playable = { ...AGENT, test: true };
  const script: Script = {
    'POST /api/v1/agents': { status: 201, body: { agent: playable, token: 'ap_agent_x' } },
    'GET /api/v1/agents': { body: { items: [playable], next: null } },
  };
  const made = await local(t, script, ['agents', 'create', '--name', 'bot', '--test']);
  assert.match(made.stdout, /tests: people may play as it/);
  assert.match((await local(t, script, ['agents', 'list'])).stdout, /bot \(for tests\)/);
  const plain = await local(t, script, ['agents', 'create', '--name', 'bot']);
  assert.deepEqual(JSON.parse(plain.seen[0]?.body ?? ''), { name: 'bot' });
  assert.match(
    (await runCli(['agents', 'create', '--help'])).stdout,
    /--test +for tests: people may really call/,
  );
});

test('a list is read to its end, page after page', async (t) => {
  const pages = ['bot', 'cat', 'dog'].map((name, at, all) => ({
    body: { items: [{ ...AGENT, name }], next: all[at + 1] === undefined ? null : name },
  }));
  const ran = await local(t, { 'GET /api/v1/agents': pages }, ['agents', 'list', '-o', 'json']);
  assert.deepEqual(
    (JSON.parse(ran.stdout) as { name: string }[]).map(({ name }) => name),
    ['bot', 'cat', 'dog'],
  );
  assert.deepEqual(
    ran.seen.map(({ target }) => target),
    ['', '&cursor=bot', '&cursor=cat'].map((rest) => `/api/v1/agents?limit=200${rest}`),
  );
});

test('bootstrap writes the authenticator’s secret into a new private file', async (t) => {
  const script = { 'POST /api/v1/bootstrap': { status: 201, body: BOOTSTRAPPED } };
  const argv = ['bootstrap', '--email', 'ada@example.com', '--password-stdin', '--totp-secret-out', 'totp'];
  const ran = await local(t, script, argv, { stdin: 'a long password\n' });
  assert.equal(ran.code, 0, ran.stderr);
  const file = path.join(ran.folder, 'totp');
  assert.equal(readFileSync(file, 'utf8'), 'TOTPSECRET\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(ran.stdout, /TOTPSECRET|a long password/);
  assert.match(ran.stdout, /ap_op_token/);
  const json = await local(t, script, [...argv, '-o', 'json'], { stdin: 'a long password\n' });
  assert.deepEqual(JSON.parse(json.stdout), BOOTSTRAPPED);
});

test('bootstrap asks nothing of the gateway when the secret could not be kept, and leaves no file when it is refused', async (t) => {
  const refused = { status: 409, body: errorBody('already_set_up', 'There is a person already.') };
  const script = { 'POST /api/v1/bootstrap': refused };
  const argv = ['bootstrap', '--email', 'ada@example.com', '--password-stdin'];
  const nowhere = await local(t, script, argv, { stdin: 'x\n' });
  assert.match(nowhere.stderr, /Give --totp-secret-out FILE/);
  const missing = await local(t, script, [...argv, '--totp-secret-out', 'no/such/folder'], { stdin: 'x\n' });
  assert.match(missing.stderr, /cannot be created \(ENOENT\)/);
  for (const ran of [nowhere, missing]) assert.equal(ran.seen.length, 0);
  const late = await local(t, script, [...argv, '--totp-secret-out', 'totp'], { stdin: 'x\n' });
  assert.equal(late.code, 1);
  assert.match(late.stderr, /\[already_set_up\]/);
  assert.equal(existsSync(path.join(late.folder, 'totp')), false);
});

test('operations of every connection are listed without a token; one is found by name', async (t) => {
  const tier = {
    connection: 'stripe',
    operation: 'create_refund',
    title: 'Refund',
    category: 'refunds',
    risk: 'financial',
    effect: 'ask',
    tier: 'ask_approve',
    rule: null,
    set_by: null,
    place: null,
    ruled: false,
    waits: null,
  };
  const { operation: name, set_by, place, ruled, waits, ...facts } = tier;
  const detail = {
    ...facts,
    name,
    summary: 'Gives money back.',
    integration: 'stripe',
    rule: 'stripe.create_refund',
    parameters: { properties: { amount: { type: 'integer' } } },
    annotations: {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    },
  };
  const script = {
    'GET /api/v1/connections': { body: { items: [CONNECTION], next: null } },
    'GET /api/v1/connections/stripe/operations': { body: { items: [tier], next: null } },
    'GET /api/v1/connections/stripe/operations/create_refund': { body: detail },
    'GET /api/v1/connections/stripe/operations/nope': {
      status: 404,
      body: errorBody('unknown_operation', 'stripe has no operation of this name.'),
    },
  };
  assert.match((await local(t, script, ['operations', 'list'])).stdout, /stripe\.create_refund {2}financial/);
  const toon = await local(t, script, ['operations', 'describe', 'stripe.create_refund', '-o', 'toon']);
  assert.deepEqual(decode(toon.stdout.trim()), detail);
  const human = await local(t, script, ['operations', 'describe', 'stripe.create_refund']);
  assert.match(human.stdout, /Rule +stripe\.create_refund[\s\S]*Parameters[\s\S]*"amount"/);
  const unknown = await local(t, script, ['operations', 'describe', 'stripe.nope']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /\[unknown_operation\]/);
});

test('arguments that make no command are reported like every other error', async () => {
  for (const argv of [
    ['frob'],
    ['agents'],
    ['agents', 'create'],
    ['call', 'x'],
    ['await'],
    ['-o', 'xml', 'doctor'],
  ]) {
    const human = await runCli(argv);
    assert.equal(human.code, 1, argv.join(' '));
    assert.match(human.stderr, /^agentport: .*\[invalid_request\]\n$/);
    assert.equal(human.stdout, '');
  }
  const json = await runCli(['agents', 'create', '-o', 'json']);
  assert.equal((JSON.parse(json.stdout) as { error: { code: string } }).error.code, 'invalid_request');
  const help = await runCli(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: agentport/);
});
