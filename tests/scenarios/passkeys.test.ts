import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import type { Page } from 'playwright-core';
import { send } from '../support/gateway.ts';
import { axeProblems, closeBrowser, watchedPage } from './console-stage.ts';
import { addAuthenticator, type DoorStage, openDoorStage } from './door-stage.ts';

after(closeBrowser);

/** Where pictures of the pages go, to be looked at; nowhere unless asked for. */
const SHOTS = process.env.AGENTPORT_SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

async function setUp(page: Page, stage: DoorStage): Promise<void> {
  await page.goto(stage.running.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Anna Brandt');
  await page.getByLabel('E-mail').fill('anna@example.com');
  await shoot(page, `setup-${page.viewportSize()?.width}`);
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  await shoot(page, `setup-codes-${page.viewportSize()?.width}`);
  await page.getByLabel('I saved them in a safe place').check();
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function askRefund(stage: DoorStage, token: string, amount: number): Promise<string> {
  const args = { charge: SEEDED.charge, amount, customer_id: SEEDED.marta };
  const headers = { authorization: `Bearer ${token}`, prefer: 'respond-async' };
  const asked = await send(stage.url, 'POST', '/stripe/create_refund', args, headers);
  assert.equal(asked.status, 202, asked.text);
  return asked.body.approval.id;
}

test('from the setup link by a passkey to a high risk approved by a passkey on a phone', async (t) => {
  const stage = await openDoorStage(t);
  const page = await watchedPage(t, { width: 390 });
  await addAuthenticator(page);
  await setUp(page, stage);
  const id = await askRefund(stage, await stage.agent(), 1_240);
  await page.getByText('1,240').or(page.getByText('€12.40')).first().waitFor();

  const began = Date.now();
  await page.goto(`${stage.url}/approvals/${id}`);
  const approve = page.getByRole('button', { name: 'Hold to approve' });
  await approve.waitFor();
  await shoot(page, 'approval-390');
  const box = await approve.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.getByText(/Sent \d/).waitFor();
  await page.mouse.up();
  const took = Date.now() - began;
  t.diagnostic(`${took} ms from opening the link to the outcome`);

  const approved = (await stage.entries()).find(({ kind }) => kind === 'approval.approved');
  const approver = approved?.entry.approver as { second_factor: string; passkey: string };
  assert.equal(approver.second_factor, 'passkey');
  assert.match(approver.passkey, /^pky_/);
});

test('T40 a cookie without its passkey approves nothing of high risk, however recent the sign-in', async (t) => {
  const stage = await openDoorStage(t);
  const page = await watchedPage(t);
  await addAuthenticator(page);
  await setUp(page, stage);
  const id = await askRefund(stage, await stage.agent(), 900);
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'agentport_sign_in');
  const headers = { cookie: `agentport_sign_in=${cookie?.value}`, origin: stage.url };
  const me = await send(stage.url, 'GET', '/api/v1/me', undefined, headers);
  assert.notEqual(me.body.step_up_until, null);
  const thief = { ...headers, 'x-agentport-csrf': me.body.csrf_token, 'user-agent': 'another machine' };
  const { body } = await send(stage.url, 'GET', `/api/v1/approvals/${id}`, undefined, headers);
  const { action_sha256, display_sha256 } = body;
  const answer = await send(
    stage.url,
    'POST',
    `/api/v1/approvals/${id}/approve`,
    { action_sha256, display_sha256 },
    thief,
  );
  assert.deepEqual([answer.status, answer.body.error.code], [403, 'step_up_required']);
});

test('signing in by passkey takes one press; a second passkey is added, renamed and the first removed', async (t) => {
  const stage = await openDoorStage(t);
  const page = await watchedPage(t);
  const device = await addAuthenticator(page);
  await setUp(page, stage);
  await page.goto(`${stage.url}/account`);
  await page.getByRole('button', { name: 'Rename' }).waitFor();
  await shoot(page, 'account-1280');
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();

  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await shoot(page, 'sign-in-1280');
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });

  await page.goto(`${stage.url}/account`);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('the only passkey you sign in by').waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Name of this passkey').fill('Blue key');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Blue key', { exact: true }).first().waitFor();
  await device.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: device.id });
  await addAuthenticator(page);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Remove Blue key' }).click();
  await page.getByRole('button', { name: 'Remove Blue key' }).waitFor({ state: 'detached' });
});

test('T46 after a passkey no other origin is opened', async (t) => {
  const stage = await openDoorStage(t);
  const page = await watchedPage(t);
  await addAuthenticator(page);
  await setUp(page, stage);
  await page.context().clearCookies();
  await page.goto(`${stage.url}/sign-in?next=${encodeURIComponent('https://evil.example/')}`);
  await page.getByRole('button', { name: 'Continue with a passkey' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).origin, stage.url);
});
