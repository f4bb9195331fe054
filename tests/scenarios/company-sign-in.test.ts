import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { request } from 'undici';
import { send } from '../support/gateway.ts';
import { CLIENT, startProvider, type TestProvider } from '../support/oidc-provider.ts';
import { closeBrowser, watchedPage } from './console-stage.ts';
import { type DoorStage, openDoorStage } from './door-stage.ts';

after(closeBrowser);

const LOCAL = { actor: 'local-administrator', from: { address: null, userAgent: null } };
const OWNER = { email: 'owner@example.com', name: 'Owner', password: 'a long enough test password' };

interface Company {
  readonly stage: DoorStage;
  readonly provider: TestProvider;
}

async function company(
  t: TestContext,
  change: { provision?: boolean; domains?: string[]; vouched?: string[] } = {},
): Promise<Company> {
  const stage = await openDoorStage(t);
  await stage.running.gateway.operators.bootstrap(OWNER);
  const provider = await startProvider(`${stage.url}/sign-in/company`);
  t.after(() => provider.close());
  provider.accounts.set('jonas', {
    email: 'jonas@nordlicht.example',
    emailVerified: true,
    groups: ['approvers'],
  });
  const settings = {
    issuer: provider.issuer,
    clientId: CLIENT.id,
    label: 'Nordlicht',
    scopes: [],
    groupsClaim: 'groups',
    roles: [
      { group: 'approvers', role: 'approver' as const },
      { group: 'leads', role: 'admin' as const },
    ],
    domains: change.domains ?? [],
    provision: change.provision ?? true,
    secondFactor: change.vouched ?? [],
  };
  await stage.running.gateway.operators.company.change(settings, CLIENT.secret, LOCAL);
  return { stage, provider };
}

async function atProvider(page: Page, account: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(account);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function signIn({ stage }: Company, page: Page, account = 'jonas', next = '/agents'): Promise<void> {
  await page.goto(`${stage.url}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole('button', { name: 'Continue with Nordlicht' }).click();
  await atProvider(page, account);
}

async function me(page: Page, stage: DoorStage) {
  const [cookie] = (await page.context().cookies(stage.url)).filter(
    ({ name }) => name === 'agentport_sign_in',
  );
  return send(stage.url, 'GET', '/api/v1/me', undefined, { cookie: `agentport_sign_in=${cookie?.value}` });
}

/** Begins a sign-in without a browser and walks the provider's pages until it sends back. */
async function begun({ stage }: Company) {
  const answer = await send(
    stage.url,
    'POST',
    '/api/v1/sign-ins/company',
    { next: '/' },
    { origin: stage.url },
  );
  assert.equal(answer.status, 200, answer.text);
  const cookie = [answer.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ');
  return { location: answer.body.location as string, cookie };
}

const finish = ({ stage }: Company, query: string, cookie: string) =>
  send(stage.url, 'POST', '/api/v1/sign-ins/company/finish', { query }, { cookie, origin: stage.url });

test('a person whom the company knows comes in with the role of their group, and without a second factor', async (t) => {
  const here = await company(t);
  const page = await watchedPage(t);
  await signIn(here, page);
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  const { body } = await me(page, here.stage);
  assert.equal(body.person.email, 'jonas@nordlicht.example');
  assert.equal(body.person.role, 'approver');
  assert.equal(body.step_up_until, null);
  const started = (await here.stage.entries()).find(({ kind }) => kind === 'sign_in.started');
  assert.match(JSON.stringify(started?.entry.details), /"by":"provider"/);
});

test('a group that was taken away lowers the role at the next sign-in; without any group nobody comes in', async (t) => {
  const here = await company(t);
  const account = here.provider.accounts.get('jonas');
  assert.ok(account);
  account.groups = ['approvers', 'leads'];
  const first = await watchedPage(t);
  await signIn(here, first);
  await first.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  assert.equal((await me(first, here.stage)).body.person.role, 'admin');

  account.groups = ['approvers'];
  const second = await watchedPage(t);
  await signIn(here, second);
  await second.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  assert.equal((await me(first, here.stage)).body.person.role, 'approver');

  account.groups = [];
  const third = await watchedPage(t);
  await signIn(here, third);
  await third.getByText('no group or domain of yours is let in').waitFor();
  assert.equal((await me(first, here.stage)).status, 401);
});

test('an e-mail address never finds an account: its owner connects it while signed in', async (t) => {
  const here = await company(t);
  here.provider.accounts.set('mallory', { email: OWNER.email, emailVerified: true, groups: ['leads'] });
  const page = await watchedPage(t);
  await signIn(here, page, 'mallory');
  await page.getByText('sign in another way and connect it under You').waitFor();
  assert.equal((await me(page, here.stage)).status, 401);
});

test('an address that was not checked, or of another domain, lets nobody in', async (t) => {
  const here = await company(t, { domains: ['nordlicht.example'] });
  here.provider.accounts.set('fake', {
    email: 'x@nordlicht.example',
    emailVerified: false,
    groups: ['leads'],
  });
  here.provider.accounts.set('other', { email: 'x@evil.example', emailVerified: true, groups: ['leads'] });
  for (const account of ['fake', 'other']) {
    const page = await watchedPage(t);
    await signIn(here, page, account);
    await page.getByText('no group or domain of yours is let in').waitFor();
  }
});

test('T53 a code handed in again, in another browser or with another state opens nothing', async (t) => {
  const here = await company(t);
  const page = await watchedPage(t);
  const mine = await begun(here);
  // the page hands the answer in by itself, in a browser that began nothing: that opens nothing and costs nothing
  const back = page.waitForRequest((asked) => new URL(asked.url()).pathname === '/sign-in/company');
  await page.goto(mine.location);
  await atProvider(page, 'jonas');
  const query = new URL((await back).url()).search.slice(1);
  await page.getByRole('heading', { name: 'Not signed in' }).waitFor();

  const refused = async (text: string, cookie: string) => {
    const answer = await finish(here, text, cookie);
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'provider_refused'], answer.text);
    assert.doesNotMatch(String(answer.headers['set-cookie']), /agentport_sign_in=ap_/);
  };
  const other = await begun(here);
  await refused(query, ''); // login CSRF: a browser that began nothing
  await refused(query, other.cookie); // begun, but another attempt
  const params = new URLSearchParams(query);
  params.set('state', 'of another');
  await refused(params.toString(), mine.cookie);
  const mixed = new URLSearchParams(query);
  mixed.set('iss', 'https://evil.example');
  await refused(mixed.toString(), mine.cookie); // mix-up of issuers
  assert.equal((await finish(here, query, mine.cookie)).status, 200);
  await refused(query, mine.cookie);
});

test('T53 the challenge, state and nonce are fresh each time, and the way back is exactly ours', async (t) => {
  const here = await company(t);
  const [one, two] = [new URL((await begun(here)).location), new URL((await begun(here)).location)];
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.notEqual(one.searchParams.get(name), two.searchParams.get(name), name);
  assert.equal(one.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(one.searchParams.get('redirect_uri'), `${here.stage.url}/sign-in/company`);
  one.searchParams.set('redirect_uri', 'https://evil.example/');
  const answer = await request(one);
  await answer.body.dump();
  assert.equal(answer.statusCode, 400);
});

test('T46 after the company no other origin is opened', async (t) => {
  const here = await company(t);
  const page = await watchedPage(t);
  await signIn(here, page, 'jonas', 'https://evil.example/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForURL(`${here.stage.url}/`);
});
