import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../kernel/fault.ts';
import type { OpenedSignIn } from './index.ts';
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

async function withPerson(people: PeopleFixture): Promise<{ secret: string; recovery: readonly string[] }> {
  const made = await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });
  return { secret: made.totpSecret, recovery: made.recoveryCodes };
}

async function signedIn(people: PeopleFixture, secret: string): Promise<OpenedSignIn> {
  const input = { email: EMAIL, password: PASSWORD, code: nextCode(people, secret) };
  return people.operators.signIn(input, FROM);
}

test('password and code open a sign-in that counts as stepped up for five minutes', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const opened = await signedIn(people, secret);
  assert.equal(opened.person.email, EMAIL);
  assert.equal(opened.stepUpUntil - people.clock.now(), 5 * 60_000);
  const again = await people.operators.authenticate(opened.token);
  assert.equal(again?.csrfToken, opened.csrfToken);
  assert.deepEqual(people.reports.at(-1)?.kind, 'sign_in.started');
});

test('T44 unknown account and wrong password do the same work and get the same answer', async () => {
  await using people = await peopleFixture();
  await withPerson(people);
  const attempt = (email: string) =>
    people.operators.signIn({ email, password: 'wrong but long enough', code: '000000' }, FROM).then(
      () => assert.fail('must be refused'),
      (error: Fault) => ({ code: error.code, message: error.message, work: people.passwords.verified() }),
    );
  const wrong = await attempt(EMAIL);
  const unknown = await attempt('nobody@example.com');
  assert.deepEqual([wrong.code, wrong.message], [unknown.code, unknown.message]);
  assert.deepEqual([wrong.work, unknown.work], [1, 2]);
});

test('a missing code is asked for only after the password was right', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const attempt = (password: string) => people.operators.signIn({ email: EMAIL, password, code: null }, FROM);
  await assert.rejects(attempt('wrong but long enough'), code('sign_in_failed'));
  for (let round = 0; round < 10; round++)
    await assert.rejects(attempt(PASSWORD), code('second_factor_required'));
  await signedIn(people, secret);
});

test('T42 one code opens once: sequentially, at the same moment, and for step-up', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const input = { email: EMAIL, password: PASSWORD, code: codeNow(people, secret) };
  const results = await Promise.allSettled([1, 2, 3].map(() => people.operators.signIn(input, FROM)));
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  assert.equal(opened.length, 1);
  await assert.rejects(people.operators.signIn(input, FROM), code('second_factor_invalid'));
  const [first] = opened;
  assert.ok(first);
  await assert.rejects(
    people.operators.stepUp(first, ` ${input.code} `, FROM),
    code('second_factor_invalid'),
  );
  await assert.rejects(people.operators.confirmOnce(first, input.code, FROM), code('second_factor_invalid'));
});

test('a recovery code stands in for the app, once', async () => {
  await using people = await peopleFixture();
  const { recovery } = await withPerson(people);
  const input = { email: EMAIL, password: PASSWORD, code: recovery[3]?.toUpperCase() ?? '' };
  await people.operators.signIn(input, FROM);
  assert.equal(people.reports.at(-1)?.details?.second_factor, 'recovery_code');
  await assert.rejects(people.operators.signIn(input, FROM), code('second_factor_invalid'));
});

test('T43 every spelling of an account meets the same lock, which grows and then opens', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const spellings = [
    EMAIL,
    ' PRIYA@example.com',
    'priya@EXAMPLE.com ',
    'priya@example.com\u200b',
    'ｐriya@example.com',
  ];
  for (const [index, email] of spellings.entries()) {
    const from = { address: `192.0.2.${index + 10}`, userAgent: null };
    const input = { email, password: 'wrong but long enough', code: null };
    await assert.rejects(people.operators.signIn(input, from), code('sign_in_failed'));
  }
  const right = { email: 'Priya@Example.com', password: PASSWORD, code: codeNow(people, secret) };
  const locked = await people.operators.signIn(right, FROM).catch((error: Fault) => error);
  assert.deepEqual((locked as Fault).details, { retry_after_s: 15 });
  people.clock.advance(15_000);
  const wrong = people.operators.signIn({ ...right, password: 'wrong but long enough' }, FROM);
  await assert.rejects(wrong, code('sign_in_failed'));
  people.clock.advance(15_001);
  await assert.rejects(people.operators.signIn(right, FROM), code('too_many_attempts'));
  people.clock.advance(15_000);
  await people.operators.signIn({ ...right, code: nextCode(people, secret) }, FROM);
});

test('T43 guesses sent at the same moment are counted before any is judged', async () => {
  await using people = await peopleFixture();
  await withPerson(people);
  const input = { email: EMAIL, password: 'wrong but long enough', code: null };
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => people.operators.signIn(input, FROM)),
  );
  const judged = results.filter((result) => (result as { reason: Fault }).reason.code === 'sign_in_failed');
  assert.equal(judged.length, 5);
  assert.equal(people.passwords.verified(), 5);
});

test('a browser that signed in before gets in while others guess at the account and from the same address', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const { person } = await signedIn(people, secret);
  const knownBrowser = people.operators.knownBrowser(person);
  const wrong = { email: EMAIL, password: 'wrong but long enough', code: null };
  for (let round = 0; round < 5; round++) await assert.rejects(people.operators.signIn(wrong, FROM));
  const right = { email: EMAIL, password: PASSWORD, code: nextCode(people, secret) };
  const locked = { ...wrong, knownBrowser: `${knownBrowser.slice(0, -4)}AAAA` };
  for (let round = 0; round < 5; round++) {
    await assert.rejects(people.operators.signIn(wrong, FROM), () => true);
  }
  await assert.rejects(
    people.operators.signIn({ ...right, knownBrowser: null }, FROM),
    code('too_many_attempts'),
  );
  await assert.rejects(people.operators.signIn(locked, FROM), code('too_many_attempts'));
  const elsewhere = people.operators.knownBrowser({ ...person, email: 'other@example.com' });
  await assert.rejects(
    people.operators.signIn({ ...right, knownBrowser: elsewhere }, FROM),
    code('too_many_attempts'),
  );
  assert.equal(people.reports.findLast(({ kind }) => kind === 'sign_in.started')?.details?.new_browser, true);
  await people.operators.signIn({ ...right, knownBrowser }, FROM);
  assert.equal(people.reports.at(-1)?.details?.new_browser, false, 'the log says that it was known');
});

test('T43 a known browser has a lock of its own, however its cookie is spelt', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const { person } = await signedIn(people, secret);
  const knownBrowser = people.operators.knownBrowser(person);
  const wrong = { email: EMAIL, password: 'wrong but long enough', code: null };
  const spellings = [
    knownBrowser,
    `${knownBrowser}=`,
    `${knownBrowser}==`,
    ` ${knownBrowser}`,
    `${knownBrowser}\n`,
  ];
  for (const spelling of spellings) {
    await assert.rejects(
      people.operators.signIn({ ...wrong, knownBrowser: spelling }, FROM),
      code('sign_in_failed'),
    );
  }
  await assert.rejects(people.operators.signIn({ ...wrong, knownBrowser }, FROM), code('too_many_attempts'));
});

test('one address may try many accounts only so often', async () => {
  await using people = await peopleFixture();
  await withPerson(people);
  const attempt = (index: number) =>
    people.operators.signIn({ email: `person${index}@example.com`, password: 'x', code: null }, FROM);
  for (let index = 0; index < 20; index++) await assert.rejects(attempt(index), code('sign_in_failed'));
  await assert.rejects(attempt(20), code('too_many_attempts'));
});

test('guessing codes in a signed-in session is slowed down, and outsiders cannot cause it', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const opened = await signedIn(people, secret);
  const outside = { email: EMAIL, password: 'wrong but long enough', code: null };
  for (let round = 0; round < 5; round++) await assert.rejects(people.operators.signIn(outside, FROM));
  await assert.rejects(people.operators.signIn(outside, FROM), code('too_many_attempts'));
  await people.operators.confirmOnce(opened, nextCode(people, secret), FROM);
  for (let round = 0; round < 5; round++) {
    await assert.rejects(people.operators.stepUp(opened, '000000', FROM), code('second_factor_invalid'));
  }
  await assert.rejects(
    people.operators.stepUp(opened, codeNow(people, secret), FROM),
    code('too_many_attempts'),
  );
});

test('T39 step-up gives a new token and ends the old one at once', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const opened = await signedIn(people, secret);
  people.clock.advance(6 * 60_000);
  const rotated = await people.operators.stepUp(opened, nextCode(people, secret), FROM);
  assert.notEqual(rotated.token, opened.token);
  assert.notEqual(rotated.csrfToken, opened.csrfToken);
  assert.equal(rotated.signInId, opened.signInId);
  assert.equal(await people.operators.authenticate(opened.token), null);
  assert.equal(
    (await people.operators.authenticate(rotated.token))?.stepUpUntil,
    people.clock.now() + 300_000,
  );
});

test('T39 a sign-in that was signed out opens nothing, steps up nothing and tells its listeners', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const opened = await signedIn(people, secret);
  const ended: string[] = [];
  people.operators.onSignOut((id) => ended.push(id));
  await people.operators.signOut(opened, FROM);
  assert.deepEqual(ended, [opened.signInId]);
  assert.equal(await people.operators.authenticate(opened.token), null);
  assert.equal(await people.operators.isAlive(opened.signInId), false);
  await assert.rejects(
    people.operators.stepUp(opened, nextCode(people, secret), FROM),
    code('unauthenticated'),
  );
});

test('a sign-in ends after twelve idle hours, and after seven days however much it is used', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const idle = await signedIn(people, secret);
  const busy = await signedIn(people, secret);
  const hour = 3_600_000;
  for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
    assert.notEqual(await people.operators.authenticate(busy.token), null, `after ${hours} hours`);
    people.clock.advance(6 * hour);
  }
  assert.equal(await people.operators.authenticate(idle.token), null);
  people.clock.advance(6 * hour);
  assert.equal(await people.operators.authenticate(busy.token), null);
});

test('a suspended person is signed out everywhere', async () => {
  await using people = await peopleFixture();
  const { secret } = await withPerson(people);
  const opened = await signedIn(people, secret);
  await people.db.unit((tx) => tx.updateTable('operators').set({ status: 'suspended' }).execute());
  assert.equal(await people.operators.authenticate(opened.token), null);
  assert.equal(await people.operators.isAlive(opened.signInId), false);
});

test('neither the database nor the log holds a password, code, cookie or CSRF token', async () => {
  await using people = await peopleFixture();
  const { secret, recovery } = await withPerson(people);
  const opened = await signedIn(people, secret);
  const rows = [
    await people.db.read.selectFrom('operators').select(['password_hash']).execute(),
    await people.db.read.selectFrom('sign_ins').selectAll().execute(),
    await people.db.read.selectFrom('recovery_codes').selectAll().execute(),
    people.reports,
  ];
  const text = JSON.stringify(rows);
  for (const value of [PASSWORD, opened.token, opened.csrfToken, ...recovery])
    assert.ok(!text.includes(value));
});
