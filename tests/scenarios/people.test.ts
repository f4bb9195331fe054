import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role } from '@agentport/contract';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { invitePerson, sendTo } from '../support/invite-person.ts';
import { openScene } from '../support/scene.ts';

const scene = await openScene();

const person = (role: Role, email: string) => invitePerson(scene.gateway, role, email);
const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  sendTo(scene.gateway.url, method, path, headers, body);

test('a person comes in by an invitation, answers as their role lets them, and no more', async () => {
  const sam = await person('approver', 'sam@example.com');
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  assert.equal((await sam.approve(asked.id)).status, 200);
  assert.equal(await scene.settled(asked.id), 'succeeded');
  const refused = await sam.send('POST', '/api/v1/agents', { name: 'mine' });
  assert.deepEqual([refused.status, refused.body.error.code], [403, 'role_insufficient']);
  const eve = await person('auditor', 'eve@example.com');
  const again = await scene.ask(token);
  assert.equal((await eve.approve(again.id)).body.error.code, 'role_insufficient');
  assert.equal((await eve.send('POST', `/api/v1/approvals/${again.id}/deny`, {})).status, 403);
  assert.equal((await sam.send('POST', `/api/v1/approvals/${again.id}/deny`, {})).status, 200);
  await scene.verify();
});

test('T10 whoever is demoted while deciding either decided before it or decides nothing', async () => {
  const { token } = await scene.gateway.agent();
  const { people } = scene.gateway.running.gateway.operators;
  for (let round = 0; round < 5; round++) {
    const deciding = await person('approver', `round${round}@example.com`);
    const asked = await scene.ask(token);
    const before = scene.effects();
    const [answer] = await Promise.all([
      deciding.approve(asked.id),
      people.changeRole({ who: deciding.id, role: 'auditor', actor: 'local-administrator', from: NOWHERE }),
    ]);
    if (answer.status !== 200) {
      assert.ok([401, 403].includes(answer.status), answer.text);
      assert.equal(scene.effects(), before);
      await scene.deny(asked.id);
      continue;
    }
    assert.ok(['succeeded', 'revoked'].includes(await scene.settled(asked.id)));
  }
});

test('what a removed person answered stays in the record under their name', async () => {
  const { token } = await scene.gateway.agent();
  const lena = await person('approver', 'lena@example.com');
  const asked = await scene.ask(token);
  await lena.approve(asked.id);
  await scene.settled(asked.id);
  const removed = await scene.gateway.operator.send('DELETE', `/api/v1/people/${lena.id}`);
  assert.equal(removed.status, 200, removed.text);
  assert.equal((await lena.send('GET', '/api/v1/me')).status, 401);
  const view = await scene.gateway.operator.send('GET', `/api/v1/approvals/${asked.id}`);
  assert.equal(view.body.answer.by, 'lena');
  const stored = await scene.gateway.running.gateway.approvals.read(ORG, asked.id);
  assert.equal(stored?.review?.operatorId, lena.id);
});

test('T11 who looks after an agent does not approve its destructive calls while somebody else could', async () => {
  const admin = await person('admin', 'agent-owner@example.com');
  const made = await admin.send('POST', '/api/v1/agents', { name: 'owned' });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.agent.owner_id, admin.id);
  await tiers({ delete_customer: 'ask' });
  const asked = await scene.gateway.call(
    made.body.token,
    'stripe.delete_customer',
    { customer: 'cus_T11' },
    ASYNC,
  );
  assert.equal(asked.status, 202, asked.text);
  const { id } = asked.body.approval;
  const tieOf = async (one: typeof admin) => (await one.send('GET', `/api/v1/approvals/${id}`)).body.tie;
  assert.equal(await tieOf(admin), 'looks_after', 'their page says so before they press');
  const own = await admin.approve(id);
  assert.deepEqual([own.status, own.body.error.code], [403, 'own_agent']);
  const other = await person('admin', 'other-admin@example.com');
  assert.equal(await tieOf(other), null);
  assert.equal((await other.approve(id)).status, 200, 'somebody else may');
  assert.equal(await tieOf(admin), null, 'nothing waits any more');
});

test('an operator token reads the log, replaces a credential, and can neither decide nor activate', async () => {
  const made = await scene.gateway.operator.send('POST', '/api/v1/operator-tokens', {
    name: 'nightly',
    scopes: ['audit:read', 'connections:write', 'policy:propose'],
    expires_in_days: 7,
  });
  assert.equal(made.status, 201, made.text);
  const headers = { authorization: `Bearer ${made.body.token}` };
  assert.equal((await send('GET', '/api/v1/audit/entries', headers)).status, 200);
  const path = '/api/v1/connections/stripe/credential';
  assert.equal((await send('PUT', path, headers, { key: 'sk_test_rotatedByScriptNotARealKey' })).status, 200);
  const entries = await send('GET', '/api/v1/audit/entries?kind=credential.replaced', headers);
  assert.equal(entries.body.items[0].entry.actor, made.body.made.id, 'the log names the token');
  const { token } = await scene.gateway.agent();
  const asked = await scene.ask(token);
  const digests = { action_sha256: 'x', display_sha256: 'x' };
  for (const [method, forbidden] of [
    ['POST', `/api/v1/approvals/${asked.id}/approve`],
    ['POST', `/api/v1/approvals/${asked.id}/deny`],
    ['POST', '/api/v1/policy/versions/1/activate'],
    ['POST', '/api/v1/connections'],
    ['POST', '/api/v1/release'],
    ['GET', '/api/v1/people'],
  ] as const) {
    const answer = await send(method, forbidden, headers, method === 'GET' ? undefined : digests);
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'scope_insufficient'], forbidden);
  }
  await scene.deny(asked.id);
  const revoked = await scene.gateway.operator.send('DELETE', `/api/v1/operator-tokens/${made.body.made.id}`);
  assert.equal(revoked.status, 200);
  assert.equal((await send('GET', '/api/v1/audit/entries', headers)).body.error.code, 'token_revoked');
  await scene.verify();
});

test('a loosening proposed by an operator token waits for a person; a tightening applies', async () => {
  const made = await scene.gateway.operator.send('POST', '/api/v1/operator-tokens', {
    name: 'policy in git',
    scopes: ['policy:propose'],
    expires_in_days: 1,
  });
  const headers = { authorization: `Bearer ${made.body.token}` };
  const path = '/api/v1/policy/versions';
  const propose = async (operation: string, effect: string) => {
    const base = (await send('GET', '/api/v1/policy', headers)).body.number;
    const tiers = [{ connection: 'stripe', operation, effect }];
    return send('POST', path, headers, { base, tiers });
  };
  const tighter = await propose('list_customers', 'deny');
  assert.equal(tighter.status, 200, tighter.text);
  assert.ok(tighter.body.applied);
  const looser = await propose('list_customers', 'allow');
  assert.deepEqual([looser.body.applied, looser.body.waiting?.status], [null, 'pending'], looser.text);
  const activate = await send('POST', `${path}/${looser.body.waiting.number}/activate`, headers);
  assert.equal(activate.body.error.code, 'scope_insufficient');
});

const NOWHERE = { address: null, userAgent: null };
const ASYNC = { prefer: 'respond-async' };

async function tiers(effects: Record<string, 'ask'>): Promise<void> {
  const { policies } = scene.gateway.running.gateway;
  const list = Object.entries(effects).map(([operation, effect]) => ({
    connection: 'stripe',
    operation,
    effect,
  }));
  await policies.install({
    content: { ...policies.active(), policy: { v: 1, tiers: list, rules: [] } },
    source: 'test',
    changes: [],
    status: 'active',
    actor: 'system:test',
  });
}
