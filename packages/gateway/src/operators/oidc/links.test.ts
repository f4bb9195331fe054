import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../kernel/fault.ts';
import { createAuthenticator } from '../authenticator.fixture.ts';
import { EMAIL, FROM, PASSWORD, type PeopleFixture } from '../people.fixture.ts';
import type { OpenedSignIn, SignedIn } from '../sign-ins.ts';
import { comeBack, withProvider } from './company.fixture.ts';
import type { Bent, Forger } from './forger.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;
/** Somebody whose address the provider checked, and which is the owner's here. */
const SAME_ADDRESS: Bent = { claims: { email: EMAIL, email_verified: true } };

async function owner(people: PeopleFixture): Promise<OpenedSignIn> {
  const { signIn } = await people.operators.bootstrap({ email: EMAIL, name: 'Priya', password: PASSWORD });
  return signIn;
}

async function go(
  { people, forger }: { people: PeopleFixture; forger: Forger },
  who: { linking?: SignedIn; current?: SignedIn | null } = {},
  bent: Bent = {},
) {
  const back = await comeBack(people, who);
  forger.bent = { ...bent, claims: { nonce: back.nonce, ...bent.claims } };
  return back.finish();
}

test('an equal address, checked by the provider, neither opens an account nor connects to it', async () => {
  await using stage = await withProvider();
  const mine = await owner(stage.people);
  await assert.rejects(go(stage, {}, SAME_ADDRESS), code('not_linked'));
  assert.deepEqual(await stage.people.operators.company.links(mine.person.id), []);
  assert.deepEqual(stage.people.told, []);
});

test('who is signed in connects their account, hears of it, and comes in by it from then on', async () => {
  await using stage = await withProvider({ roles: [], provision: false });
  const mine = await owner(stage.people);
  const { signIn } = await go(stage, { linking: mine });
  assert.equal(signIn, null, 'connecting opens no second sign-in');
  assert.deepEqual(stage.people.told, [[mine.person.id, 'company_connected']]);
  assert.equal((await stage.people.operators.company.links(mine.person.id)).length, 1);
  assert.equal((await go(stage)).signIn?.person.id, mine.person.id);
});

test('T53 what one sign-in began to connect counts for no other, nor for nobody, nor once it has ended', async () => {
  await using stage = await withProvider({ roles: [], provision: false });
  const { people } = stage;
  const mine = await owner(people);
  const second = await people.operators.recover({ email: EMAIL, code: 'x' }, FROM).catch(() => null);
  assert.equal(second, null);
  const elsewhere = await people.db.unit((tx) => people.operators.openFor(tx, mine.person.id, FROM));
  assert.ok(elsewhere);
  for (const current of [null, elsewhere])
    await assert.rejects(go(stage, { linking: mine, current }), code('provider_refused'));
  const back = await comeBack(people, { linking: elsewhere });
  await people.operators.signOut(elsewhere, FROM);
  const current = await people.operators.authenticate(elsewhere.token);
  assert.equal(current, null);
  await assert.rejects(
    people.operators.company.finish({ attempt: back.attempt, query: back.query, current }, FROM),
    code('provider_refused'),
  );
  assert.deepEqual(await people.operators.company.links(mine.person.id), []);
});

test('an account of the company belongs to one person here', async () => {
  await using stage = await withProvider();
  const mine = await owner(stage.people);
  await go(stage); // Jonas comes in by it as himself
  await assert.rejects(go(stage, { linking: mine }), code('not_linked'));
  assert.deepEqual(await stage.people.operators.company.links(mine.person.id), []);
});

test('disconnecting ends the other sign-ins, one of which may have come in by it, and is in the log', async () => {
  await using stage = await withProvider({ roles: [], provision: false });
  const { people } = stage;
  const mine = await owner(people);
  await go(stage, { linking: mine });
  const { signIn: byCompany } = await go(stage);
  await people.operators.company.unlink(mine, FROM);
  assert.equal(await people.operators.authenticate(byCompany?.token ?? ''), null);
  assert.notEqual(await people.operators.authenticate(mine.token), null);
  assert.equal(people.reports.at(-1)?.kind, 'operator.unlinked');
  assert.deepEqual(people.told.at(-1), [mine.person.id, 'company_disconnected']);
  await assert.rejects(go(stage), code('not_linked'));
  await assert.rejects(people.operators.company.unlink(mine, FROM), code('not_found'));
});

test('nobody disconnects the last thing they sign in by, also not beside a hand that removes the last passkey', async () => {
  await using stage = await withProvider();
  const { operators } = stage.people;
  const { signIn } = await go(stage);
  assert.ok(signIn);
  await assert.rejects(operators.company.unlink(signIn, FROM), code('last_factor'));
  const { ticket, options } = await operators.passkeys.offerAnother(signIn);
  const credential = createAuthenticator().register(options);
  const passkey = await operators.passkeys.add(signIn, { ticket, name: 'Phone', credential }, FROM);
  const both = await Promise.allSettled([
    operators.company.unlink(signIn, FROM),
    operators.passkeys.remove(signIn, passkey.id, FROM),
  ]);
  const { passkeys } = await operators.factorsOf(signIn.person.id);
  const links = await operators.company.links(signIn.person.id);
  assert.ok(passkeys + links.length > 0, 'one way in is left');
  assert.ok(both.some(({ status }) => status === 'rejected'));
});

test('what a provider says of itself is told before anybody signs in by it, and mistakes by name', async () => {
  await using stage = await withProvider();
  const { company } = stage.people.operators;
  const said = await company.describe('https://login.example.com');
  assert.deepEqual([said.pkce, said.namesItself], [true, true]);
  stage.forger.bent = { metadata: { issuer: 'https://login.example.com/tenant' } };
  await assert.rejects(company.describe('https://login.example.com'), /calls itself something else/);
  await assert.rejects(company.describe('https://nowhere.example'), /No provider answers/);
  await assert.rejects(company.describe('http://login.example.com'), code('invalid_request'));
});
