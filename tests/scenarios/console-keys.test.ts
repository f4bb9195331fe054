import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, stage } from './console-stage.ts';

after(closeBrowser);

test('Ctrl K goes to a page, an agent, a connection and a request by what is typed', async (t) => {
  const { page, open } = await stage(t);
  await open('/');
  const field = page.getByRole('combobox', { name: 'Page, agent, connection or request' });
  for (const [typed, address] of [
    ['poli', '/policy'],
    ['billing', '/agents/agt_billing-helper'],
    ['github conn', '/connections/github'],
    ['apr_plain0invoice', '/approvals/apr_plain0invoice'],
  ] as const) {
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.locator('body').press('Control+k');
    await field.waitFor();
    await page.keyboard.type(typed);
    await page.locator('dialog').getByRole('option', { selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`${address}$`));
  }
});

test('the menu is accessible, is walked by arrow keys, and gives the focus back on Escape', async (t) => {
  const { page, open } = await stage(t, { theme: 'dark' });
  await open('/agents');
  const opener = page.getByRole('button', { name: 'Go to…' });
  await opener.click();
  const chosen = page.locator('dialog').getByRole('option', { selected: true });
  assert.match((await chosen.textContent()) ?? '', /^Inbox/);
  await page.keyboard.press('ArrowDown');
  assert.match((await chosen.textContent()) ?? '', /^Overview/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.match((await chosen.textContent()) ?? '', /^Keys/);
  assert.deepEqual(await axeProblems(page), []);
  await page.keyboard.press('Escape');
  await chosen.waitFor({ state: 'detached' });
  assert.match(await page.evaluate('document.activeElement.textContent'), /^Go to…/);
});

test('on a phone a button of 44 px opens the menu, and a tap goes where it says', async (t) => {
  const { page, open } = await stage(t, { width: 390 });
  await open('/connections/github');
  const opener = page.getByRole('button', { name: 'Go to…' });
  const { width = 0, height = 0 } = (await opener.boundingBox()) ?? {};
  assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
  await opener.click();
  await page.getByRole('combobox', { name: 'Page, agent, connection or request' }).fill('poli');
  await page.getByRole('option', { name: /^Policy/ }).click();
  await page.waitForURL(/\/policy$/);
});

test('a stroke goes to the search of the page, and to the menu where there is none', async (t) => {
  const { page, open } = await stage(t);
  await open('/activity');
  await page.getByLabel('Find in the log').waitFor();
  await page.locator('body').press('/');
  assert.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Find in the log');
  assert.equal(await page.getByLabel('Find in the log').inputValue(), '');
  await open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('body').press('/');
  await page.getByRole('combobox', { name: 'Page, agent, connection or request' }).waitFor();
});

test('no key does anything while a person types, in a sheet, or when keys are turned off', async (t) => {
  const { page, open } = await stage(t);
  await open('/activity');
  const field = page.getByLabel('Find in the log');
  await field.focus();
  for (const key of ['/', '?', 's', 'g', 'a', 'j', 'Control+k', 'Meta+k']) await page.keyboard.press(key);
  assert.equal(await page.locator('dialog').count(), 0);
  assert.match(page.url(), /\/activity/);
  assert.match(await field.inputValue(), /^\/\?sgaj/);
  await field.fill('');
  await page.locator('h1').click();
  await page.locator('body').press('?');
  await page.getByText('Go to any page, agent, connection or request').waitFor();
  await page.keyboard.press('Control+k');
  assert.equal(await page.locator('dialog').count(), 1);
  await page.keyboard.press('Escape');
  await page.evaluate("localStorage.setItem('agentport-keys', 'off')");
  for (const key of ['Control+k', '/', '?', 's']) await page.locator('body').press(key);
  assert.equal(await page.locator('dialog').count(), 0);
});
