import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../kernel/fault.ts';
import {
  codeNow,
  EMAIL,
  FROM,
  nextCode,
  PASSWORD,
  type PeopleFixture,
  peopleFixture,
} from './people.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;

async function link(people: PeopleFixture): Promise<string> {
  const made = await people.operators.createSetupLink();
  assert.ok(made);
  return made.token;
}

test('the link, a password and a first code make the first person, signed in, with ten recovery codes', async () => {
  await using people = await peopleFixture();
  assert.equal(await people.operators.setupNeeded(), true);
  const token = await link(people);
  const begun = await people.operators.beginSetup(
    { token, email: ' Priya@example.com', name: 'Priya', password: PASSWORD },
    FROM,
  );
  assert.match(begun.totpUri, /^otpauth:\/\/totp\/AgentPort:priya%40example\.com\?secret=[A-Z2-7]{32}&/);
  assert.equal(await people.operators.setupNeeded(), true, 'nothing is stored before the first code');
  const confirm = { token, enrolment: begun.enrolment, code: codeNow(people, begun.totpSecret) };
  const done = await people.operators.confirmSetup(confirm, FROM);
  assert.equal(done.signIn.person.email, EMAIL);
  assert.equal(done.recoveryCodes.length, 10);
  assert.equal(await people.operators.setupNeeded(), false);
  const reused = { email: EMAIL, password: PASSWORD, code: confirm.code };
  await assert.rejects(people.operators.signIn(reused, FROM), code('second_factor_invalid'));
  await people.operators.signIn({ ...reused, code: nextCode(people, begun.totpSecret) }, FROM);
});

test('T102 once a person exists, no link is made or honoured and nobody can be bootstrapped', async () => {
  await using people = await peopleFixture();
  const token = await link(people);
  const input = { token, email: 'mallory@example.com', name: 'M', password: PASSWORD };
  const begun = await people.operators.beginSetup(input, FROM);
  await people.operators.bootstrap({ email: EMAIL, name: null, password: PASSWORD });
  await assert.rejects(people.operators.beginSetup(input, FROM), code('already_set_up'));
  const confirm = { token, enrolment: begun.enrolment, code: codeNow(people, begun.totpSecret) };
  await assert.rejects(people.operators.confirmSetup(confirm, FROM), code('already_set_up'));
  await assert.rejects(
    people.operators.bootstrap({ email: 'm@example.com', name: null, password: PASSWORD }),
    code('already_set_up'),
  );
  assert.equal(await people.operators.createSetupLink(), null);
  await people.db.unit((tx) => tx.updateTable('operators').set({ status: 'removed' }).execute());
  assert.equal(
    await people.operators.createSetupLink(),
    null,
    'removing the person does not reopen the door',
  );
});

test('T102 of two confirmations at the same moment one makes a person', async () => {
  await using people = await peopleFixture();
  const token = await link(people);
  const begin = (name: string) =>
    people.operators.beginSetup({ token, email: `${name}@example.com`, name, password: PASSWORD }, FROM);
  const drafts = [await begin('alice'), await begin('bob')];
  const results = await Promise.allSettled(
    drafts.map((draft) =>
      people.operators.confirmSetup(
        { token, enrolment: draft.enrolment, code: codeNow(people, draft.totpSecret) },
        FROM,
      ),
    ),
  );
  assert.deepEqual(results.map((result) => result.status).toSorted(), ['fulfilled', 'rejected']);
  const people_ = await people.db.read.selectFrom('operators').select('id').execute();
  assert.equal(people_.length, 1);
});

test('T102 guessing links is slowed down per address, without any password work', async () => {
  await using people = await peopleFixture();
  await link(people);
  const input = { token: 'ap_setup_guess', email: EMAIL, name: 'P', password: PASSWORD };
  for (let round = 0; round < 20; round++) {
    await assert.rejects(people.operators.beginSetup(input, FROM), code('setup_link_invalid'));
  }
  await assert.rejects(people.operators.beginSetup(input, FROM), code('too_many_attempts'));
});

test('a link ends after 24 hours, and when a newer one is made', async () => {
  await using people = await peopleFixture();
  const old = await link(people);
  const current = await link(people);
  const begin = (token: string) =>
    people.operators.beginSetup({ token, email: EMAIL, name: 'P', password: PASSWORD }, FROM);
  await assert.rejects(begin(old), code('setup_link_invalid'));
  await begin(current);
  people.clock.advance(24 * 3_600_000);
  await assert.rejects(begin(current), code('setup_link_invalid'));
});

test('an enrolment fits only the link it was made for, unchanged, within half an hour', async () => {
  await using people = await peopleFixture();
  const first = await link(people);
  const input = { email: EMAIL, name: 'P', password: PASSWORD };
  const begun = await people.operators.beginSetup({ ...input, token: first }, FROM);
  const second = await link(people);
  const confirm = (token: string, enrolment: string) =>
    people.operators.confirmSetup({ token, enrolment, code: codeNow(people, begun.totpSecret) }, FROM);
  await assert.rejects(confirm(second, begun.enrolment), code('setup_link_invalid'));
  await assert.rejects(confirm(second, 'AAAA'), code('setup_link_invalid'));
  const late = await people.operators.beginSetup({ ...input, token: second }, FROM);
  people.clock.advance(30 * 60_000);
  await assert.rejects(confirm(second, late.enrolment), code('setup_link_invalid'));
});

test('a bootstrapped sign-in is stepped up for fifteen minutes and is never prolonged', async () => {
  await using people = await peopleFixture();
  const made = await people.operators.bootstrap({ email: EMAIL, name: null, password: PASSWORD });
  assert.equal(made.signIn.person.name, 'priya');
  people.clock.advance(14 * 60_000);
  const used = await people.operators.authenticate(made.signIn.token);
  assert.equal(used?.stepUpUntil, people.clock.now() + 60_000);
  people.clock.advance(60_000);
  assert.equal(await people.operators.authenticate(made.signIn.token), null);
});

test('a weak password, a false address and an invisible name are refused before any work', async () => {
  await using people = await peopleFixture();
  const token = await link(people);
  const input = { token, email: EMAIL, name: 'Priya', password: PASSWORD };
  for (const wrong of [{ password: 'short' }, { email: 'nobody' }, { name: 'a\u202eb' }, { name: ' ' }]) {
    await assert.rejects(people.operators.beginSetup({ ...input, ...wrong }, FROM), code('invalid_request'));
  }
});
