import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../kernel/fault.ts';
import { FROM, type PeopleFixture } from '../people.fixture.ts';
import { comeBack, LOCAL, SETTINGS, withProvider } from './company.fixture.ts';
import { type Bent, CLIENT_ID, type Forger, ISSUER } from './forger.fixture.ts';

const code = (expected: string) => (error: Fault) => error.code === expected;

/** The honest token carries the nonce of the attempt; a test bends the rest. */
async function signInBy(people: PeopleFixture, forger: Forger, bent: Bent = {}) {
  const back = await comeBack(people);
  forger.bent = { ...bent, claims: { nonce: back.nonce, ...bent.claims } };
  return back.finish();
}

async function nobodyCameIn(people: PeopleFixture): Promise<void> {
  assert.deepEqual(await people.db.read.selectFrom('sign_ins').select('id').execute(), []);
  assert.deepEqual((await people.operators.people.list({ limit: 200 })).items, []);
}

test('an honest answer lets a person in, with the role of their group', async () => {
  await using stage = await withProvider();
  const { signIn } = await signInBy(stage.people, stage.forger);
  assert.equal(signIn?.person.email, 'jonas@example.com');
  assert.equal(signIn?.person.role, 'approver');
});

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

const BENT: readonly (readonly [string, () => Bent])[] = [
  ['with another nonce', () => ({ claims: { nonce: 'of another attempt' } })],
  ['without a nonce', () => ({ claims: { nonce: undefined } })],
  ['for another client', () => ({ claims: { aud: 'another-client' } })],
  ['for us and another, given to the other', () => ({ claims: { aud: [CLIENT_ID, 'other'], azp: 'other' } })],
  ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['of an issuer that only looks alike', () => ({ claims: { iss: `${ISSUER}/` } })],
  ['that ran out', () => ({ claims: { iat: now() - 2 * HOUR, exp: now() - HOUR } })],
  ['without an end', () => ({ claims: { exp: undefined } })],
  ['that counts only tomorrow', () => ({ claims: { nbf: now() + 24 * HOUR } })],
  ['with alg none', () => ({ signedBy: 'none' })],
  ['signed by a key nobody published', () => ({ signedBy: 'other' })],
  ['signed by HMAC with the client secret', () => ({ signedBy: 'secret' })],
  ['signed by HMAC with the published key', () => ({ signedBy: 'public' })],
  [
    'whose key is somewhere else',
    () => ({ signedBy: 'other', header: { jku: 'https://evil.example/jwks' } }),
  ],
  ['without a subject', () => ({ claims: { sub: undefined } })],
  ['about one person, and user details of another', () => ({ userinfo: { sub: 'mallory' } })],
  ['that is missing', () => ({ token: { status: 200, body: { access_token: 'x', token_type: 'Bearer' } } })],
  ['for a code that was used before', () => ({ token: { status: 400, body: { error: 'invalid_grant' } } })],
];

for (const [what, bent] of BENT) {
  test(`T53 an ID token ${what} opens nothing`, async () => {
    await using stage = await withProvider();
    await assert.rejects(signInBy(stage.people, stage.forger, bent()), code('provider_refused'));
    await nobodyCameIn(stage.people);
    assert.equal(stage.people.reports.at(-1)?.kind, 'sign_in.refused');
    assert.ok(
      stage.forger.asked.every((address) => address.startsWith(ISSUER)),
      'nothing else is asked',
    );
  });
}

const QUERIES: readonly (readonly [string, (query: URLSearchParams) => void])[] = [
  ['with another state', (query) => query.set('state', 'of another')],
  ['without a state', (query) => query.delete('state')],
  ['with the state twice', (query) => query.append('state', 'again')],
  ['of another provider (mix-up)', (query) => query.set('iss', 'https://evil.example')],
  ['that does not name its provider', (query) => query.delete('iss')],
  ['without a code', (query) => query.delete('code')],
  ['that says no', (query) => query.set('error', 'access_denied')],
];

for (const [what, bend] of QUERIES) {
  test(`T53 an answer ${what} opens nothing, and no code is traded`, async () => {
    await using stage = await withProvider();
    const back = await comeBack(stage.people, {}, bend);
    stage.forger.bent = { claims: { nonce: back.nonce } };
    await assert.rejects(back.finish(), code('provider_refused'));
    await nobodyCameIn(stage.people);
    assert.ok(!stage.forger.asked.includes(`${ISSUER}/token`));
  });
}

test('T53 an attempt of another browser, one that ran out, and none at all open nothing', async () => {
  await using stage = await withProvider();
  const { people, forger } = stage;
  const { company } = people.operators;
  const mine = await comeBack(people);
  const other = await comeBack(people);
  forger.bent = { claims: { nonce: mine.nonce } };
  for (const attempt of [other.attempt, null, '', 'x'.repeat(5_000), Buffer.from('{}').toString('base64url')])
    await assert.rejects(
      company.finish({ attempt, query: mine.query, current: null }, FROM),
      code('provider_refused'),
    );
  people.clock.advance(10 * 60_000);
  await assert.rejects(mine.finish(), code('provider_refused'));
  await nobodyCameIn(people);
});

test('T53 one attempt opens once, also for two tabs at the same moment', async () => {
  await using stage = await withProvider();
  const back = await comeBack(stage.people);
  stage.forger.bent = { claims: { nonce: back.nonce } };
  const both = await Promise.allSettled([back.finish(), back.finish()]);
  assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(back.finish(), code('provider_refused'));
});

test('T53 a code that was begun at one provider is never traded at the one set since', async () => {
  await using stage = await withProvider();
  const { people, forger } = stage;
  const back = await comeBack(people);
  forger.bent = { claims: { nonce: back.nonce } };
  await people.operators.company.change({ ...SETTINGS, issuer: 'https://new.example' }, 'other', LOCAL);
  await assert.rejects(back.finish(), code('provider_refused'));
  assert.ok(!forger.asked.some((address) => address.endsWith('/token')));
});

const ADDRESSES: readonly (readonly [string, Bent])[] = [
  ['is not checked', { claims: { email_verified: false } }],
  ['is not said to be checked', { claims: { email_verified: undefined } }],
  ['is checked only in words', { claims: { email_verified: 'true' } }],
  [
    'is one person’s, and the check is of another address',
    { claims: { email: 'ceo@example.com', email_verified: undefined }, userinfo: { email_verified: true } },
  ],
];

for (const [what, bent] of ADDRESSES) {
  test(`an address that ${what} makes nobody a person here`, async () => {
    await using stage = await withProvider();
    await assert.rejects(signInBy(stage.people, stage.forger, bent), code('not_linked'));
    await nobodyCameIn(stage.people);
  });
}
