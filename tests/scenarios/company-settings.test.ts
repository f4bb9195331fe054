import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CLIENT, startProvider } from '../support/oidc-provider.ts';
import { axeProblems, closeBrowser, watchedPage } from './console-stage.ts';
import { type DoorStage, openDoorStage } from './door-stage.ts';

after(closeBrowser);

/** Where pictures of the pages go, to be looked at; nowhere unless asked for. */
const SHOTS = process.env.AGENTPORT_SHOTS;
const OWNER = { email: 'owner@example.com', name: 'Anna Brandt', password: 'a long enough test password' };

async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const path = `${SHOTS}/${name}-${page.viewportSize()?.width}-${colorScheme}.png`;
    await page.screenshot({ path, fullPage: true });
  }
}

async function signedIn(t: TestContext, stage: DoorStage, width: number, token: string): Promise<Page> {
  const page = await watchedPage(t, { width });
  await page.context().addCookies([{ name: 'agentport_sign_in', value: token, url: stage.url }]);
  return page;
}

async function atProvider(page: Page, account: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(account);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

for (const width of [1280, 390]) {
  test(`an owner sets the company’s provider, connects their account, comes in by it and takes both back (${width} px)`, async (t) => {
    const stage = await openDoorStage(t);
    const { operators } = stage.running.gateway;
    const made = await operators.bootstrap(OWNER);
    const provider = await startProvider(`${stage.url}/sign-in/company`);
    t.after(() => provider.close());
    // the address is the owner's: that it is the same must connect nothing by itself
    provider.accounts.set('anna', { email: OWNER.email, emailVerified: true, groups: ['platform-leads'] });
    const page = await signedIn(t, stage, width, made.signIn.token);

    await page.goto(`${stage.url}/settings`);
    const security = page.getByRole('region', { name: 'Sign-in by your company' });
    await security.getByRole('button', { name: 'Connect a provider…' }).click();
    const form = page.getByRole('dialog', { name: 'Sign-in by your company' });
    await form.getByText(`${stage.url}/sign-in/company`).waitFor();
    await form.getByLabel('Issuer').fill('http://127.0.0.1:9');
    await form.getByRole('button', { name: 'Try it' }).click();
    await form.getByText('No provider answers at this address').waitFor();
    await form.getByLabel('Issuer').fill(provider.issuer);
    await form.getByRole('button', { name: 'Try it' }).click();
    await form.getByText('It answers. It knows PKCE.').waitFor();
    await form.getByLabel('Client ID').fill(CLIENT.id);
    await form.getByLabel('Client secret').fill(CLIENT.secret);
    await form.getByLabel('The button says').fill('Nordlicht');
    await shoot(page, 'company-form');
    assert.deepEqual(await axeProblems(page), []);
    await form.getByRole('button', { name: 'Save' }).click();
    await security.getByText('Given here, by hand').waitFor();
    await shoot(page, 'settings');
    assert.deepEqual(await axeProblems(page), []);
    assert.doesNotMatch(await page.content(), new RegExp(CLIENT.secret));

    const visitor = await watchedPage(t, { width });
    await visitor.goto(`${stage.url}/sign-in`);
    await visitor.getByRole('button', { name: 'Continue with Nordlicht' }).click();
    await atProvider(visitor, 'anna');
    await visitor.getByText('sign in another way and connect it under You').waitFor();

    await page.goto(`${stage.url}/account`);
    const own = page.getByRole('region', { name: 'Company account' });
    await own.getByText('Not connected.').waitFor();
    await own.getByRole('button', { name: 'Connect it' }).click();
    await atProvider(page, 'anna');
    await own.getByText(provider.issuer).waitFor();
    await shoot(page, 'account-company');
    assert.deepEqual(await axeProblems(page), []);

    await visitor.goto(`${stage.url}/sign-in?next=/agents`);
    await visitor.getByRole('button', { name: 'Continue with Nordlicht' }).click();
    await visitor.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();

    await own.getByRole('button', { name: 'Disconnect it' }).click();
    await own.getByText('Not connected.').waitFor();
    await visitor.goto(`${stage.url}/agents`);
    await visitor.getByRole('heading', { name: 'Sign in' }).waitFor();

    await page.goto(`${stage.url}/settings`);
    await security.getByRole('button', { name: 'Remove…' }).click();
    await security.getByRole('button', { name: 'Remove it' }).click();
    await security.getByRole('button', { name: 'Connect a provider…' }).waitFor();
    const kinds = (await stage.entries()).map(({ kind }) => kind);
    for (const kind of ['sign_in.provider_changed', 'operator.linked', 'operator.unlinked'])
      assert.ok(kinds.includes(kind), kind);
  });
}

test('who may not change how people sign in does not see it, and is refused it', async (t) => {
  const stage = await openDoorStage(t);
  const { operators, db } = stage.running.gateway;
  const made = await operators.bootstrap(OWNER);
  await db.unit((tx) => tx.updateTable('operators').set({ role: 'admin' }).execute());
  const page = await signedIn(t, stage, 1280, made.signIn.token);
  await page.goto(`${stage.url}/settings`);
  await page.getByRole('region', { name: 'Channels' }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'Sign-in by your company' }).count(), 0);
  const status = await page.evaluate(`fetch('/api/v1/sign-in-provider').then((answer) => answer.status)`);
  assert.equal(status, 403);
});
