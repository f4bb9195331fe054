import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CODE, PASSWORD } from '../../packages/console/dev/fake-state.ts';
import { closeBrowser, type Stage, stage } from './console-stage.ts';

after(closeBrowser);

async function signIn({ page }: Stage): Promise<void> {
  await page.getByLabel('E-mail').fill('anna@nordlicht.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Code from your authenticator app').fill(CODE);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a cold link to a request leads through the sign-in and back to it', async (t) => {
  const scene = await stage(t, { signedIn: false, width: 390 });
  await scene.open('/approvals/apr_plain0invoice');
  await scene.page.getByRole('heading', { name: 'Sign in to answer' }).waitFor();
  await signIn(scene);
  await scene.page.getByRole('heading', { name: 'Send an invoice of €380.00 to Tomasz Nowak' }).waitFor();
  assert.equal(new URL(scene.page.url()).pathname, '/approvals/apr_plain0invoice');
});

test('T46 after the sign-in no other origin and no script is opened', async (t) => {
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const scene = await stage(t, { signedIn: false });
    await scene.open(`/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(scene);
    await scene.page.getByRole('heading', { name: /requests wait/ }).waitFor();
    assert.equal(scene.page.url(), `${scene.fake.url}/`, next);
  }
});

test('a wrong password says what is wrong and keeps what was typed', async (t) => {
  const scene = await stage(t, { signedIn: false });
  await scene.open('/sign-in');
  await scene.page.getByLabel('E-mail').fill('anna@nordlicht.example');
  await scene.page.getByLabel('Password').fill('not this one');
  await scene.page.getByLabel('Code from your authenticator app').fill(CODE);
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('E-mail, password or code do not fit.').waitFor();
  assert.equal(await scene.page.getByLabel('E-mail').inputValue(), 'anna@nordlicht.example');
});

test('a sign-in that ended elsewhere leads to the door, not to an empty page', async (t) => {
  const scene = await stage(t);
  await scene.open('/agents');
  await scene.page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  scene.fake.state.signedIn = false;
  // the page may notice by itself, with its next look at the gateway, and be gone before the click
  const door = scene.page.getByRole('heading', { name: 'Sign in' });
  const click = scene.page.getByRole('link', { name: 'Policy' }).click();
  await Promise.race([click.catch(() => door.waitFor()), door.waitFor()]);
  await door.waitFor();
});

test('the setup link becomes a person: its token leaves the address bar, codes are shown once and must be saved', async (t) => {
  const scene = await stage(t, { signedIn: false });
  const { page } = scene;
  await scene.open('/setup#ap_setup_fake_token');
  await page.getByLabel('Your name').fill('Anna Brandt');
  assert.equal(page.url(), `${scene.fake.url}/setup`);
  await page.getByRole('button', { name: 'Use a password and an authenticator app instead' }).click();
  await page.getByLabel('E-mail').fill('anna@nordlicht.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await page.locator('svg[role=img] path').waitFor({ state: 'attached' });
  await page.getByLabel('The code it shows now').fill(CODE);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  assert.equal(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count(), 10);
  assert.equal(await page.getByRole('button', { name: 'Open the console' }).isDisabled(), true);
  await page.getByLabel('I saved them in a safe place').check();
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('heading', { name: /requests wait/ }).waitFor();
});

test('a change that needs a second factor asks for it once and then happens', async (t) => {
  const scene = await stage(t);
  scene.fake.state.me = { ...scene.fake.state.me, step_up_until: null };
  await scene.open('/agents');
  await scene.page.getByRole('button', { name: 'Add an agent' }).click();
  await scene.page.getByLabel('Name').fill('night-shift');
  await scene.page.getByRole('button', { name: 'Add and show its token' }).click();
  await scene.page.getByLabel('Code from your authenticator app').fill(CODE);
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('AGENTPORT_TOKEN=ap_agent_fake').waitFor();
  assert.deepEqual(
    scene.fake.state.changes.map((change) => change.route),
    ['stepUp', 'createAgent'],
  );
});
