import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { EMAIL, FROM, nextCode, PASSWORD, type PeopleFixture, peopleFixture } from '../people.fixture.ts';
import { type Joined, join, LOCAL_ACTOR } from './roster.fixture.ts';

/** An owner, set up without a browser, and one person of every other role. */
async function house() {
  const people = await peopleFixture();
  const { signIn, totpSecret } = await people.operators.bootstrap({
    email: EMAIL,
    name: 'Priya',
    password: PASSWORD,
  });
  const owner: Joined = { id: signIn.person.id, email: EMAIL, signIn, totpSecret };
  const admin = await join(people, 'admin', owner.id);
  const approver = await join(people, 'approver', owner.id);
  const auditor = await join(people, 'auditor', admin.id);
  return { people, roster: people.operators.people, owner, admin, approver, auditor };
}

const code = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;
const roleOf = async (people: PeopleFixture, id: string) =>
  (await people.operators.people.list({ limit: 200 })).items.find((person) => person.id === id)?.role;

test('an admin makes and ends approvers and auditors, and never an owner or another admin', async () => {
  const { people, roster, owner, admin, approver, auditor } = await house();
  await using _ = people;
  const by = { actor: admin.id, from: FROM };
  const second = await join(people, 'admin', owner.id);
  assert.equal((await roster.changeRole({ ...by, who: auditor.id, role: 'approver' })).role, 'approver');
  const refused: [string, Role][] = [
    [owner.id, 'auditor'],
    [second.id, 'approver'],
    [approver.id, 'admin'],
    [approver.id, 'owner'],
  ];
  for (const [who, role] of refused) {
    await assert.rejects(roster.changeRole({ ...by, who, role }), code('role_insufficient'));
  }
  for (const who of [owner.id, second.id]) {
    await assert.rejects(roster.suspend({ ...by, who }), code('role_insufficient'));
    await assert.rejects(roster.remove({ ...by, who }), code('role_insufficient'));
  }
  assert.equal(await roleOf(people, owner.id), 'owner');
});

test('approvers and auditors change nobody, whatever reached the room', async () => {
  const { people, roster, approver, auditor } = await house();
  await using _ = people;
  for (const actor of [approver.id, auditor.id, 'opr_nobody']) {
    for (const who of [approver.id, auditor.id]) {
      const change = { who, actor, from: FROM };
      const refused = (error: unknown) => code('role_insufficient')(error) || code('unauthenticated')(error);
      await assert.rejects(roster.changeRole({ ...change, role: 'owner' }), refused);
      await assert.rejects(roster.remove(change), refused);
    }
  }
});

test('nobody changes their own role, suspends or removes themselves', async () => {
  const { people, roster, owner, admin } = await house();
  await using _ = people;
  await join(people, 'owner', owner.id);
  for (const self of [owner, admin]) {
    const change = { who: self.id, actor: self.id, from: FROM };
    for (const role of ['owner', 'approver'] as const) {
      await assert.rejects(roster.changeRole({ ...change, role }), Fault);
    }
    await assert.rejects(roster.suspend(change), Fault);
    await assert.rejects(roster.remove(change), Fault);
  }
  await assert.rejects(
    roster.remove({ who: owner.email, actor: owner.id, from: FROM }),
    code('own_account'),
    'by e-mail neither',
  );
});

test('the last active owner stays, also against the machine’s administrator; a suspended owner does not count', async () => {
  const { people, roster, owner } = await house();
  await using _ = people;
  const local = { actor: LOCAL_ACTOR, from: FROM };
  const second = await join(people, 'owner', owner.id);
  await roster.suspend({ ...local, who: second.id });
  await assert.rejects(roster.remove({ ...local, who: owner.id }), code('last_owner'));
  await assert.rejects(roster.suspend({ ...local, who: owner.id }), code('last_owner'));
  await assert.rejects(roster.changeRole({ ...local, who: owner.id, role: 'admin' }), code('last_owner'));
  await roster.restore({ ...local, who: second.id });
  await roster.remove({ ...local, who: owner.id });
  assert.deepEqual(
    (await roster.list({ limit: 200 })).items.filter(({ role }) => role === 'owner').map(({ id }) => id),
    [second.id],
  );
});

test('two owners who demote each other in the same moment leave one', async () => {
  for (let round = 0; round < 5; round++) {
    const { people, roster, owner } = await house();
    await using _ = people;
    const second = await join(people, 'owner', owner.id);
    const results = await Promise.allSettled([
      roster.changeRole({ who: second.id, role: 'auditor', actor: owner.id, from: FROM }),
      roster.changeRole({ who: owner.id, role: 'auditor', actor: second.id, from: FROM }),
    ]);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await roster.list({ limit: 200 })).items.filter(({ role }) => role === 'owner').length, 1);
  }
});

test('whoever is suspended, removed or given another role is out at once, everywhere', async () => {
  for (const what of ['suspend', 'remove', 'changeRole'] as const) {
    const { people, roster, owner, approver } = await house();
    await using _ = people;
    const elsewhere = await people.operators.signIn(
      { email: approver.email, password: PASSWORD, code: nextCode(people, approver.totpSecret) },
      FROM,
    );
    const told: string[] = [];
    people.operators.onSignOut((id) => told.push(id));
    await roster[what]({ who: approver.id, actor: owner.id, from: FROM, role: 'auditor' });
    for (const { token, signInId } of [approver.signIn, elsewhere]) {
      assert.equal(await people.operators.authenticate(token), null);
      assert.equal(await people.operators.isAlive(signInId), false);
    }
    assert.deepEqual(new Set(told), new Set([approver.signIn.signInId, elsewhere.signInId]));
  }
});

test('a suspended person cannot sign in until restored; a removed one never, and their e-mail is free again', async () => {
  const { people, roster, owner, approver } = await house();
  await using _ = people;
  const change = { who: approver.id, actor: owner.id, from: FROM };
  const attempt = () =>
    people.operators.signIn(
      { email: approver.email, password: PASSWORD, code: nextCode(people, approver.totpSecret) },
      FROM,
    );
  await roster.suspend(change);
  await assert.rejects(attempt(), code('sign_in_failed'));
  await roster.restore(change);
  assert.ok(await attempt());
  await roster.remove(change);
  await assert.rejects(attempt(), code('sign_in_failed'));
  await assert.rejects(roster.restore(change), code('not_found'));
  const again = await join(people, 'approver', owner.id, approver.email);
  assert.notEqual(again.id, approver.id);
  assert.equal(await people.operators.authenticate(approver.signIn.token), null);
});

test('every change of a person is one entry that names who did it, to whom, and no e-mail', async () => {
  const { people, roster, owner, auditor } = await house();
  await using _ = people;
  const change = { who: auditor.id, actor: owner.id, from: FROM };
  people.reports.length = 0;
  await roster.changeRole({ ...change, role: 'approver' });
  await roster.changeRole({ ...change, role: 'approver' }); // nothing happens twice
  await roster.suspend(change);
  await roster.restore(change);
  await roster.remove(change);
  assert.deepEqual(
    people.reports.map(({ kind, actor, details }) => [kind, actor, details?.operator]),
    [
      ['operator.changed', owner.id, auditor.id],
      ['operator.suspended', owner.id, auditor.id],
      ['operator.restored', owner.id, auditor.id],
      ['operator.removed', owner.id, auditor.id],
    ],
  );
  assert.equal(people.reports[0]?.details?.before, 'auditor');
  assert.ok(!JSON.stringify(people.reports).includes('@'));
});

test('a person sees and ends their own sign-ins; those of others take a right to manage them', async () => {
  const { people, owner, admin, approver } = await house();
  await using _ = people;
  const { signIns } = people.operators;
  const second = await people.operators.signIn(
    { email: approver.email, password: PASSWORD, code: nextCode(people, approver.totpSecret) },
    FROM,
  );
  const own = (await signIns.list(approver.id, { limit: 200 })).items;
  assert.deepEqual(
    own.map(({ id }) => id).toSorted(),
    [approver.signIn.signInId, second.signInId].toSorted(),
  );
  assert.ok((await signIns.list(null, { limit: 200 })).items.length > own.length);
  const end = (actor: string, operatorId: string, only?: string) =>
    signIns.end({ operatorId, actor, from: FROM, ...(only === undefined ? {} : { only }) });
  await assert.rejects(
    end(approver.id, approver.id, owner.signIn.signInId),
    code('not_found'),
    'a sign-in of somebody else is not theirs to end',
  );
  await assert.rejects(end(approver.id, owner.id), code('role_insufficient'));
  await assert.rejects(end(admin.id, owner.id), code('role_insufficient'));
  assert.equal(await end(approver.id, approver.id, second.signInId), 1);
  assert.equal(await people.operators.authenticate(second.token), null);
  assert.ok(await people.operators.authenticate(approver.signIn.token));
  assert.equal(await end(admin.id, approver.id), 1);
  assert.equal(await people.operators.authenticate(approver.signIn.token), null);
});

test('a new password takes the present one, ends every other sign-in, and guesses are slowed down', async () => {
  const { people, approver } = await house();
  await using _ = people;
  const attempt = (password: string) =>
    people.operators.signIn(
      { email: approver.email, password, code: nextCode(people, approver.totpSecret) },
      FROM,
    );
  const other = await attempt(PASSWORD);
  const change = (current: string, password: string) =>
    people.operators.changePassword(approver.signIn, { current, password }, FROM);
  await assert.rejects(change('not it at all', 'another plain phrase'), code('sign_in_failed'));
  await assert.rejects(change(PASSWORD, 'short'), code('invalid_request'));
  await change(PASSWORD, 'another plain phrase');
  assert.equal(await people.operators.authenticate(other.token), null);
  assert.ok(await people.operators.authenticate(approver.signIn.token));
  await assert.rejects(attempt(PASSWORD), code('sign_in_failed'));
  assert.ok(await attempt('another plain phrase'));
  for (let round = 0; round < 5; round++) {
    await assert.rejects(change('guess number one', 'yet another phrase'), code('sign_in_failed'));
  }
  await assert.rejects(change('another plain phrase', 'yet another phrase'), code('too_many_attempts'));
});
