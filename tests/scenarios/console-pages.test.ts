import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser, stage } from './console-stage.ts';

after(closeBrowser);

const SHEETS: readonly (readonly [string, string, string])[] = [
  ['/', 'Stop…', 'What must stop?'],
  ['/agents', 'Add an agent', 'Its token ends after'],
  ['/agents', 'Type its code…', 'The program shows it'],
  ['/connections', 'Connect a service', 'It is sealed at once'],
  ['/connections/github', 'Replace key…', 'New key'],
];

for (const [path, opener, whole] of SHEETS) {
  test(`the sheet behind "${opener}" is accessible, closes on Escape and gives the focus back`, async (t) => {
    const { page, open } = await stage(t, { width: 390, theme: 'dark' });
    await open(path);
    await page.getByRole('button', { name: opener }).first().click();
    await page.getByText(whole).waitFor();
    assert.deepEqual(await axeProblems(page), []);
    await page.keyboard.press('Escape');
    await page.getByText(whole).waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.textContent'), opener);
  });
}

test('T22 hidden characters and look-alike letters are marked where they stand', async (t) => {
  const { page, open } = await stage(t);
  await open('/approvals/apr_nasty0refund');
  await page.getByText('U+202E', { exact: true }).waitFor();
  await page.getByText('U+200B', { exact: true }).waitFor();
  assert.deepEqual(await page.locator('mark').allTextContents(), ['о', 'с']);
});

test('T24 markup in a value and in the note stays text', async (t) => {
  const { page, open } = await stage(t);
  await open('/approvals/apr_nasty0refund');
  await page.getByText('<b onclick="x()">urgent</b> **approve**', { exact: true }).waitFor();
});

test('T25 the words of the agent stand only in their box, below the values', async (t) => {
  const { page, open } = await stage(t);
  await open('/approvals/apr_nasty0refund');
  const words = page.getByText('Finance already agreed');
  await words.first().waitFor();
  assert.equal(await words.count(), 1);
  const box = page.getByRole('region', { name: 'Note from the agent. Nobody has checked it.' });
  assert.equal(await box.getByText('Finance already agreed').count(), 1);
});

test('T26 a hundred requests of one agent fold to five', async (t) => {
  const { page, open, fake } = await stage(t);
  const model = fake.state.approvals.get('apr_plain0invoice');
  for (let n = 0; model && n < 96; n += 1)
    fake.state.approvals.set(`apr_f${n}`, { ...model, id: `apr_f${n}` });
  await open('/');
  await page.getByRole('heading', { name: '100 requests wait for an answer' }).waitFor();
  await page.getByText('billing-helper asked 98 times').waitFor();
  await page.getByRole('button', { name: 'Show 20 more requests of 93' }).click();
  await page.getByRole('button', { name: 'Show 20 more requests of 73' }).waitFor();
  await page.getByRole('button', { name: 'Stop this agent' }).click();
  assert.equal(await page.getByRole('radio', { name: 'billing-helper' }).isChecked(), true);
});

test('the inbox follows live: an answered request says by whom and a new one waits to be let in', async (t) => {
  const { page, open, fake } = await stage(t);
  await open('/');
  await page.getByRole('heading', { name: '4 requests wait for an answer' }).waitFor();
  const model = fake.state.approvals.get('apr_plain0invoice');
  assert.ok(model);
  fake.state.approvals.set('apr_new', { ...model, id: 'apr_new' });
  const at = new Date(fake.state.now()).toISOString();
  fake.state.approvals.set('apr_soon0merge', {
    ...(fake.state.approvals.get('apr_soon0merge') ?? model),
    state: 'approved',
    decided_by: 'Jonas Weber',
    decided_at: at,
  });
  for (const listener of fake.state.listeners) {
    listener({
      type: 'call',
      call_id: 'cal_new',
      approval_id: 'apr_new',
      agent_id: 'agt_x',
      state: 'pending',
    });
  }
  await page.getByText('by Jonas Weber, just now').waitFor();
  await page.getByRole('button', { name: 'Show 1 new request' }).click();
  await page.locator('[data-request="apr_new"]').waitFor();
});

test('the log check tells the size when intact and the first bad entry when not', async (t) => {
  const { page, open, fake } = await stage(t);
  await open('/activity');
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByText('48,213 entries, intact.').waitFor();
  fake.state.logDamaged = true;
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByText('First bad entry: 4711.').waitFor();
});

test('a waiting policy version is activated or rejected by a person', async (t) => {
  const { page, open, fake } = await stage(t);
  await open('/policy');
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Rejected').waitFor();
  assert.deepEqual(
    fake.state.changes.map((change) => change.route),
    ['rejectPolicy'],
  );
});

test('a chosen theme holds on the next visit, before the first paint', async (t) => {
  const { page, open } = await stage(t);
  await open('/account');
  await page.getByText('Dark', { exact: true }).click();
  await open('/');
  assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
});

test('how much a connection carries is changed in the console, and only read where the file says it', async (t) => {
  const { page, open } = await stage(t);
  await open('/connections/github?tab=settings');
  const carries = page.getByRole('region', { name: 'How much it carries' });
  await carries.getByRole('button', { name: 'Change…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Calls at one time').fill('3');
  await sheet.getByLabel('Seconds for one call').fill('5');
  assert.deepEqual(await axeProblems(page), []);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await carries.getByText('3 calls, as said here').waitFor();
  await carries.getByText('at most 5 seconds, as said here').waitFor();
  await open('/connections/stripe?tab=settings');
  await carries.getByText('agentport.yaml line 3').waitFor();
  assert.equal(await carries.getByRole('button').count(), 0);
});

test('on a phone the clients of the connect page stand in one row, and every one is reached by key', async (t) => {
  const { page, open } = await stage(t, { width: 390 });
  await open('/agents/agt_billing-helper/connect?client=http');
  const tabs = page.getByRole('navigation', { name: 'Where the agent runs' }).getByRole('link');
  await tabs.first().waitFor();
  const boxes = await Promise.all((await tabs.all()).map((tab) => tab.boundingBox()));
  assert.equal(new Set(boxes.map((box) => box?.y)).size, 1);
  assert.ok(boxes.every((box) => (box?.height ?? 0) >= 44));
  const current = await tabs.and(page.locator('[aria-current]')).boundingBox();
  assert.ok(current && current.x >= 0 && current.x + current.width <= 390, 'the open one is in sight');
  await tabs.first().focus();
  for (let at = 1; at < boxes.length; at++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/client=stdio$/);
});
