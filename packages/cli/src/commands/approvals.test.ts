import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { ApprovalDetail, Me } from '@agentport/contract';
import { errorBody } from '@agentport/contract';
import {
  type Play,
  type RunOptions,
  runCli,
  type Script,
  standIn,
  temporaryFolder,
} from '../stand-in.fixture.ts';

const ME: Me = {
  person: { id: 'opr_1', email: 'ada@example.com', name: 'Ada', role: 'owner' },
  csrf_token: 'csrf-1',
  step_up_until: null,
  sign_in_id: 'sig_1',
  second_factors: ['totp'],
};
const DETAIL: ApprovalDetail = {
  id: 'apr_1',
  call_id: 'cal_1',
  state: 'pending',
  title: [{ t: 'text', v: 'Refund €12.40' }],
  agent: { id: 'agt_1', name: 'support-bot' },
  connection: 'stripe',
  operation: 'create_refund',
  risk: 'financial',
  step_up: false,
  requested_at: '2026-11-21T07:30:00.000Z',
  approve_before: '2026-11-21T08:00:00.000Z',
  decided_at: null,
  decided_by: null,
  display: {
    v: 1,
    title: [{ t: 'text', v: 'Refund €12.40' }],
    method: 'POST',
    url: [{ t: 'text', v: 'https://api.stripe.example/v1/refunds' }],
    rows: [
      row('charge', [{ t: 'text', v: 'ch_1' }]),
      row('note', [
        { t: 'text', v: 'ok \\[secret, 9 characters, fingerprint x] ' },
        { t: 'escape', code: 'U+202E', name: 'right-to-left override', count: 1 },
        { t: 'text', v: '\u202eevil\u001b[2J' },
      ]),
      row('key', [{ t: 'secret', length: 40, fingerprint: 'ab12' }]),
    ],
    headers: [{ name: 'content-type', value: [{ t: 'text', v: 'application/x-www-form-urlencoded' }] }],
    body: { bytes: 22, sha256: 'b'.repeat(64) },
    lookups: [],
    warnings: [],
    note: [{ t: 'text', v: 'customer asked' }],
    integration_title: 'Stripe',
    agent: [{ t: 'text', v: 'support-bot' }],
    connection: 'stripe',
    operation: 'create_refund',
    risk: 'financial',
  },
  display_sha256: 'd'.repeat(64),
  action_sha256: 'a'.repeat(64),
  display_version: 1,
  compared: { calls: 0, values: [] },
  reasons: [{ code: 'tier_connection', rule: 'stripe.create_refund' }],
  policy_version: 3,
  requester_address: '127.0.0.1',
  session: null,
  answer: null,
  outcome: null,
  today: { allowed: 4, asked: 1, denied: 0 },
  now: '2026-11-21T07:31:00.000Z',
};
const SENT = {
  state: 'succeeded',
  finished_at: '2026-11-21T07:31:02.000Z',
  upstream_status: 200,
  message: null,
  duration_ms: 120,
};

function row(name: string, value: ApprovalDetail['display']['rows'][number]['value']) {
  return {
    pointer: `/${name}`,
    name: [{ t: 'text' as const, v: name }],
    value,
    type: 'string',
    length: 4,
    sha256: null,
    collapsed: false,
    meaning: null,
    sent: true,
    flags: [],
  };
}

const SIGNED_IN: Script = {
  'POST /api/v1/sign-ins': {
    body: ME,
    headers: { 'set-cookie': 'agentport_sign_in=cookie-1; Path=/; HttpOnly; SameSite=Strict' },
  },
  'DELETE /api/v1/sign-ins/current': { body: {} },
  'GET /api/v1/approvals/apr_1': { body: DETAIL },
  'POST /api/v1/approvals/apr_1/approve': { body: { ...DETAIL, state: 'succeeded', outcome: SENT } },
  'POST /api/v1/approvals/apr_1/deny': { body: { ...DETAIL, state: 'denied' } },
};
const BY_OPTIONS = ['--email', 'ada@example.com', '--password-stdin', '--code', '123456'];

async function person(t: TestContext, argv: string[], options: RunOptions = {}, script: Script = {}) {
  const gateway = await standIn(t, { ...SIGNED_IN, ...script });
  const env = { AGENTPORT_URL: gateway.url, NO_COLOR: '1' };
  const ran = await runCli(argv, { stdin: 'the password\n', ...options, env });
  return { ...ran, seen: gateway.seen, url: gateway.url };
}

test('approving signs in, shows exactly what is sent, and signs for what it showed', async (t) => {
  const home = temporaryFolder(t);
  const ran = await person(t, ['approvals', 'approve', 'apr_1', '--yes', ...BY_OPTIONS], { cwd: home });
  assert.equal(ran.code, 0, ran.stderr);
  for (const shown of [
    /Refund €12\.40/,
    /POST https:\/\/api\.stripe\.example\/v1\/refunds/,
    /charge: ch_1/,
    /customer asked/,
  ]) {
    assert.match(ran.stderr, shown);
  }
  assert.match(ran.stdout, /Approved apr_1\.\nsucceeded {2}the service answered 200/);
  const [signIn, , approve, signOut] = ran.seen;
  assert.deepEqual(JSON.parse(signIn?.body ?? ''), {
    email: 'ada@example.com',
    password: 'the password',
    code: '123456',
  });
  assert.deepEqual(JSON.parse(approve?.body ?? ''), {
    action_sha256: DETAIL.action_sha256,
    display_sha256: DETAIL.display_sha256,
  });
  for (const change of [approve, signOut]) {
    assert.equal(change?.headers.origin, ran.url);
    assert.equal(change?.headers.cookie, 'agentport_sign_in=cookie-1');
    assert.equal(change?.headers['x-agentport-csrf'], 'csrf-1');
    assert.equal(change?.headers.authorization, undefined);
  }
  assert.equal(signOut?.target, '/api/v1/sign-ins/current');
  assert.deepEqual(readdirSync(home), []);
});

test('T88 the page on a terminal can neither be steered nor imitated by what an agent wrote', async (t) => {
  const ran = await person(t, ['approvals', 'show', 'apr_1', ...BY_OPTIONS]);
  assert.equal(ran.code, 0, ran.stderr);
  assert.doesNotMatch(ran.stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  const note = ran.stdout.split('\n').find((line) => line.includes('note: ')) ?? '';
  assert.ok(note.includes('ok \\\\[secret, 9 characters, fingerprint x] \\[right-to-left override]'), note);
  assert.ok(ran.stdout.includes('key: \\[secret, 40 characters, fingerprint ab12]'));
});

test('at a terminal it asks for everything, shows no password, and only a yes approves', async (t) => {
  const signIn = 'ada@example.com\rthe password\r123456\r';
  const argv = ['approvals', 'approve', 'apr_1'];
  const yes = await person(t, argv, { keys: [signIn, 'y\r'] });
  assert.equal(yes.code, 0, yes.stderr);
  const json = await person(t, [...argv, '-o', 'json'], { keys: [signIn, 'y\r'] });
  assert.match(json.stderr, /charge: ch_1/, 'the page is shown in every format');
  assert.equal((JSON.parse(json.stdout) as { state: string }).state, 'succeeded');
  const no = await person(t, argv, { keys: [signIn, '\r'] });
  assert.equal(no.code, 1);
  assert.match(no.stderr, /Not approved\. It still waits/);
  assert.ok(!no.seen.some(({ target }) => target.endsWith('/approve')));
  for (const ran of [yes, no]) assert.doesNotMatch(ran.stderr + ran.stdout, /the password/);
});

test('keys pressed before the page was there do not approve it', async (t) => {
  const keys = ['ada@example.com\rthe password\r123456\ry\r'];
  const ran = await person(t, ['approvals', 'approve', 'apr_1'], { keys });
  assert.equal(ran.code, 1);
  assert.ok(!ran.seen.some(({ target }) => target.endsWith('/approve')));
});

test('a critical operation takes one more code, asked once', async (t) => {
  const refused: Play = {
    status: 403,
    body: errorBody('step_up_required', 'Give your second factor again.'),
  };
  const approved: Play = { body: { ...DETAIL, state: 'succeeded', outcome: SENT } };
  const script = { 'POST /api/v1/approvals/apr_1/approve': [refused, approved] };
  const argv = ['approvals', 'approve', 'apr_1', ...BY_OPTIONS, '--yes'];
  const unattended = await person(t, argv, {}, script);
  assert.equal(unattended.code, 1);
  assert.match(unattended.stderr, /\[step_up_required\]/);
  assert.equal(unattended.seen.at(-1)?.target, '/api/v1/sign-ins/current');
  const keys = ['ada@example.com\rthe password\r123456\r', '654321\r'];
  const attended = await person(t, ['approvals', 'approve', 'apr_1', '--yes'], { keys }, script);
  assert.equal(attended.code, 0, attended.stderr);
  const codes = attended.seen
    .filter(({ target }) => target.endsWith('/approve'))
    .map(({ body }) => (JSON.parse(body) as { code?: string }).code);
  assert.deepEqual(codes, [undefined, '654321']);
});

test('what is answered already, or does not fit on the page, cannot be approved', async (t) => {
  const argv = ['approvals', 'approve', 'apr_1', '--yes', ...BY_OPTIONS];
  const read = 'GET /api/v1/approvals/apr_1';
  const late = await person(t, argv, {}, { [read]: { body: { ...DETAIL, state: 'expired' } } });
  assert.match(late.stderr, /apr_1 is expired.*\[already_decided\]/);
  const large = { ...DETAIL, display: { ...DETAIL.display, rows_omitted: 3 } };
  const cut = await person(t, argv, {}, { [read]: { body: large } });
  assert.match(cut.stderr, /nobody can approve it/);
  for (const ran of [late, cut]) {
    assert.equal(ran.code, 1);
    assert.ok(!ran.seen.some(({ target }) => target.endsWith('/approve')));
  }
});

test('denying sends the reason', async (t) => {
  const ran = await person(t, ['approvals', 'deny', 'apr_1', '--reason', 'wrong customer', ...BY_OPTIONS]);
  assert.equal(ran.code, 0, ran.stderr);
  const deny = ran.seen.find(({ target }) => target.endsWith('/deny'));
  assert.deepEqual(JSON.parse(deny?.body ?? ''), { reason: 'wrong customer' });
});

test('a refused sign-in ends with 1 and its own sentence; nothing else is asked', async (t) => {
  const refused = { status: 401, body: errorBody('sign_in_failed', 'E-mail or password is wrong.') };
  const ran = await person(
    t,
    ['approvals', 'list', ...BY_OPTIONS, '-o', 'json'],
    {},
    {
      'POST /api/v1/sign-ins': refused,
    },
  );
  assert.equal(ran.code, 1);
  assert.equal((JSON.parse(ran.stdout) as typeof refused.body).error.code, 'sign_in_failed');
  assert.equal(ran.seen.length, 1);
});

test('with the password piped nothing is asked: what is missing is named', async (t) => {
  const ran = await person(t, ['approvals', 'approve', 'apr_1', '--password-stdin']);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /Give --email, --password-stdin and --code/);
  assert.equal(ran.seen.length, 0);
});

test('a policy version is activated by a person alone', async (t) => {
  const version = {
    number: 4,
    status: 'active',
    source: 'agentport.yaml',
    changes: [],
    created_at: '2026-11-21T07:30:00.000Z',
    activated_at: null,
    activated_by: null,
  };
  const ran = await person(
    t,
    ['policy', 'activate', '4', ...BY_OPTIONS],
    {},
    {
      'POST /api/v1/policy/versions/4/activate': { body: version },
    },
  );
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /Activated version 4/);
});
