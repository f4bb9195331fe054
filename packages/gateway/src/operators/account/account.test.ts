import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../kernel/fault.ts';
import { createAuthenticator } from '../authenticator.fixture.ts';
import type { SignedIn } from '../index.ts';
import {
  codeNow,
  EMAIL,
  FROM,
  nextCode,
  PASSWORD,
  type PeopleFixture,
  peopleFixture,
} from '../people.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;
const kinds = ({ reports }: PeopleFixture) => reports.map(({ kind }) => kind);

/** The first person, by password and authenticator app. */
async function first(people: PeopleFixture) {
  const made = await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });
  const again = await people.operators.signIn(
    { email: EMAIL, password: PASSWORD, code: nextCode(people, made.totpSecret) },
    FROM,
  );
  return { ...made, elsewhere: made.signIn, signIn: again };
}

/** Once the minutes of the last second factor are over. */
async function stale(people: PeopleFixture, signedIn: { token: string }): Promise<SignedIn> {
  people.clock.advance(6 * 60_000);
  const found = await people.operators.authenticate(signedIn.token);
  assert.ok(found);
  return found;
}

test('a new authenticator app counts from its first code on; the old one opens nothing any more', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const mine = await first(people);
  const begun = await operators.beginAuthenticator(mine.signIn);
  assert.match(begun.totpUri, /^otpauth:\/\/totp\/AgentPort:priya%40example\.com\?secret=/);
  await operators.stepUp(mine.elsewhere, nextCode(people, mine.totpSecret), FROM); // the old one goes on till then
  const confirmed = codeNow(people, begun.totpSecret);
  await operators.confirmAuthenticator(mine.signIn, { enrolment: begun.enrolment, code: confirmed }, FROM);
  await assert.rejects(
    operators.stepUp(mine.signIn, nextCode(people, mine.totpSecret), FROM),
    code('second_factor_invalid'),
  );
  await operators.stepUp(mine.signIn, nextCode(people, begun.totpSecret), FROM);
  assert.ok(kinds(people).includes('operator.totp_changed'));
  assert.deepEqual(people.told.at(-1), [mine.signIn.person.id, 'authenticator_changed']);
});

test('T42 the code that confirmed a new app opens nothing afterwards', async () => {
  await using people = await peopleFixture();
  const mine = await first(people);
  const begun = await people.operators.beginAuthenticator(mine.signIn);
  const used = codeNow(people, begun.totpSecret);
  await people.operators.confirmAuthenticator(mine.signIn, { enrolment: begun.enrolment, code: used }, FROM);
  await assert.rejects(people.operators.stepUp(mine.signIn, used, FROM), code('second_factor_invalid'));
});

test('T39 a new app ends every other sign-in at once, for the phone that is lost may be signed in', async () => {
  await using people = await peopleFixture();
  const mine = await first(people);
  const ended: string[] = [];
  people.operators.onSignOut((id) => ended.push(id));
  const begun = await people.operators.beginAuthenticator(mine.signIn);
  const input = { enrolment: begun.enrolment, code: codeNow(people, begun.totpSecret) };
  await people.operators.confirmAuthenticator(mine.signIn, input, FROM);
  assert.deepEqual(ended, [mine.elsewhere.signInId]);
  assert.equal(await people.operators.authenticate(mine.elsewhere.token), null);
  assert.notEqual(await people.operators.authenticate(mine.signIn.token), null);
});

test('T40 a cookie without a recent second factor changes no app, before or between the two steps', async () => {
  await using people = await peopleFixture();
  const mine = await first(people);
  const begun = await people.operators.beginAuthenticator(mine.signIn);
  const later = await stale(people, mine.signIn);
  await assert.rejects(people.operators.beginAuthenticator(later), code('step_up_required'));
  const input = { enrolment: begun.enrolment, code: codeNow(people, begun.totpSecret) };
  await assert.rejects(people.operators.confirmAuthenticator(later, input, FROM), code('step_up_required'));
});

test('what was begun counts once, for ten minutes, and for the sign-in that began it', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const mine = await first(people);
  const wrong = await operators.beginAuthenticator(mine.signIn);
  await assert.rejects(
    operators.confirmAuthenticator(mine.signIn, { enrolment: wrong.enrolment, code: '000 000' }, FROM),
    code('second_factor_invalid'),
  );
  const elsewhere = { enrolment: wrong.enrolment, code: codeNow(people, wrong.totpSecret) };
  await assert.rejects(
    operators.confirmAuthenticator(mine.elsewhere, elsewhere, FROM),
    code('invalid_request'),
  );
  await operators.confirmAuthenticator(mine.signIn, elsewhere, FROM);
  await assert.rejects(operators.confirmAuthenticator(mine.signIn, elsewhere, FROM), code('invalid_request'));
  const slow = await operators.beginAuthenticator(mine.signIn);
  people.clock.advance(10 * 60_000);
  const stepped = await operators.stepUp(mine.signIn, codeNow(people, wrong.totpSecret), FROM);
  const late = { enrolment: slow.enrolment, code: codeNow(people, slow.totpSecret) };
  await assert.rejects(operators.confirmAuthenticator(stepped, late, FROM), code('invalid_request'));
});

test('new recovery codes replace all earlier ones, and each opens once', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const mine = await first(people);
  const [old = ''] = mine.recoveryCodes;
  const codes = await operators.renewRecoveryCodes(mine.signIn, FROM);
  assert.equal(new Set(codes).size, 10);
  assert.equal((await operators.factorsOf(mine.signIn.person.id)).recoveryCodes, 10);
  await assert.rejects(operators.stepUp(mine.signIn, old, FROM), code('second_factor_invalid'));
  const stepped = await operators.stepUp(mine.signIn, codes[0] ?? '', FROM);
  await assert.rejects(operators.stepUp(stepped, codes[0] ?? '', FROM), code('second_factor_invalid'));
  assert.deepEqual(people.told.at(-1), [mine.signIn.person.id, 'recovery_codes_changed']);
  for (const text of codes)
    assert.ok(!JSON.stringify(people.reports).includes(text), 'a code is in no entry of the log');
});

test('a person hears of every change to how they prove who they are', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const { signIn: mine } = await first(people);
  const { ticket, options } = await operators.passkeys.offerAnother(mine);
  const credential = createAuthenticator().register(options);
  const { id } = await operators.passkeys.add(mine, { ticket, name: 'Key', credential }, FROM);
  await operators.passkeys.rename(mine, id, 'Blue key', FROM);
  await operators.passkeys.remove(mine, id, FROM);
  await operators.changePassword(mine, { current: PASSWORD, password: 'another plainly long phrase' }, FROM);
  assert.deepEqual(
    people.told.map(([, what]) => what),
    ['passkey_added', 'passkey_renamed', 'passkey_removed', 'password_changed'],
  );
  assert.ok(people.told.every(([who]) => who === mine.person.id));
});
