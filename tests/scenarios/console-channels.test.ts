import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import type { Page } from 'playwright-core';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { openNtfy } from '../../packages/gateway/src/notifications/channels/links-peers.fixture.ts';
import { openPeer } from '../../packages/gateway/src/notifications/stage.fixture.ts';
import { send } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { axeProblems, closeBrowser, watchedPage } from './console-stage.ts';
import { type DoorStage, openDoorStage } from './door-stage.ts';
import { PHONE, setUpByPasskey, shoot } from './from-nothing.fixture.ts';

after(closeBrowser);

const TOKEN = 'tk_plainly_fake';

/** The settings of a new gateway with two agents, and an ntfy on loopback. */
async function settings(t: TestContext) {
  const [stage, ntfy] = [await openDoorStage(t), await openNtfy(t, TOKEN)];
  const agent = async (name: string) => {
    const wanted = { org: ORG, name, tools: 'auto', expiresInDays: null } as const;
    return (await stage.running.gateway.agents.create({ ...wanted, actor: 'system:test' })).token;
  };
  const [billing, triage] = [await agent('billing-helper'), await agent('support-triage')];
  const page = await watchedPage(t);
  await setUpByPasskey(page, stage);
  await page.goto(`${stage.url}/settings`);
  return { stage, ntfy, page, billing, triage };
}

async function addNtfy(page: Page, url: string, narrow: (page: Page) => Promise<void> = async () => {}) {
  await page.getByRole('button', { name: /^ntfy/ }).click();
  await page.getByLabel('Server').fill(url);
  await page.getByLabel('Topic').fill('ops-k2v9');
  await page.getByLabel('Access token').fill(TOKEN);
  await narrow(page);
  await page.getByRole('button', { name: 'Add the channel' }).click();
  await page.getByRole('button', { name: 'Send a test by ntfy' }).waitFor();
}

async function ask(stage: DoorStage, token: string, operation: string, args: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, prefer: 'respond-async' };
  const asked = await send(stage.url, 'POST', `/stripe/${operation}`, args, headers);
  assert.equal(asked.status, 202, asked.text);
  return asked.body.approval.id;
}

const refund = (stage: DoorStage, token: string, amount: number) =>
  ask(stage, token, 'create_refund', { charge: SEEDED.charge, amount, customer_id: SEEDED.marta });

test('a channel narrowed to a risk, an agent and a connection hears of nothing else, and can be widened again', async (t) => {
  const { stage, ntfy, page, billing, triage } = await settings(t);
  await addNtfy(page, ntfy.url, async () => {
    await page.getByText('Only some risks, agents or connections').click();
    await page.getByLabel('High risk: moves money').check();
    await page.getByLabel('billing-helper').check();
    await page.getByLabel('stripe').check();
    await shoot(page, 'channel-narrowed');
    assert.deepEqual(await axeProblems(page), []);
  });
  await page.getByText('Financial risk, of 1 agent, for stripe.').waitFor();
  await refund(stage, triage, 1);
  await ask(stage, billing, 'create_customer', { name: 'Marta Ruiz' });
  const heard = await refund(stage, billing, 2);
  await until(() => ntfy.taken.length > 0, { what: 'a message', deadlineMs: 10_000 });
  assert.deepEqual(
    ntfy.taken.map(({ body }) => body.click),
    [`${stage.url}/approvals/${heard}`.replace('127.0.0.1', 'localhost')],
  );

  await page.getByRole('button', { name: 'Change… ntfy' }).click();
  assert.ok(await page.getByLabel('billing-helper').isChecked(), 'what is stored is seen again');
  await page.getByLabel('billing-helper').uncheck();
  await page.getByLabel('High risk: moves money').uncheck();
  await page.getByRole('button', { name: 'Save the channel' }).click();
  await page.getByText('Every request, for stripe.').waitFor();
  const now = await refund(stage, triage, 3);
  await until(() => ntfy.taken.some(({ body }) => String(body.click).endsWith(now)), { deadlineMs: 10_000 });
});

test('the test button says what became of it; the log of one channel shows its last error, and tries again', async (t) => {
  const { ntfy, page } = await settings(t);
  await addNtfy(page, ntfy.url);
  await page.getByRole('button', { name: 'Send a test by ntfy' }).click();
  await page.getByText('It arrived.').waitFor();
  assert.equal(ntfy.taken[0]?.body.message, 'A test message from AgentPort. It arrived.');

  await page.getByRole('button', { name: 'Change… ntfy' }).click();
  await page.getByLabel('Access token').fill('tk_another');
  await page.getByRole('button', { name: 'Save the channel' }).click();
  await page.getByRole('button', { name: 'Save the channel' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Send a test by ntfy' }).click();
  await page.getByText('The password or token was refused. (401)').first().waitFor();
  await page.reload();
  const row = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /Send a test/ }) });
  await row.getByText('Given up').waitFor();

  await page.getByLabel('Messages by').selectOption({ label: 'ntfy' });
  await page.getByLabel('Only given up').check();
  const log = page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
  await log.getByText('The password or token was refused. (401)').waitFor();
  assert.equal(await log.count(), 1);
  await shoot(page, 'channel-log');
  await page.getByRole('button', { name: 'Try again' }).click();
  await until(() => ntfy.asked.length === 3, { deadlineMs: 10_000, what: 'another attempt' });
});

test('what may stand on a lock screen is chosen in the page: nothing of the request unless somebody says so', async (t) => {
  const { stage, page, billing } = await settings(t);
  const hook = await openPeer(t);
  await page.getByRole('button', { name: /^Webhook/ }).click();
  await page.getByLabel('Address').fill(`${hook.url}/hook`);
  assert.equal(await page.getByLabel('What it says').inputValue(), 'minimal');
  await page.getByRole('button', { name: 'Add the channel' }).click();
  await page.getByText('It is shown this one time.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  await refund(stage, billing, 4_100);
  await until(() => hook.got.length === 1, { deadlineMs: 10_000, what: 'the first message' });

  await page.getByRole('button', { name: 'Change… Webhook' }).click();
  await page.getByLabel('What it says').selectOption('title');
  await page.getByRole('button', { name: 'Save the channel' }).click();
  await page.getByRole('button', { name: 'Save the channel' }).waitFor({ state: 'detached' });
  await refund(stage, billing, 4_200);
  await until(() => hook.got.length === 2, { deadlineMs: 10_000, what: 'the second message' });
  const [quiet, open] = hook.got.map(({ body }) => body);
  assert.doesNotMatch(quiet ?? '', /4,?100|41\.00|stripe|billing/);
  assert.match(open ?? '', /Refund .*42\.00/);
  assert.equal(JSON.parse(open ?? '').data.approval.values, null, 'values only where that was chosen');
});

test('quiet hours are kept as they were written, a time zone nobody knows is refused, and all of it fits a phone', async (t) => {
  const { page } = await settings(t);
  await page.setViewportSize(PHONE);
  await page.getByLabel('Quiet hours').check();
  await page.getByLabel('From', { exact: true }).fill('21:30');
  await page.getByLabel('To', { exact: true }).fill('06:45');
  await page.getByLabel('Time zone').fill('Europe/Atlantis');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('This time zone is not known.', { exact: false }).waitFor();
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByLabel('High risk comes through').uncheck();
  await page.getByLabel('Remind after').fill('10');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  await page.getByLabel('Time zone').waitFor();
  const kept = await Promise.all(
    ['From', 'To', 'Time zone', 'Remind after'].map((label) =>
      page.getByLabel(label, { exact: true }).inputValue(),
    ),
  );
  assert.deepEqual(kept, ['21:30', '06:45', 'Europe/Berlin', '10']);
  assert.equal(await page.getByLabel('High risk comes through').isChecked(), false);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
  assert.deepEqual(await axeProblems(page), []);
});
