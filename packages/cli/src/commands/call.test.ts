import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { errorBody } from '@agentport/contract';
import {
  HANG_UP,
  type RunOptions,
  runCli,
  type Script,
  standIn,
  temporaryFolder,
} from '../stand-in.fixture.ts';

const RELEASED = { status: 'released', result: { id: 're_1' }, replayed: false, call: { id: 'cal_1' } };
const PENDING = {
  status: 'approval_pending',
  approval: {
    id: 'apr_1',
    url: 'http://localhost:3000/approvals/apr_1',
    approve_before: '2026-11-21T08:00:00.000Z',
    retry_after_s: 5,
  },
  call: { id: 'cal_1' },
};
const APPROVAL = {
  id: 'apr_1',
  state: 'pending',
  connection: 'stripe',
  operation: 'create_refund',
  url: 'http://localhost:3000/approvals/apr_1',
  requested_at: '2026-11-21T07:30:00.000Z',
  approve_before: '2026-11-21T08:00:00.000Z',
  decided_at: null,
  reason: null,
};

async function agent(t: TestContext, script: Script, argv: string[], options: RunOptions = {}) {
  const gateway = await standIn(t, script);
  const env = { AGENTPORT_URL: gateway.url, AGENTPORT_TOKEN: 'token-a', ...options.env };
  return { ...(await runCli(argv, { ...options, env })), seen: gateway.seen };
}

test('a released call prints the service’s own JSON and ends with 0', async (t) => {
  const ran = await agent(t, { 'POST /stripe/create_refund': { body: RELEASED } }, [
    'call',
    'stripe.create_refund',
    '--args',
    '{"charge":"ch_1"}',
    '--why',
    'Zurück ✓',
    '--key',
    'k-1',
    '--session',
    'run-1',
  ]);
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(JSON.parse(ran.stdout), { id: 're_1' });
  const [call] = ran.seen;
  assert.equal(call?.body, '{"charge":"ch_1"}');
  assert.equal(call?.headers.authorization, 'Bearer token-a');
  assert.equal(call?.headers['agentport-note'], encodeURIComponent('Zurück ✓'));
  assert.equal(call?.headers['idempotency-key'], 'k-1');
  assert.equal(call?.headers['agentport-session'], 'run-1');
  assert.equal(call?.headers.prefer, 'respond-async');
});

test('T17 arguments reach the gateway’s strict parser byte for byte', async (t) => {
  const script = { 'POST /stripe/create_refund': { body: RELEASED } };
  const text = '{"amount":1, "amount":9007199254740993}\n';
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'args.json'), text);
  const byFile = await agent(t, script, ['call', 'stripe.create_refund', '--args', '@args.json'], {
    cwd: folder,
  });
  assert.equal(byFile.seen[0]?.body, text);
  const byInput = await agent(t, script, ['call', 'stripe.create_refund', '--args', '-'], { stdin: text });
  assert.equal(byInput.seen[0]?.body, text);
});

test('without --wait left, a call that needs a person ends with 2 and says where and what next', async (t) => {
  const script = { 'POST /stripe/create_refund': { status: 202, body: PENDING } };
  const ran = await agent(t, script, ['call', 'stripe.create_refund', '--wait', '0']);
  assert.equal(ran.code, 2);
  assert.match(ran.stdout, /http:\/\/localhost:3000\/approvals\/apr_1/);
  assert.match(ran.stdout, /Then: agentport await apr_1/);
  const json = await agent(t, script, ['call', 'stripe.create_refund', '--wait', '0', '-o', 'json']);
  assert.equal(json.code, 2);
  assert.deepEqual(JSON.parse(json.stdout), PENDING);
});

test('waiting shows a line at every turn and ends with the approved result', async (t) => {
  const script = {
    'POST /stripe/create_refund': { status: 202, body: PENDING },
    'GET /v1/approvals/apr_1': [
      { body: APPROVAL },
      { body: { ...APPROVAL, state: 'executing' } },
      { body: { ...APPROVAL, state: 'succeeded', outcome: RELEASED } },
    ],
  };
  const ran = await agent(t, script, ['call', 'stripe.create_refund']);
  assert.equal(ran.code, 0);
  assert.deepEqual(JSON.parse(ran.stdout), { id: 're_1' });
  assert.equal(ran.stderr.trim().split('\n').length, 3);
  const json = await agent(t, script, ['call', 'stripe.create_refund', '-o', 'json']);
  assert.equal(json.stderr, '');
  assert.deepEqual(JSON.parse(json.stdout), RELEASED);
});

test('waiting is bounded: an approval nobody answers ends with 2', async (t) => {
  const script = {
    'POST /stripe/create_refund': { status: 202, body: PENDING },
    'GET /v1/approvals/apr_1': { body: APPROVAL },
  };
  const ran = await agent(t, script, ['call', 'stripe.create_refund', '--wait', '30']);
  assert.equal(ran.code, 2);
  assert.ok(ran.seen.length <= 5);
});

test('a denial and every other refusal end with 1, code and sentence on stderr', async (t) => {
  const denied = errorBody(
    'denied',
    'Policy denies this.',
    { reasons: [{ code: 'tier_connection' }] },
    'cal_9',
  );
  const script = { 'POST /stripe/delete_customer': { status: 403, body: denied } };
  const human = await agent(t, script, ['call', 'stripe.delete_customer']);
  assert.equal(human.code, 1);
  assert.equal(human.stdout, '');
  assert.match(human.stderr, /Policy denies this\. \[denied\]/);
  const json = await agent(t, script, ['call', 'stripe.delete_customer', '-o', 'json']);
  assert.equal(json.code, 1);
  assert.equal((JSON.parse(json.stdout) as typeof denied).error.code, 'denied');
});

test('a person’s denial while waiting ends with 1', async (t) => {
  const outcome = errorBody('denied', 'A person denied it: no.');
  const ran = await agent(
    t,
    {
      'POST /stripe/create_refund': { status: 202, body: PENDING },
      'GET /v1/approvals/apr_1': { body: { ...APPROVAL, state: 'denied', outcome } },
    },
    ['call', 'stripe.create_refund', '-o', 'json'],
  );
  assert.equal(ran.code, 1);
  assert.deepEqual(JSON.parse(ran.stdout), outcome);
});

test('a connection that breaks after the call left is said to be unknown, and nothing is sent again', async (t) => {
  const ran = await agent(t, { 'POST /stripe/create_refund': { body: HANG_UP } }, [
    'call',
    'stripe.create_refund',
  ]);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /\[outcome_unknown\]/);
  assert.equal(ran.seen.length, 1);
});

test('what is no gateway is not shown as one', async (t) => {
  const ran = await agent(t, { 'POST /stripe/create_refund': { body: '<html>\u001b[2J' } }, [
    'call',
    'stripe.create_refund',
  ]);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /Check AGENTPORT_URL/);
  const list = await agent(t, { 'GET /v1/approvals': { body: { hello: 1 } } }, ['approvals', 'list']);
  assert.equal(list.code, 1);
});

test('without a gateway, a token or a safe address, the sentence says what to set', async () => {
  const call = ['call', 'stripe.create_refund'];
  const none = await runCli(call, { env: { AGENTPORT_URL: 'http://127.0.0.1:9', AGENTPORT_TOKEN: 'x' } });
  assert.match(none.stderr, /No gateway answers at http:\/\/127\.0\.0\.1:9 .*\[not_running\]/);
  const noToken = await runCli(call);
  assert.match(noToken.stderr, /Set AGENTPORT_TOKEN .*\[unauthenticated\]/);
  const plain = await runCli(call, { env: { AGENTPORT_URL: 'http://gw.example', AGENTPORT_TOKEN: 'x' } });
  assert.match(plain.stderr, /plain HTTP .*\[unsafe_setting\]/);
  const broken = await runCli(call, { env: { AGENTPORT_URL: 'localhost:3000/x', AGENTPORT_TOKEN: 'x' } });
  assert.match(broken.stderr, /\[config_invalid\]/);
  for (const ran of [none, noToken, plain, broken]) assert.equal(ran.code, 1);
});

test('await takes the result once, waits for what is open, and says when it was taken', async (t) => {
  const read = 'GET /v1/approvals/apr_1';
  const done = await agent(t, { [read]: { body: { ...APPROVAL, state: 'succeeded', outcome: RELEASED } } }, [
    'await',
    'apr_1',
  ]);
  assert.equal(done.code, 0);
  assert.deepEqual(JSON.parse(done.stdout), { id: 're_1' });
  const taken = await agent(t, { [read]: { body: { ...APPROVAL, state: 'succeeded' } } }, ['await', 'apr_1']);
  assert.equal(taken.code, 1);
  assert.match(taken.stdout, /result_collected/);
  const open = await agent(t, { [read]: { body: APPROVAL } }, [
    'await',
    'apr_1',
    '--wait',
    '0',
    '-o',
    'json',
  ]);
  assert.equal(open.code, 2);
  assert.deepEqual(JSON.parse(open.stdout), APPROVAL);
});

test('as an agent, lists and descriptions are its own', async (t) => {
  const operation = {
    connection: 'stripe',
    name: 'create_refund',
    title: 'Refund',
    summary: 'Refunds a charge',
    risk: 'financial',
    tier: 'ask_approve',
    category: 'refunds',
  };
  const list = await agent(t, { 'GET /v1/operations': { body: { items: [operation], next: null } } }, [
    'operations',
    'list',
    '--connection',
    'stripe',
  ]);
  assert.equal(list.code, 0, list.stderr);
  assert.match(list.stdout, /stripe\.create_refund {2}financial {2}ask_approve {2}Refund/);
  assert.equal(list.seen[0]?.target, '/v1/operations?connection=stripe');
  const own = await agent(t, { 'GET /v1/approvals': { body: { items: [APPROVAL], next: null } } }, [
    'approvals',
    'list',
  ]);
  assert.match(own.stdout, /apr_1 {2,}stripe\.create_refund/);
});
