import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../kernel/fault.ts';
import { type Authenticator, createAuthenticator } from '../authenticator.fixture.ts';
import type { SignedIn } from '../index.ts';
import { comeBack, withProvider } from '../oidc/company.fixture.ts';
import { EMAIL, FROM, nextCode, PASSWORD, type PeopleFixture, peopleFixture } from '../people.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;
const totpOf = async ({ operators }: PeopleFixture, { person }: SignedIn) =>
  (await operators.factorsOf(person.id)).totp;

/** The first person, by password and authenticator app. */
const first = ({ operators }: PeopleFixture) =>
  operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });

async function addPasskey({ operators }: PeopleFixture, mine: SignedIn): Promise<[Authenticator, string]> {
  const { ticket, options } = await operators.passkeys.offerAnother(mine);
  const device = createAuthenticator();
  const credential = device.register(options);
  return [device, (await operators.passkeys.add(mine, { ticket, name: 'Key', credential }, FROM)).id];
}

test('whoever has a passkey removes the app; its codes open nothing, the passkey signs in and steps up', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const { signIn: mine, totpSecret } = await first(people);
  const [device] = await addPasskey(people, mine);
  await operators.removeAuthenticator(mine, FROM);
  assert.equal(await totpOf(people, mine), false);
  const input = { email: EMAIL, password: PASSWORD, code: nextCode(people, totpSecret) };
  await assert.rejects(operators.signIn(input, FROM), code('second_factor_invalid'));
  await assert.rejects(
    operators.stepUp(mine, nextCode(people, totpSecret), FROM),
    code('second_factor_invalid'),
  );
  const offer = await operators.passkeys.offerSignIn();
  const again = await operators.passkeys.signIn(
    { ticket: offer.ticket, credential: device.answer(offer.options) },
    FROM,
  );
  const { ticket, options } = await operators.passkeys.offerStepUp(again);
  const stepped = await operators.passkeys.stepUp(
    again,
    { ticket, credential: device.answer(options) },
    FROM,
  );
  assert.ok(stepped.stepUpUntil > people.clock.now());
});

test('removing it is in the log and is told to the person', async () => {
  await using people = await peopleFixture();
  const { signIn: mine } = await first(people);
  await addPasskey(people, mine);
  await people.operators.removeAuthenticator(mine, FROM);
  assert.equal(people.reports.at(-1)?.kind, 'operator.totp_removed');
  assert.equal(people.reports.at(-1)?.requester_address, FROM.address);
  assert.deepEqual(people.told.at(-1), [mine.person.id, 'authenticator_removed']);
});

test('T39 removing it ends every other sign-in at once, for the phone may be signed in', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const { signIn: elsewhere, totpSecret } = await first(people);
  const input = { email: EMAIL, password: PASSWORD, code: nextCode(people, totpSecret) };
  const mine = await operators.signIn(input, FROM);
  await addPasskey(people, mine);
  const ended: string[] = [];
  operators.onSignOut((id) => ended.push(id));
  await operators.removeAuthenticator(mine, FROM);
  assert.deepEqual(ended, [elsewhere.signInId]);
  assert.equal(await operators.authenticate(elsewhere.token), null);
  assert.notEqual(await operators.authenticate(mine.token), null);
});

test('the last second factor is not removed, nor an app that is not there', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const { signIn: mine } = await first(people);
  await assert.rejects(operators.removeAuthenticator(mine, FROM), code('last_factor'));
  assert.equal(await totpOf(people, mine), true);
  assert.deepEqual(people.told, []);
  await addPasskey(people, mine);
  await operators.removeAuthenticator(mine, FROM);
  await assert.rejects(operators.removeAuthenticator(mine, FROM), code('not_found'));
});

test('of two hands that remove the app and the last passkey, one is refused', async () => {
  await using people = await peopleFixture();
  const { operators } = people;
  const { signIn: mine } = await first(people);
  const [, id] = await addPasskey(people, mine);
  const both = await Promise.allSettled([
    operators.removeAuthenticator(mine, FROM),
    operators.passkeys.remove(mine, id, FROM),
  ]);
  assert.equal(both.filter(({ status }) => status === 'rejected').length, 1);
  const { totp, passkeys } = await operators.factorsOf(mine.person.id);
  assert.equal(Number(totp) + passkeys, 1, 'one second factor is left');
});

test('the company’s sign-in stands in for the app only where it counts as a second factor', async () => {
  const left = { roles: [], provision: false };
  for (const [secondFactor, allowed] of [
    [[], false],
    [['mfa'], true],
  ] as const) {
    await using stage = await withProvider({ ...left, secondFactor });
    const { people, forger } = stage;
    const { signIn: mine } = await first(people);
    await assert.rejects(people.operators.removeAuthenticator(mine, FROM), code('last_factor'));
    const back = await comeBack(people, { linking: mine });
    forger.bent = { claims: { nonce: back.nonce } };
    await back.finish();
    const removing = people.operators.removeAuthenticator(mine, FROM);
    if (allowed) await removing;
    else await assert.rejects(removing, code('last_factor'));
    assert.equal(await totpOf(people, mine), !allowed);
  }
});
