import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Page } from 'playwright-core';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import { until } from '../support/until.ts';
import { addAuthenticator, type DoorStage } from './door-stage.ts';

/** What people and programs do between an empty gateway and an approved call, each by what they see. */

export const PHONE = { width: 390, height: 844 };
const SHOTS = process.env.AGENTPORT_SHOTS;

/** A picture of the page, to be looked at; nowhere unless asked for. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** The setup link, and a passkey. @returns the device that keeps it */
export async function setUpByPasskey(page: Page, stage: DoorStage): Promise<Authenticator> {
  const device = await addAuthenticator(page);
  await aboutYou(page, stage);
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await keepCodes(page);
  return device;
}

type Authenticator = Awaited<ReturnType<typeof addAuthenticator>>;

/** A phone of the same person: signed in as this browser is, with the passkey that was synced to it. */
export async function phoneOf(page: Page, device: Authenticator | null): Promise<Page> {
  const phone = await page.context().newPage();
  await phone.setViewportSize(PHONE);
  if (device === null) return phone;
  const { cdp, id: authenticatorId } = await addAuthenticator(phone);
  const { credentials } = await device.cdp.send('WebAuthn.getCredentials', { authenticatorId: device.id });
  for (const credential of credentials)
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
  return phone;
}

/** The setup link, a password and an authenticator app. @returns the app: a code for so many steps of 30 s ahead */
export async function setUpByCode(
  page: Page,
  stage: DoorStage,
  clock: { now(): number },
): Promise<(ahead: number) => string> {
  await aboutYou(page, stage);
  await page.getByRole('button', { name: 'Use a password and an authenticator app instead' }).click();
  await page.getByLabel('Password').fill('a long enough test password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  const shown = (await page.getByText(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/).textContent()) ?? '';
  const secret = fromBase32(shown.replaceAll(' ', ''));
  const code = (ahead: number) => totpCode(secret, totpStep(clock.now()) + ahead);
  await page.getByLabel('The code it shows now').fill(code(0));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await keepCodes(page);
  return code;
}

async function aboutYou(page: Page, stage: DoorStage): Promise<void> {
  await page.goto(stage.running.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Anna Brandt');
  await page.getByLabel('E-mail').fill('anna@example.com');
}

async function keepCodes(page: Page): Promise<void> {
  await page.getByLabel('I saved them in a safe place').check();
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('heading', { name: 'Nothing waits', level: 1 }).waitFor();
}

/** The sandbox's Stripe, by its key, in three presses; the key is tried before the sheet says that it works. */
export async function connectStripe(page: Page, { url, sandbox }: DoorStage): Promise<void> {
  await page.goto(`${url}/connections`);
  await page.getByRole('button', { name: 'Connect Stripe' }).click();
  await page.getByLabel('Key', { exact: true }).fill(sandbox.stripe.credential);
  await page.getByText('Name and address').click();
  await page.getByLabel('Base URL').fill(sandbox.stripe.url);
  await page.getByRole('button', { name: 'Connect and try the key' }).click();
  await page.getByRole('heading', { name: 'Stripe is connected' }).waitFor();
  await page.getByText('It works.').waitFor();
  assert.equal(sandbox.stripe.recorder.count({ method: 'POST', path: '/v1/refunds' }), 0);
}

/** @returns its token, read where the console shows it this one time */
export async function createAgent(page: Page, { url }: DoorStage, name = 'billing-helper'): Promise<string> {
  await page.goto(`${url}/agents`);
  await page.getByRole('button', { name: 'Add an agent' }).first().click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Add and show its token' }).click();
  const shown = await page
    .getByText(/AGENTPORT_TOKEN=ap_agent_/)
    .first()
    .textContent();
  const token = /ap_agent_[A-Za-z0-9_-]+/.exec(shown ?? '')?.[0];
  assert.ok(token);
  return token;
}

export interface Asking {
  /** what the client was answered, once it was */
  readonly answer: Promise<string>;
  /** the same call again, as a client does whose patience ended before a person answered */
  repeat(): Promise<string>;
}

/** A real MCP client that calls one tool and waits for its answer. */
export async function callByMcp(
  t: TestContext,
  { url }: DoorStage,
  token: string,
  call: { readonly name: string; readonly arguments: Record<string, unknown> },
): Promise<Asking> {
  const client = new Client({ name: 'billing-helper', version: '1' });
  t.after(() => client.close());
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === call.name));
  const repeat = async () => {
    const { content } = await client.callTool(call);
    return (content as { text?: string }[]).map(({ text = '' }) => text).join('\n');
  };
  const answer = repeat();
  // a failed test closes the client under the call
  answer.catch(() => undefined);
  return { answer, repeat };
}

/** A high risk: it moves money. */
export const refund = (amount: number) => ({
  name: 'stripe__create_refund',
  arguments: { charge: SEEDED.charge, amount, customer_id: SEEDED.marta },
});

export interface OpenInbox {
  /** path of the one request, once it appeared by itself */
  appears(title: RegExp): Promise<string>;
  /** it has left by itself */
  isEmpty(): Promise<void>;
}

/** The inbox, opened once: whatever is seen in it later came without loading it again. */
export async function openInbox(page: Page, { url }: DoorStage): Promise<OpenInbox> {
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: 'Nothing waits' }).waitFor();
  await page.evaluate('window.loadedOnce = true');
  const notLoadedAgain = async () => assert.equal(await page.evaluate('window.loadedOnce'), true);
  return {
    async appears(title) {
      const row = page.getByRole('link', { name: title });
      await row.waitFor();
      await notLoadedAgain();
      return (await row.getAttribute('href')) ?? '';
    },
    async isEmpty() {
      await page.getByRole('heading', { level: 1, name: 'Nothing waits' }).waitFor();
      await notLoadedAgain();
    },
  };
}

/** Presses for as long as the button wants, as a thumb does. */
export async function holdToApprove(phone: Page): Promise<void> {
  const approve = phone.getByRole('button', { name: 'Hold to approve' });
  await approve.waitFor();
  const box = await approve.boundingBox();
  assert.ok(box);
  assert.ok(box.y > PHONE.height / 2, 'within reach of a thumb');
  await phone.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await phone.mouse.down();
}

/** Who answered and how they showed that it was them, once that is in the log. */
export async function recordedAnswer(stage: DoorStage): Promise<{ second_factor: string }> {
  const { approver } = await until(
    async () => (await stage.entries()).find(({ kind }) => kind === 'approval.approved')?.entry,
    { deadlineMs: 15_000, stepMs: 20, what: 'the recorded decision' },
  );
  return approver as { second_factor: string };
}

/** What every way ends with: the phone shows the outcome, the client has the result, and Stripe was asked once. */
export async function wasSentOnce(
  { sandbox }: DoorStage,
  phone: Page,
  answer: () => Promise<string>,
  amount: number,
): Promise<void> {
  await phone.getByText(/Sent \d/).waitFor();
  await phone.mouse.up();
  assert.match(await answer(), new RegExp(`"amount":\\s?${amount}\\b`));
  assert.equal(sandbox.stripe.recorder.count({ method: 'POST', path: '/v1/refunds' }), 1);
}
