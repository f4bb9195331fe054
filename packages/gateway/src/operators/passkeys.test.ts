import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../kernel/fault.ts';
import { type Authenticator, type Bent, createAuthenticator } from './authenticator.fixture.ts';
import type { OpenedSignIn, SignedIn } from './index.ts';
import { EMAIL, FROM, PASSWORD, type PeopleFixture, peopleFixture } from './people.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;
const WHAT = { approvalId: 'apr_1', actionSha256: 'a'.repeat(64), displaySha256: 'b'.repeat(64) };

/** The first person, by passkey alone. */
async function bySetup(people: PeopleFixture) {
  const link = await people.operators.createSetupLink();
  const token = link?.token ?? '';
  const offer = await people.operators.beginPasskeySetup({ token, email: EMAIL, name: 'Priya' }, FROM);
  const device = createAuthenticator();
  const { enrolment, ticket } = offer;
  const input = { token, enrolment, ticket, name: 'Phone', credential: device.register(offer.options) };
  const done = await people.operators.confirmPasskeySetup(input, FROM);
  return { device, input, ...done };
}

async function signIn(people: PeopleFixture, device: Authenticator, bent?: Bent): Promise<OpenedSignIn> {
  const { ticket, options } = await people.operators.passkeys.offerSignIn();
  return people.operators.passkeys.signIn({ ticket, credential: device.answer(options, bent) }, FROM);
}

async function add(people: PeopleFixture, signedIn: SignedIn, device = createAuthenticator(), name = 'Key') {
  const { ticket, options } = await people.operators.passkeys.offerAnother(signedIn);
  const input = { ticket, name, credential: device.register(options) };
  return { device, input, passkey: await people.operators.passkeys.add(signedIn, input, FROM) };
}

test('the first person begins with a passkey alone, and signs in by it with a second factor that counts', async () => {
  await using people = await peopleFixture();
  const { device, signIn: first, recoveryCodes } = await bySetup(people);
  assert.equal(recoveryCodes.length, 10);
  assert.ok(first.stepUpUntil > people.clock.now());
  const opened = await signIn(people, device);
  assert.equal(opened.person.email, EMAIL);
  assert.ok(opened.stepUpUntil > people.clock.now());
  assert.equal(people.reports.at(-1)?.details?.second_factor, 'passkey');
  assert.equal(people.reports.at(-1)?.details?.new_browser, true);
  const offer = await people.operators.passkeys.offerSignIn();
  const answer = { ticket: offer.ticket, credential: device.answer(offer.options) };
  const from = { ...FROM, knownBrowser: people.operators.knownBrowser(opened.person) };
  await people.operators.passkeys.signIn(answer, from);
  assert.equal(people.reports.at(-1)?.details?.new_browser, false);
  assert.deepEqual(await people.operators.factorsOf(opened.person.id), {
    password: false,
    totp: false,
    passkeys: 1,
    recoveryCodes: 10,
  });
});

test('T102 a setup link is used up by the passkey it made, and a passkey made twice is refused', async () => {
  await using people = await peopleFixture();
  const { input } = await bySetup(people);
  await assert.rejects(people.operators.confirmPasskeySetup(input, FROM), code('already_set_up'));
});

test('T41 an answer opens once, in order and at the same moment', async () => {
  await using people = await peopleFixture();
  const { device } = await bySetup(people);
  const { ticket, options } = await people.operators.passkeys.offerSignIn();
  const answer = { ticket, credential: device.answer(options) };
  const tries = await Promise.allSettled([1, 2, 3].map(() => people.operators.passkeys.signIn(answer, FROM)));
  assert.equal(tries.filter((one) => one.status === 'fulfilled').length, 1);
  await assert.rejects(people.operators.passkeys.signIn(answer, FROM), code('passkey_invalid'));
});

for (const [what, bent] of Object.entries({
  'another origin': { origin: 'https://evil.example' },
  'another relying party': { rpId: 'evil.example' },
  'a person who was not verified': { verified: false },
  'another challenge': { challenge: Buffer.alloc(32, 1).toString('base64url') },
  'the handle of another person': { userHandle: Buffer.from('opr_other').toString('base64url') },
} satisfies Record<string, Bent>)) {
  test(`T41 an answer for ${what} opens nothing`, async () => {
    await using people = await peopleFixture();
    const { device } = await bySetup(people);
    await assert.rejects(signIn(people, device, bent), code('passkey_invalid'));
    await signIn(people, device);
  });
}

test('T41 a counter that goes back, as a copied key shows, opens nothing', async () => {
  await using people = await peopleFixture();
  const { device } = await bySetup(people);
  await signIn(people, device, { counter: 7 });
  await assert.rejects(signIn(people, device, { counter: 7 }), code('passkey_invalid'));
  await assert.rejects(signIn(people, device, { counter: 3 }), code('passkey_invalid'));
  await signIn(people, device, { counter: 8 });
});

test('T41 an answer counts for two minutes', async () => {
  await using people = await peopleFixture();
  const { device } = await bySetup(people);
  const { ticket, options } = await people.operators.passkeys.offerSignIn();
  const credential = device.answer(options);
  people.clock.advance(2 * 60_000);
  await assert.rejects(
    people.operators.passkeys.signIn({ ticket, credential }, FROM),
    code('passkey_invalid'),
  );
});

test('T41 a signature for one action approves no other, by no other sign-in, and only once', async () => {
  await using people = await peopleFixture();
  const { device, signIn: mine } = await bySetup(people);
  const { passkeys } = people.operators;
  const other = await signIn(people, device);
  const { ticket, options } = await passkeys.offerApproval(mine, WHAT);
  const answer = { ticket, credential: device.answer(options) };
  for (const changed of [
    { ...WHAT, approvalId: 'apr_2' },
    { ...WHAT, actionSha256: 'c'.repeat(64) },
    { ...WHAT, displaySha256: 'c'.repeat(64) },
  ])
    await assert.rejects(passkeys.confirmApproval(mine, changed, answer, FROM), code('passkey_invalid'));
  await assert.rejects(passkeys.confirmApproval(other, WHAT, answer, FROM), code('passkey_invalid'));
  await assert.rejects(passkeys.stepUp(mine, answer, FROM), code('passkey_invalid'));
  const [passkey] = await passkeys.list(mine);
  assert.equal(await passkeys.confirmApproval(mine, WHAT, answer, FROM), passkey?.id);
  await assert.rejects(passkeys.confirmApproval(mine, WHAT, answer, FROM), code('passkey_invalid'));
});

test('T41 a passkey that is not the person’s steps nobody up', async () => {
  await using people = await peopleFixture();
  const { signIn: priya } = await bySetup(people);
  const stranger = createAuthenticator();
  const { ticket, options } = await people.operators.passkeys.offerStepUp(priya);
  stranger.register({ user: { id: Buffer.from(priya.person.id).toString('base64url') }, rp: {} } as never);
  const answer = { ticket, credential: stranger.answer(options) };
  await assert.rejects(people.operators.passkeys.stepUp(priya, answer, FROM), code('passkey_invalid'));
});

test('T39 stepping up by a passkey gives a new token and ends the old one', async () => {
  await using people = await peopleFixture();
  const { device, signIn: mine } = await bySetup(people);
  const { ticket, options } = await people.operators.passkeys.offerStepUp(mine);
  const answer = { ticket, credential: device.answer(options) };
  const rotated = await people.operators.passkeys.stepUp(mine, answer, FROM);
  assert.equal(await people.operators.authenticate(mine.token), null);
  assert.ok((await people.operators.authenticate(rotated.token)) !== null);
});

test('T43 whoever fails with passkeys, from the same place or for the same person, keeps nobody out', async () => {
  await using people = await peopleFixture();
  const { device } = await bySetup(people);
  const stranger = createAuthenticator();
  for (let round = 0; round < 25; round++)
    await assert.rejects(signIn(people, stranger), (error: Fault) =>
      ['passkey_invalid', 'too_many_attempts'].includes(error.code),
    );
  const refused = people.reports.filter(({ kind }) => kind === 'sign_in.refused').length;
  assert.ok(refused <= 20, `${refused} entries`);
  await signIn(people, device);
});

test('the last thing a person signs in by cannot be removed, also not by two hands at once', async () => {
  await using people = await peopleFixture();
  const { signIn: mine, device } = await bySetup(people);
  const { passkeys } = people.operators;
  const [only] = await passkeys.list(mine);
  await assert.rejects(passkeys.remove(mine, only?.id ?? '', FROM), code('last_factor'));
  const second = await add(people, mine);
  const both = await Promise.allSettled([
    passkeys.remove(mine, only?.id ?? '', FROM),
    passkeys.remove(mine, second.passkey.id, FROM),
  ]);
  assert.equal(both.filter((one) => one.status === 'fulfilled').length, 1);
  await assert.rejects(signIn(people, device), code('passkey_invalid'));
  await signIn(people, second.device);
});

test('with password and authenticator app the only passkey may go', async () => {
  await using people = await peopleFixture();
  const { signIn: mine } = await people.operators.bootstrap({
    email: EMAIL,
    name: 'Priya',
    password: PASSWORD,
  });
  const { passkey } = await add(people, mine);
  const renamed = await people.operators.passkeys.rename(mine, passkey.id, 'Blue key', FROM);
  assert.equal(renamed.name, 'Blue key');
  await people.operators.passkeys.remove(mine, passkey.id, FROM);
  assert.deepEqual(await people.operators.passkeys.list(mine), []);
});

test('a passkey is added to its person once, and made for another challenge not at all', async () => {
  await using people = await peopleFixture();
  const { signIn: mine } = await bySetup(people);
  const { input, device } = await add(people, mine);
  await assert.rejects(people.operators.passkeys.add(mine, input, FROM), code('passkey_invalid'));
  const { ticket, options } = await people.operators.passkeys.offerAnother(mine);
  const again = { ticket, name: 'Copy', credential: device.register(options) };
  await assert.rejects(people.operators.passkeys.add(mine, again, FROM), code('passkey_invalid'));
  const bent = createAuthenticator().register(options, { verified: false });
  await assert.rejects(
    people.operators.passkeys.add(mine, { ticket, name: 'Unverified', credential: bent }, FROM),
    code('passkey_invalid'),
  );
});

test('T43 a lost passkey: one recovery code opens the door, once, and the second steps up', async () => {
  await using people = await peopleFixture();
  const { recoveryCodes } = await bySetup(people);
  const [first = '', second = ''] = recoveryCodes;
  await assert.rejects(
    people.operators.recover({ email: 'nobody@example.com', code: first }, FROM),
    code('sign_in_failed'),
  );
  const opened = await people.operators.recover({ email: ` ${EMAIL.toUpperCase()}`, code: first }, FROM);
  assert.ok(opened.stepUpUntil <= people.clock.now());
  await assert.rejects(people.operators.recover({ email: EMAIL, code: first }, FROM), code('sign_in_failed'));
  const stepped = await people.operators.stepUp(opened, second, FROM);
  assert.ok(stepped.stepUpUntil > people.clock.now());
});

test('T42 whoever has a password cannot sign in by a recovery code alone', async () => {
  await using people = await peopleFixture();
  const made = await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });
  const [recovery = ''] = made.recoveryCodes;
  await assert.rejects(
    people.operators.recover({ email: EMAIL, code: recovery }, FROM),
    code('sign_in_failed'),
  );
  await people.operators.stepUp(made.signIn, recovery, FROM);
});

test('T44 a person without a password is refused as an unknown one is, after the same work', async () => {
  await using people = await peopleFixture();
  await bySetup(people);
  for (const password of ['none', '', PASSWORD])
    await assert.rejects(
      people.operators.signIn({ email: EMAIL, password, code: '000000' }, FROM),
      code('sign_in_failed'),
    );
  assert.equal(people.passwords.verified(), 3);
});
