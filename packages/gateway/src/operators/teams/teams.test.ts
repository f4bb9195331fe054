import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../kernel/fault.ts';
import { join, LOCAL_ACTOR } from '../people/roster.fixture.ts';
import { FROM, peopleFixture } from '../people.fixture.ts';

const code = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;
const by = { actor: LOCAL_ACTOR, from: FROM };

test('a request comes to the teams of its agent and of its connection, each person once', async () => {
  await using people = await peopleFixture();
  const { teams } = people.operators;
  const ana = await join(people, 'approver', LOCAL_ACTOR);
  const sam = await join(people, 'admin', LOCAL_ACTOR);
  const eve = await join(people, 'auditor', LOCAL_ACTOR);
  const nothing = { agents: [], connections: [] };
  await teams.create({ ...by, ...nothing, name: 'Billing', members: [ana.id, eve.id], agents: ['billing'] });
  await teams.create({
    ...by,
    ...nothing,
    name: 'Money',
    members: [ana.id, sam.id],
    connections: ['stripe'],
  });
  const routed = async (agent: string, connection: string) =>
    (await teams.routed({ agent, connection })).toSorted();
  assert.deepEqual(await routed('billing', 'posthog'), [ana.id], 'an auditor answers nothing');
  assert.deepEqual(await routed('billing', 'stripe'), [ana.id, sam.id].toSorted());
  assert.deepEqual(await routed('support', 'posthog'), [], 'nobody in particular');
  await people.operators.people.suspend({ ...by, who: ana.id });
  assert.deepEqual(await routed('billing', 'stripe'), [sam.id]);
});

test('a team is changed as a whole, and a person who is removed leaves it', async () => {
  await using people = await peopleFixture();
  const { teams } = people.operators;
  const ana = await join(people, 'approver', LOCAL_ACTOR);
  const sam = await join(people, 'approver', LOCAL_ACTOR);
  const made = await teams.create({
    ...by,
    name: 'Billing',
    members: [ana.id, ana.id],
    agents: ['b', 'a', 'b'],
    connections: [],
  });
  assert.deepEqual([made.members, made.agents], [[ana.id], ['a', 'b']]);
  const content = { name: 'Money', members: [ana.id, sam.id], agents: [], connections: ['stripe'] };
  await teams.change({ ...by, ...content, id: made.id });
  assert.deepEqual(await teams.list(), [{ id: made.id, ...content, members: [ana.id, sam.id].toSorted() }]);
  await people.operators.people.remove({ ...by, who: sam.id });
  assert.deepEqual((await teams.list())[0]?.members, [ana.id]);
  await teams.remove({ ...by, id: made.id });
  assert.deepEqual(await teams.list(), []);
  await assert.rejects(teams.change({ ...by, ...content, members: [], id: made.id }), code('not_found'));
  await assert.rejects(teams.remove({ ...by, id: made.id }), code('not_found'));
  assert.deepEqual(
    people.reports.map(({ kind }) => kind).filter((kind) => kind.startsWith('team.')),
    ['team.created', 'team.changed', 'team.removed'],
  );
});

test('names are visible and taken once; strangers cannot be members', async () => {
  await using people = await peopleFixture();
  const { teams } = people.operators;
  const empty = { members: [], agents: [], connections: [] };
  await teams.create({ ...by, ...empty, name: 'Billing' });
  await assert.rejects(teams.create({ ...by, ...empty, name: 'Billing' }), code('name_taken'));
  for (const name of ['', ' ', 'a\u202eb', 'x'.repeat(81)]) {
    await assert.rejects(teams.create({ ...by, ...empty, name }), code('invalid_request'));
  }
  await assert.rejects(
    teams.create({ ...by, ...empty, name: 'Money', members: ['opr_nobody'] }),
    code('invalid_request'),
  );
});
