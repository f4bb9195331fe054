import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../kernel/fault.ts';
import { createAuthenticator } from '../authenticator.fixture.ts';
import { join, LOCAL_ACTOR, redeem } from '../people/roster.fixture.ts';
import { codeNow, FROM, PASSWORD, type PeopleFixture, peopleFixture } from '../people.fixture.ts';

const HOUR_MS = 3_600_000;
const code = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;
const invite = (people: PeopleFixture, email = 'sam@example.com', actor = LOCAL_ACTOR) =>
  people.operators.invitations.invite({ email, role: 'approver', actor, from: FROM });

test('an invitation makes one person, with the e-mail and role the inviter gave, and works once', async () => {
  await using people = await peopleFixture();
  const { token, invitation } = await invite(people, ' Sam@Example.com ');
  const { look, confirm, begin } = people.operators.invitations;
  const seen = await look(token, FROM);
  assert.deepEqual([seen.email, seen.role, seen.invitedBy], ['sam@example.com', 'approver', null]);
  const sam = await redeem(people, token, 'Sam');
  const [person] = (await people.operators.people.list({ limit: 200 })).items;
  assert.deepEqual(
    [person?.id, person?.email, person?.role, person?.name],
    [sam.id, 'sam@example.com', 'approver', 'Sam'],
  );
  assert.ok(await people.operators.authenticate(sam.signIn.token));
  assert.deepEqual((await people.operators.invitations.list({ limit: 200 })).items, []);
  await assert.rejects(look(token, FROM), code('invitation_invalid'));
  await assert.rejects(begin({ token, name: 'X', password: PASSWORD }, FROM), code('invitation_invalid'));
  await assert.rejects(confirm({ token, enrolment: '', code: '000000' }, FROM), code('invitation_invalid'));
  const kinds = people.reports.map(({ kind, actor }) => `${kind} ${actor}`);
  assert.ok(kinds.includes(`operator.invited ${LOCAL_ACTOR}`));
  assert.ok(kinds.includes(`operator.created ${LOCAL_ACTOR}`));
  assert.match(invitation.id, /^inv_/);
});

test('of two who redeem one invitation in the same moment one comes in', async () => {
  for (let round = 0; round < 5; round++) {
    await using people = await peopleFixture();
    const { token } = await invite(people);
    const { begin, confirm } = people.operators.invitations;
    const both = await Promise.all(
      ['Sam', 'Mallory'].map((name) => begin({ token, name, password: PASSWORD }, FROM)),
    );
    const results = await Promise.allSettled(
      both.map(({ enrolment, totpSecret }) =>
        confirm({ token, enrolment, code: codeNow(people, totpSecret) }, FROM),
      ),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    const lost = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    assert.ok(code('invitation_invalid')(lost.reason));
    assert.equal((await people.operators.people.list({ limit: 200 })).items.length, 1);
  }
});

test('an invitation ends after 72 hours, by revocation, and by a newer one for the same e-mail', async () => {
  await using people = await peopleFixture();
  const { invitations } = people.operators;
  const first = await invite(people);
  const second = await invite(people, 'SAM@example.com');
  await assert.rejects(invitations.look(first.token, FROM), code('invitation_invalid'));
  people.clock.advance(72 * HOUR_MS - 1);
  assert.ok(await invitations.look(second.token, FROM));
  people.clock.advance(1);
  await assert.rejects(invitations.look(second.token, FROM), code('invitation_invalid'));
  assert.deepEqual(
    (await invitations.list({ limit: 200 })).items.map(({ expired }) => expired),
    [true],
  );
  const third = await invite(people);
  const { enrolment, totpSecret } = await invitations.begin(
    { token: third.token, name: 'Sam', password: PASSWORD },
    FROM,
  );
  await invitations.revoke({ id: third.invitation.id, actor: LOCAL_ACTOR, from: FROM });
  const late = { token: third.token, enrolment, code: codeNow(people, totpSecret) };
  await assert.rejects(invitations.confirm(late, FROM), code('invitation_invalid'));
  assert.deepEqual((await people.operators.people.list({ limit: 200 })).items, []);
});

test('an invitation is worth what its inviter may still give when it is used', async () => {
  for (const what of ['suspend', 'remove', 'changeRole'] as const) {
    await using people = await peopleFixture();
    const owner = await join(people, 'owner', LOCAL_ACTOR);
    const admin = await join(people, 'admin', owner.id);
    const { token } = await invite(people, 'sam@example.com', admin.id);
    await people.operators.people[what]({ who: admin.id, actor: owner.id, from: FROM, role: 'auditor' });
    await assert.rejects(redeem(people, token, 'Sam'), code('invitation_invalid'));
  }
});

test('nobody invites above what they may give, and no e-mail that is here already', async () => {
  await using people = await peopleFixture();
  const owner = await join(people, 'owner', LOCAL_ACTOR);
  const admin = await join(people, 'admin', owner.id);
  const approver = await join(people, 'approver', admin.id);
  const { invitations } = people.operators;
  for (const role of ['owner', 'admin'] as const) {
    const wanted = { email: 'x@example.com', role, actor: admin.id, from: FROM };
    await assert.rejects(invitations.invite(wanted), code('role_insufficient'));
  }
  await assert.rejects(invite(people, 'x@example.com', approver.id), code('role_insufficient'));
  await assert.rejects(invite(people, ` ${approver.email.toUpperCase()}​`), code('name_taken'));
  const high = await invitations.invite({
    email: 'second@example.com',
    role: 'owner',
    actor: owner.id,
    from: FROM,
  });
  await assert.rejects(
    invitations.revoke({ id: high.invitation.id, actor: admin.id, from: FROM }),
    code('role_insufficient'),
  );
});

test('an enrolment of one invitation fits no other, and a changed one none', async () => {
  await using people = await peopleFixture();
  const { invitations } = people.operators;
  const sam = await invite(people);
  const ana = await invite(people, 'ana@example.com');
  const begun = await invitations.begin({ token: sam.token, name: 'Sam', password: PASSWORD }, FROM);
  const right = codeNow(people, begun.totpSecret);
  const swapped = { token: ana.token, enrolment: begun.enrolment, code: right };
  await assert.rejects(invitations.confirm(swapped, FROM), code('invitation_invalid'));
  const torn = { token: sam.token, enrolment: begun.enrolment.slice(0, -4), code: right };
  await assert.rejects(invitations.confirm(torn, FROM), code('invitation_invalid'));
  people.clock.advance(31 * 60_000);
  const slow = { token: sam.token, enrolment: begun.enrolment, code: codeNow(people, begun.totpSecret) };
  await assert.rejects(invitations.confirm(slow, FROM), code('invitation_invalid'));
});

test('the token of an invitation lies nowhere but in its link, and guessing is slowed down', async () => {
  await using people = await peopleFixture();
  const { token } = await invite(people);
  const rows = await people.db.read.selectFrom('invitations').selectAll().execute();
  assert.ok(!JSON.stringify([rows, people.reports]).includes(token.slice(-49)));
  const { look } = people.operators.invitations;
  const guess = `${token.slice(0, -10)}AAAAAAAAAA`;
  for (let round = 0; round < 20; round++) {
    await assert.rejects(look(guess, FROM), code('invitation_invalid'));
  }
  await assert.rejects(look(token, FROM), code('too_many_attempts'));
  assert.ok(await look(token, { address: '192.0.2.99', userAgent: null }), 'others are not slowed down');
});

test('a guest may come in by a passkey instead; one made for another invitation or twice opens nothing', async () => {
  await using people = await peopleFixture();
  const { invitations } = people.operators;
  const sam = await invite(people);
  const ana = await invite(people, 'ana@example.com');
  const device = createAuthenticator();
  const offer = await invitations.offerPasskey({ token: sam.token, name: 'Sam' }, FROM);
  const made = {
    token: sam.token,
    enrolment: offer.enrolment,
    ticket: offer.ticket,
    name: 'Phone',
    credential: device.register(offer.options),
  };
  const swapped = invitations.confirmByPasskey({ ...made, token: ana.token }, FROM);
  await assert.rejects(swapped, code('invitation_invalid'));
  const forged = { ...made, credential: device.register(offer.options, { origin: 'https://evil.example' }) };
  await assert.rejects(invitations.confirmByPasskey(forged, FROM), code('passkey_invalid'));
  const { signIn, recoveryCodes } = await invitations.confirmByPasskey(made, FROM);
  assert.deepEqual([signIn.person.email, signIn.person.role], ['sam@example.com', 'approver']);
  assert.ok(recoveryCodes.length > 0);
  const [person] = (await people.operators.people.list({ limit: 200 })).items;
  assert.deepEqual(person?.factors, { password: false, totp: false, passkeys: 1 });
  await assert.rejects(invitations.confirmByPasskey(made, FROM), code('invitation_invalid'));
});
