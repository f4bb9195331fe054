import assert from 'node:assert/strict';
import { test } from 'node:test';
import { local, type Script } from '../stand-in.fixture.ts';

const SAM = {
  id: 'opr_2',
  email: 'sam@example.com',
  name: 'Sam',
  role: 'approver',
  status: 'active',
  created_at: '2026-11-21T07:30:00.000Z',
  last_sign_in_at: null,
  factors: { password: true, totp: true, passkeys: 0 },
};
const INVITATION = {
  id: 'inv_1',
  email: 'ana@example.com',
  role: 'auditor',
  invited_by: 'local-administrator',
  created_at: '2026-11-21T07:30:00.000Z',
  expires_at: '2026-11-24T07:30:00.000Z',
  expired: false,
};
const TOKEN = {
  id: 'opt_1',
  name: 'nightly',
  scopes: ['audit:read'],
  created_by: 'local-administrator',
  created_at: '2026-11-21T07:30:00.000Z',
  expires_at: '2026-12-21T07:30:00.000Z',
  used_at: null,
  revoked_at: null,
};

test('people: each command uses its route', async (t) => {
  const link = 'http://localhost:3000/invitation#ap_invite_x';
  const script: Script = {
    'GET /api/v1/people': { body: { items: [SAM], next: null } },
    'GET /api/v1/invitations': { body: { items: [INVITATION], next: null } },
    'POST /api/v1/invitations': { status: 201, body: { invitation: INVITATION, link } },
    'DELETE /api/v1/invitations/inv_1': { body: {} },
    'PUT /api/v1/people/sam%40example.com/role': { body: { ...SAM, role: 'admin' } },
    'POST /api/v1/people/opr_2/suspend': { body: { ...SAM, status: 'suspended' } },
    'POST /api/v1/people/opr_2/restore': { body: SAM },
    'DELETE /api/v1/people/opr_2': { body: {} },
  };
  const list = await local(t, script, ['people', 'list']);
  assert.match(list.stdout, /sam@example\.com +Sam +approver +active/);
  assert.match(list.stdout, /Invited: ana@example\.com as auditor/);
  const invite = await local(t, script, ['people', 'invite', 'ana@example.com', '--role', 'auditor']);
  assert.equal(invite.code, 0, invite.stderr);
  assert.ok(invite.stdout.includes(link));
  assert.deepEqual(JSON.parse(invite.seen.at(-1)?.body ?? ''), {
    email: 'ana@example.com',
    role: 'auditor',
  });
  for (const argv of [
    ['people', 'uninvite', 'inv_1'],
    ['people', 'role', 'sam@example.com', 'admin'],
    ['people', 'suspend', 'opr_2'],
    ['people', 'restore', 'opr_2'],
    ['people', 'remove', 'opr_2'],
  ]) {
    const ran = await local(t, script, argv);
    assert.equal(ran.code, 0, `${argv.join(' ')}: ${ran.stderr}`);
    assert.notEqual(ran.stdout, '');
  }
  assert.equal((await local(t, script, ['people', 'role', 'opr_2', 'root'])).code, 1);
  assert.equal((await local(t, script, ['people', 'invite', 'ana@example.com'])).code, 1);
});

test('tokens: each command uses its route; unknown scopes and long lives are refused before anything is asked', async (t) => {
  const script: Script = {
    'GET /api/v1/operator-tokens': { body: { items: [TOKEN], next: null } },
    'POST /api/v1/operator-tokens': { status: 201, body: { made: TOKEN, token: 'ap_op_x' } },
    'DELETE /api/v1/operator-tokens/opt_1': { body: {} },
  };
  const create = ['tokens', 'create', '--name', 'nightly', '--scopes'];
  const made = await local(t, script, [...create, 'audit:read,policy:propose']);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /ap_op_x/);
  assert.deepEqual(JSON.parse(made.seen.at(-1)?.body ?? ''), {
    name: 'nightly',
    scopes: ['audit:read', 'policy:propose'],
    expires_in_days: 30,
  });
  assert.match((await local(t, script, ['tokens', 'list'])).stdout, /nightly +opt_1 +audit:read/);
  assert.equal((await local(t, script, ['tokens', 'revoke', 'opt_1'])).code, 0);
  const wrong = await local(t, script, [...create, 'approvals:decide']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /no scope "approvals:decide"/);
  assert.equal((await local(t, script, [...create, 'audit:read', '--expires-in-days', '91'])).code, 1);
});
