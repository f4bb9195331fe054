import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import { axeProblems, closeBrowser, watchedPage } from './console-stage.ts';
import { addAuthenticator, type DoorStage, openDoorStage } from './door-stage.ts';

after(closeBrowser);

/** Where pictures of the pages go, to be looked at; nowhere unless asked for. */
const SHOTS = process.env.AGENTPORT_SHOTS;
const OWNER = { email: 'owner@example.com', name: 'Anna Brandt', password: 'a long enough test password' };

const codeAt = (secret: string, ahead: number) => totpCode(fromBase32(secret), totpStep(Date.now()) + ahead);

async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({
      path: `${SHOTS}/${name}-${page.viewportSize()?.width}-${scheme}.png`,
      fullPage: true,
    });
  }
}

/** A person with password and app, signed in, on the page of their account. */
async function atAccount(t: TestContext, width: number) {
  const stage = await openDoorStage(t);
  const made = await stage.running.gateway.operators.bootstrap(OWNER);
  const page = await watchedPage(t, { width });
  const { token: value } = made.signIn;
  await page.context().addCookies([{ name: 'agentport_sign_in', value, url: stage.url }]);
  await page.goto(`${stage.url}/account`);
  await page.getByRole('region', { name: 'Authenticator app' }).waitFor();
  return { stage, page, ...made };
}

const kindsOf = async (stage: DoorStage) => (await stage.entries()).map(({ kind }) => kind);

for (const width of [1280, 390]) {
  test(`a person renews their app and their recovery codes, and hears what counts now (${width} px)`, async (t) => {
    const { stage, page } = await atAccount(t, width);
    const app = page.getByRole('region', { name: 'Authenticator app' });
    await shoot(page, 'account');
    await app.getByRole('button', { name: 'Use another app' }).click();
    await app.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    await shoot(page, 'account-app');
    assert.deepEqual(await axeProblems(page), []);
    const secret = (await app.locator('pre').innerText()).replaceAll(' ', '');
    await app.getByLabel('The code it shows now').fill('000000');
    await app.getByRole('button', { name: 'Confirm' }).click();
    await app.getByText('This code does not fit the new app').waitFor();
    await app.getByLabel('The code it shows now').fill(codeAt(secret, 0));
    await app.getByRole('button', { name: 'Confirm' }).click();
    await app.getByText('The new app counts from now on').waitFor();

    const codes = page.getByRole('region', { name: 'Recovery codes' });
    await codes.getByRole('button', { name: 'Make new codes' }).click();
    await codes.getByText('They are shown now and never again').waitFor();
    assert.equal(await codes.getByRole('listitem').count(), 10);
    await shoot(page, 'account-codes');
    assert.deepEqual(await axeProblems(page), []);
    await codes.getByRole('button', { name: 'I saved them' }).click();
    await codes.getByText('10 recovery codes are left').waitFor();
    const kinds = await kindsOf(stage);
    for (const kind of ['operator.totp_changed', 'operator.recovery_codes_changed'])
      assert.ok(kinds.includes(kind), kind);
  });
}

test('a passkey is added, renamed and removed, each with an entry in the log', async (t) => {
  const { stage, page } = await atAccount(t, 1280);
  await addAuthenticator(page);
  const passkeys = page.getByRole('region', { name: 'Passkeys' });
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await passkeys.getByRole('button', { name: 'Rename' }).click();
  await passkeys.getByLabel('Name of this passkey').fill('Blue key');
  await passkeys.getByRole('button', { name: 'Save' }).click();
  await passkeys.getByText('Blue key').first().waitFor();
  await passkeys.getByRole('button', { name: 'Remove Blue key' }).click();
  await passkeys.getByText('No passkey yet').waitFor();
  const kinds = await kindsOf(stage);
  for (const what of ['added', 'renamed', 'removed'])
    assert.ok(kinds.includes(`operator.passkey_${what}`), what);
});

test('T40 once the minutes are over, each of these asks for the second factor again', async (t) => {
  const { stage, page, recoveryCodes } = await atAccount(t, 1280);
  await stage.running.gateway.db.unit((tx) => tx.updateTable('sign_ins').set({ step_up_until: 0 }).execute());
  const codes = page.getByRole('region', { name: 'Recovery codes' });
  await codes.getByRole('button', { name: 'Make new codes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Show that it is you' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await codes.getByText('10 recovery codes are left').waitFor();
  await page.getByRole('button', { name: 'Use another app' }).click();
  await dialog.getByLabel('Code from your authenticator app').fill(recoveryCodes[0] ?? '');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
});

for (const width of [1280, 390]) {
  test(`an app is removed once a passkey stands in, and sign-in and step-up go on by it (${width} px)`, async (t) => {
    const { stage, page } = await atAccount(t, width);
    await addAuthenticator(page);
    const app = page.getByRole('region', { name: 'Authenticator app' });
    const remove = app.getByRole('button', { name: 'Remove it' });
    assert.equal(await remove.isDisabled(), true);
    await app.getByText('It is your only second factor').waitFor();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await app.getByText('It is your only second factor').waitFor({ state: 'detached' });
    await remove.click();
    const question = page.getByRole('dialog', { name: 'Remove your authenticator app?' });
    await question.getByText('You confirm by passkey from now on').waitFor();
    await shoot(page, 'account-remove-app');
    assert.deepEqual(await axeProblems(page), []);
    await question.getByRole('button', { name: 'Remove' }).click();
    await app.getByText('The app is removed').waitFor();
    await app.getByText('Not set up').waitFor();
    await shoot(page, 'account-no-app');
    assert.ok((await kindsOf(stage)).includes('operator.totp_removed'));

    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Continue with a passkey' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
    const { db } = stage.running.gateway;
    await db.unit((tx) => tx.updateTable('sign_ins').set({ step_up_until: 0 }).execute());
    await page.goto(`${stage.url}/account`);
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page.getByRole('button', { name: 'Confirm with your passkey' }).click();
    await page.getByText('They are shown now and never again').waitFor();
  });
}

test('at the next look a person without mail is told that a recovery code was used, until they have seen it', async (t) => {
  const { stage, page, recoveryCodes } = await atAccount(t, 390);
  const history = page.getByRole('region', { name: 'What happened to your account' });
  await history.getByText('Nothing yet.').waitFor();
  const elsewhere = { address: '198.51.100.9', userAgent: 'another machine' };
  const { email, password } = OWNER;
  const [code = ''] = recoveryCodes;
  await stage.running.gateway.operators.signIn({ email, password, code }, elsewhere);
  await page.goto(`${stage.url}/agents`);
  const news = page.getByText('A recovery code was used');
  await news.waitFor();
  await shoot(page, 'account-news');
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  await history.getByText('from 198.51.100.9').waitFor();
  await shoot(page, 'account-history');
  await page.goto(`${stage.url}/agents`);
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  assert.equal(await news.count(), 0);
});
