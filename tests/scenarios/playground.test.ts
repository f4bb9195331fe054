import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitePerson } from '../support/invite-person.ts';
import { openScene } from '../support/scene.ts';

/** People who make real calls as test agents. */

const scene = await openScene();
const { operator } = scene.gateway;
const made = await operator.send('POST', '/api/v1/agents', { name: 'try-out', test: true });
assert.equal(made.status, 201, made.text);
const TEST_AGENT = made.body.agent.id as string;

const createCustomer = (agent: string, args: object = scene.newCustomer()) => ({
  ...{ agent, connection: 'stripe', operation: 'create_customer', args },
});
const play = (body: object, by = operator) => by.send('POST', '/api/v1/playground/calls', body);

async function entriesOf(callId: string) {
  const { body } = await operator.send('GET', `/api/v1/audit/entries?call=${callId}`);
  return body.items.toReversed() as { kind: string; entry: Record<string, unknown> }[];
}

test('a played call is asked, approved and sent like every other, and its entries name the person', async () => {
  const body = createCustomer('try-out');
  const before = scene.effects();
  const asked = await play(body);
  assert.deepEqual([asked.status, asked.body.status], [200, 202], asked.text);
  assert.equal(scene.effects(), before, 'nothing was sent before an answer');
  const { approval, call } = asked.body.body;
  assert.equal((await scene.approve(approval.id)).status, 200);
  assert.equal(await scene.settled(approval.id), 'succeeded');
  assert.equal(scene.effects(), before + 1);

  const collected = await play(body);
  assert.deepEqual([collected.body.status, collected.body.body.replayed], [200, true], collected.text);
  assert.equal(scene.effects(), before + 1);

  const entries = await entriesOf(call.id);
  assert.deepEqual(
    entries.map(({ kind }) => kind).filter((kind) => kind !== 'call.collected'),
    ['call.pending', 'approval.approved', 'call.executing', 'call.finished'],
  );
  const me = (await operator.send('GET', '/api/v1/me')).body;
  for (const { kind, entry } of entries.filter(({ kind }) => kind.startsWith('call.'))) {
    if (kind === 'call.collected') continue;
    assert.equal(entry.agent, TEST_AGENT, kind);
    assert.deepEqual(
      { ...(entry.details as object), steps: 0 },
      { entrance: 'playground', played_by: me.person.id, steps: 0 },
      kind,
    );
    assert.equal(entry.session, `playground-${me.sign_in_id}`, kind);
  }
  await scene.verify();
});

test('T11 nobody asks in the name of an agent that was not made for it', async () => {
  const real = await scene.gateway.agent('real-one');
  const before = scene.effects();
  for (const agent of [real.id, 'real-one']) {
    const refused = await play(createCustomer(agent));
    assert.deepEqual([refused.body.status, refused.body.body.error.code], [403, 'not_a_test_agent']);
  }
  const gone = await play(createCustomer('nobody-here'));
  assert.equal(gone.body.body.error.code, 'not_found');
  const { body } = await operator.send('GET', '/api/v1/approvals');
  assert.equal(body.items.length, 0);
  assert.equal(scene.effects(), before);
});

test('no request makes a test agent of a real one', async () => {
  const { id } = await scene.gateway.agent('stays-real');
  await operator.send('PUT', `/api/v1/agents/${id}`, { owner_id: null, test: true });
  const refused = await play(createCustomer(id));
  assert.equal(refused.body.body.error.code, 'not_a_test_agent');
});

test('a played call counts against the ceilings, the stop and the given connections of its agent', async () => {
  await operator.send('POST', `/api/v1/agents/${TEST_AGENT}/stop`);
  assert.equal((await play(createCustomer(TEST_AGENT))).body.body.error.code, 'agent_stopped');
  assert.equal((await operator.send('POST', `/api/v1/agents/${TEST_AGENT}/release`)).status, 200);
  await operator.send('PUT', `/api/v1/agents/${TEST_AGENT}/connections`, { connections: ['github'] });
  const denied = await play(createCustomer(TEST_AGENT));
  assert.deepEqual(
    [denied.body.status, denied.body.body.error.details.reasons[0].code],
    [403, 'connection_not_given'],
  );
  await operator.send('PUT', `/api/v1/agents/${TEST_AGENT}/connections`, { connections: null });
  const wrong = await play(createCustomer(TEST_AGENT, { nonsense: 1 }));
  assert.equal(wrong.body.status, 422, wrong.text);
});

test('T11 who asked as a test agent does not approve it while somebody else could, and can deny it', async () => {
  const admin = await invitePerson(scene.gateway, 'admin', 'tester@example.com');
  const asked = await admin.send('POST', '/api/v1/playground/calls', createCustomer(TEST_AGENT));
  assert.equal(asked.body.status, 202, asked.text);
  const { id } = asked.body.body.approval;
  assert.equal((await admin.send('GET', `/api/v1/approvals/${id}`)).body.tie, 'asked');
  const own = await admin.approve(id);
  assert.deepEqual([own.status, own.body.error.code], [403, 'own_agent']);
  assert.equal((await admin.send('POST', `/api/v1/approvals/${id}/deny`, {})).status, 200);
});

test('an approver, an auditor and who gave no second factor lately play nothing', async () => {
  const before = scene.effects();
  for (const role of ['approver', 'auditor'] as const) {
    const person = await invitePerson(scene.gateway, role, `${role}@example.com`);
    const refused = await person.send('POST', '/api/v1/playground/calls', createCustomer(TEST_AGENT));
    assert.deepEqual([refused.status, refused.body.error.code], [403, 'role_insufficient']);
  }
  const admin = await invitePerson(scene.gateway, 'admin', 'late@example.com');
  scene.gateway.clock.advance(6 * 60_000);
  const late = await admin.send('POST', '/api/v1/playground/calls', createCustomer(TEST_AGENT));
  assert.deepEqual([late.status, late.body.error.code], [403, 'step_up_required']);
  assert.equal(scene.effects(), before);
});
