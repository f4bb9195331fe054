import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import type { Page } from 'playwright-core';
import { buildConsole } from '../../packages/console/build.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';
import { closeBrowser, watchedPage } from './console-stage.ts';

after(closeBrowser);

const refund = (amount: number) => ({ charge: SEEDED.charge, amount, customer_id: SEEDED.marta });

/** The built console over a real gateway, whose clock runs. */
async function openGateway(t: TestContext): Promise<{ gateway: TestGateway; ask(): Promise<string> }> {
  await buildConsole();
  const gateway = await startTestGateway(t, { clock: runningClock() });
  const { token } = await gateway.agent('billing-helper');
  let amount = 1_240;
  return {
    gateway,
    async ask() {
      const asked = await gateway.call(token, 'stripe.create_refund', refund(amount++));
      assert.equal(asked.status, 202, asked.text);
      return asked.body.approval.id;
    },
  };
}

/** A phone whose browser holds the sign-in already. */
async function phone(t: TestContext, { operator, url }: TestGateway): Promise<Page> {
  const page = await watchedPage(t, { width: 390 });
  const [name = '', value = ''] = operator.cookie.split('=');
  await page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  return page;
}

/** Address of a page of another origin. */
async function elsewhere(t: TestContext, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>elsewhere</title><body>${body}</body>`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const stateOf = async ({ operator }: TestGateway, id: string) =>
  (await operator.send('GET', `/api/v1/approvals/${id}`)).body.state as string;

test('from a cold link on a phone to the recorded decision of a high risk by code in under five seconds', async (t) => {
  const { gateway, ask } = await openGateway(t);
  const page = await phone(t, gateway);
  const id = await ask();
  // five minutes after the sign-in its second factor is old: the code is asked for
  gateway.clock.advance(6 * 60_000);
  const began = performance.now();
  await page.goto(`${gateway.url}/approvals/${id}`);
  const approve = page.getByRole('button', { name: 'Hold to approve' });
  await approve.hover();
  await page.mouse.down();
  await page.getByLabel('Code from your authenticator app').waitFor();
  await page.mouse.up();
  await page.keyboard.type(gateway.operator.code());
  await page.keyboard.press('Enter');
  await page.getByText('You approved this').waitFor();
  const took = Math.round(performance.now() - began);
  t.diagnostic(`${took} ms from opening the link to the recorded decision`);
  assert.ok(took < 5_000, `${took} ms`);
  await page.getByText(/Stripe answered 200/).waitFor();
  assert.equal(await stateOf(gateway, id), 'succeeded');
});

test('what another device answered is told within a second, on the request and in the inbox', async (t) => {
  const { gateway, ask } = await openGateway(t);
  const [open, list] = [await phone(t, gateway), await phone(t, gateway)];
  const took: number[] = [];
  // a machine that does other things, too, may be slow once; a console that asks every few seconds is slow always
  while (took.length < 3 && !took.some((ms) => ms < 1_000)) {
    const id = await ask();
    await open.goto(`${gateway.url}/approvals/${id}`);
    await list.goto(gateway.url);
    await open.getByRole('button', { name: 'Deny' }).waitFor();
    await list.locator(`[data-request="${id}"]`).waitFor();
    const began = performance.now();
    assert.equal((await gateway.operator.deny(id, 'Not needed')).status, 200);
    await Promise.all([
      open.getByRole('alert').getByText('denied this').waitFor(),
      list.getByText('by Anna Brandt').first().waitFor(),
    ]);
    took.push(Math.round(performance.now() - began));
    assert.equal(await open.getByRole('button', { name: 'Deny' }).count(), 0);
  }
  t.diagnostic(`${took.join(', ')} ms from the answer to both other screens`);
  assert.ok(Math.min(...took) < 1_000, `${took.join(', ')} ms`);
});

test('a link from another origin opens the request without a new sign-in, and opening it decides nothing', async (t) => {
  const { gateway, ask } = await openGateway(t);
  const id = await ask();
  const page = await phone(t, gateway);
  await page.goto(await elsewhere(t, `<a href="${gateway.url}/approvals/${id}">Answer</a>`));
  await page.getByRole('link', { name: 'Answer' }).click();
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: /Sign in/ }).count(), 0);
  assert.equal(await stateOf(gateway, id), 'pending');
});

test('T37 a page of another origin cannot answer for whoever is signed in, by form, fetch or text', async (t) => {
  const { gateway, ask } = await openGateway(t);
  const id = await ask();
  const page = await phone(t, gateway);
  await page.goto(await elsewhere(t, ''));
  const to = `${gateway.url}/api/v1/approvals/${id}/deny`;
  await page.evaluate(`(async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const request = { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': type }, body: '{}' };
      await fetch(${JSON.stringify(to)}, request).catch(() => undefined);
    }
  })()`);
  const answered = page.waitForResponse(to);
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(to)} }));
     document.forms[0].submit();`,
  );
  assert.ok((await answered).status() >= 400);
  assert.equal(await stateOf(gateway, id), 'pending');
});

test('T38 the console cannot be framed by another page', async (t) => {
  const { gateway, ask } = await openGateway(t);
  const id = await ask();
  const page = await phone(t, gateway);
  await page.goto(await elsewhere(t, `<iframe src="${gateway.url}/approvals/${id}"></iframe>`));
  const inside = page.frameLocator('iframe').getByRole('button', { name: 'Deny' });
  await page.waitForLoadState('networkidle');
  assert.equal(await inside.count(), 0);
});
