import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SLACK_SEEDED, type SlackService, startSlack } from '@agentport/sandbox';
import type { Page } from 'playwright-core';
import { CLIENT, startProvider } from '../support/oidc-provider.ts';
import { runningClock } from '../support/running-clock.ts';
import { pressInSlack } from '../support/slack-press.ts';
import { until } from '../support/until.ts';
import { axeProblems, closeBrowser, watchedPage } from './console-stage.ts';
import { addAuthenticator, type DoorStage, openBareStage } from './door-stage.ts';
import {
  callByMcp,
  connectStripe,
  createAgent,
  holdToApprove,
  openInbox,
  PHONE,
  phoneOf,
  recordedAnswer,
  refund,
  setUpByCode,
  setUpByPasskey,
  shoot,
  wasSentOnce,
} from './from-nothing.fixture.ts';

after(closeBrowser);

/** A second factor is not asked for again that long. */
const CODE_COUNTS_MS = 5 * 60_000;

test('from nothing by a passkey: set up, connect Stripe, add an agent; its MCP client asks, a thumb on a phone approves, the client gets the result', async (t) => {
  const stage = await openBareStage(t);
  const page = await watchedPage(t);
  const device = await setUpByPasskey(page, stage);
  await connectStripe(page, stage);
  const token = await createAgent(page, stage);
  const inbox = await openInbox(page, stage);
  const asking = await callByMcp(t, stage, token, refund(1_240));
  const link = await inbox.appears(/Refund/);
  await shoot(page, 'from-nothing-inbox');

  const phone = await phoneOf(page, device);
  const began = Date.now();
  await phone.goto(stage.url + link);
  await holdToApprove(phone);
  const answer = await recordedAnswer(stage);
  t.diagnostic(`${Date.now() - began} ms from opening the link to the recorded decision of a high risk`);
  await wasSentOnce(stage, phone, () => asking.answer, 1_240);
  await shoot(phone, 'from-nothing-outcome');
  assert.equal(answer.second_factor, 'passkey');
  await inbox.isEmpty();
  assert.deepEqual(await axeProblems(phone), []);
});

test('from nothing by password and authenticator app: a cold link on a phone leads through the sign-in, and a code approves', async (t) => {
  const clock = runningClock();
  const stage = await openBareStage(t, {}, clock);
  const page = await watchedPage(t);
  const code = await setUpByCode(page, stage, clock);
  await connectStripe(page, stage);
  const token = await createAgent(page, stage);
  const inbox = await openInbox(page, stage);
  const asking = await callByMcp(t, stage, token, refund(1_241));
  const link = await inbox.appears(/Refund/);

  const phone = await watchedPage(t, { width: PHONE.width });
  await phone.goto(stage.url + link);
  await phone.getByLabel('E-mail').fill('anna@example.com');
  await phone.getByLabel('Password').fill('a long enough test password');
  await phone.getByLabel('Code from your authenticator app').fill(code(1));
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await phone.getByRole('heading', { level: 1, name: /Refund/ }).waitFor();
  clock.advance(CODE_COUNTS_MS + 1_000);

  const began = Date.now();
  await phone.goto(stage.url + link);
  await holdToApprove(phone);
  await phone.getByLabel('Code from your authenticator app').fill(code(0));
  await phone.mouse.up();
  await phone.getByRole('button', { name: 'Approve', exact: true }).click();
  const answer = await recordedAnswer(stage);
  t.diagnostic(`${Date.now() - began} ms from opening the link to the recorded decision of a high risk`);
  await wasSentOnce(stage, phone, asking.repeat, 1_241);
  assert.equal(answer.second_factor, 'totp');
  await inbox.isEmpty();
});

test('from nothing by a company account: a colleague comes in by a real provider on a phone, adds a passkey, and approves by it', async (t) => {
  const stage = await openBareStage(t);
  const page = await watchedPage(t);
  await setUpByPasskey(page, stage);
  await connectStripe(page, stage);
  const token = await createAgent(page, stage);
  const provider = await startProvider(`${stage.url}/sign-in/company`);
  t.after(() => provider.close());
  provider.accounts.set('jonas', {
    email: 'jonas@nordlicht.example',
    emailVerified: true,
    groups: ['approvers'],
  });
  await stage.running.gateway.operators.company.change(
    {
      issuer: provider.issuer,
      clientId: CLIENT.id,
      label: 'Nordlicht',
      scopes: [],
      groupsClaim: 'groups',
      roles: [{ group: 'approvers', role: 'approver' }],
      domains: [],
      provision: true,
      secondFactor: [],
    },
    CLIENT.secret,
    { actor: 'local-administrator', from: { address: null, userAgent: null } },
  );
  const inbox = await openInbox(page, stage);
  const asking = await callByMcp(t, stage, token, refund(1_242));
  const link = await inbox.appears(/Refund/);

  const phone = await watchedPage(t, { width: PHONE.width });
  await addAuthenticator(phone);
  await phone.goto(stage.url + link);
  await phone.getByRole('button', { name: 'Continue with Nordlicht' }).click();
  await phone.getByPlaceholder('Enter any login').fill('jonas');
  await phone.getByPlaceholder('and password').fill('anything');
  await phone.getByRole('button', { name: 'Sign-in' }).click();
  await phone.getByRole('button', { name: 'Continue' }).click();
  await phone.getByRole('heading', { level: 1, name: /Refund/ }).waitFor();
  assert.equal(new URL(phone.url()).pathname, link);

  await phone.goto(`${stage.url}/account`);
  await phone.getByRole('button', { name: 'Add a passkey' }).click();
  await phone.getByRole('button', { name: 'Rename' }).waitFor();
  const began = Date.now();
  await phone.goto(stage.url + link);
  await holdToApprove(phone);
  const answer = await recordedAnswer(stage);
  t.diagnostic(`${Date.now() - began} ms from opening the link to the recorded decision of a high risk`);
  await wasSentOnce(stage, phone, () => asking.answer, 1_242);
  assert.equal(answer.second_factor, 'passkey');
  await inbox.isEmpty();
});

const BOT = 'xoxb-plainly-fake';
const SIGNING = 'plainly-fake-signing-secret';

/** Slack, as somebody who may change settings connects it, and says who they are there. */
async function connectSlack(page: Page, { url }: DoorStage, slack: SlackService): Promise<void> {
  await page.goto(`${url}/settings`);
  await page.getByRole('button', { name: /^Slack/ }).click();
  await page.getByLabel('Workspace').fill(SLACK_SEEDED.team);
  await page.getByLabel('Conversation').fill(SLACK_SEEDED.channel);
  await page.getByLabel('Bot token').fill(BOT);
  await page.getByLabel('Signing secret').fill(SIGNING);
  await page.getByLabel('Address of the API').fill(`${slack.url}/api`);
  await page.getByRole('button', { name: 'Add the channel' }).click();
  await page.getByRole('button', { name: 'Send a test by Slack' }).click();
  await page.getByText('It arrived.').waitFor();
  await page.getByLabel('Slack user').fill('U0ANNA');
  await page.getByRole('combobox', { name: 'Is', exact: true }).selectOption({ label: 'Anna Brandt' });
  await page.getByRole('button', { name: 'Let them answer in Slack' }).click();
  await page.getByText('U0ANNA').waitFor();
}

/** The newest message about a request, once it stands in the conversation. */
async function messageAbout(slack: SlackService, id: string) {
  const message = await until(
    async () => (await slack.messages()).find(({ blocks }) => JSON.stringify(blocks).includes(id)),
    { deadlineMs: 15_000, what: 'a message in Slack' },
  );
  return { ts: message.ts, text: JSON.stringify(message.blocks) };
}

const idIn = (link: string) => link.split('/').at(-1) ?? '';

test('from nothing by Slack: a medium risk is approved by its button there, a high risk by the link of its message', async (t) => {
  const stage = await openBareStage(t);
  const slack = await startSlack({ token: BOT });
  t.after(() => slack.close());
  const page = await watchedPage(t);
  const device = await setUpByPasskey(page, stage);
  await connectStripe(page, stage);
  const token = await createAgent(page, stage);
  await connectSlack(page, stage, slack);
  const inbox = await openInbox(page, stage);

  const customer = await callByMcp(t, stage, token, {
    name: 'stripe__create_customer',
    arguments: { name: 'Marta Ruiz' },
  });
  const first = idIn(await inbox.appears(/Marta Ruiz/));
  const { ts, text } = await messageAbout(slack, first);
  const value = /"agentport_approve".*?"value":"([^"]+)"|"value":"([^"]+)".*?"agentport_approve"/.exec(text);
  const pressed = await pressInSlack({
    ...{ url: stage.url, signingSecret: SIGNING, now: Date.now(), action: 'agentport_approve' },
    ...{ ts, value: value?.[1] ?? value?.[2] ?? '', user: 'U0ANNA' },
  });
  assert.equal(pressed.status, 200);
  assert.match(await customer.answer, /Marta Ruiz/);
  assert.equal((await recordedAnswer(stage)).second_factor, 'none');
  await inbox.isEmpty();

  const asking = await callByMcp(t, stage, token, refund(1_243));
  const link = await inbox.appears(/Refund/);
  const about = await messageAbout(slack, idIn(link));
  assert.doesNotMatch(about.text, /agentport_approve/);
  assert.ok(about.text.includes(`${stage.url}${link}`));
  const phone = await phoneOf(page, device);
  await phone.goto(stage.url + link);
  await holdToApprove(phone);
  await wasSentOnce(stage, phone, () => asking.answer, 1_243);
  await inbox.isEmpty();
});
