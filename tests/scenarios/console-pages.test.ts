import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { closeBrowser, stage } from './console-stage.ts';

after(closeBrowser);

interface Place {
  readonly path: string;
  /** text that stands there once the page is whole */
  readonly whole: string | RegExp;
  readonly signedIn?: false;
}

const PLACES: readonly Place[] = [
  { path: '/', whole: '4 requests wait for an answer' },
  { path: '/approvals/apr_nasty0refund', whole: 'Exactly what will be sent' },
  { path: '/approvals/apr_plain0invoice', whole: 'Exactly what will be sent' },
  { path: '/approvals/apr_unknown', whole: 'It happened' },
  { path: '/approvals/apr_none', whole: 'There is no such request.' },
  { path: '/activity', whole: 'Show older entries' },
  { path: '/agents', whole: 'support-triage' },
  { path: '/connections', whole: 'GitHub' },
  { path: '/connections/stripe', whole: 'Refund a payment' },
  { path: '/policy', whole: 'Version 13' },
  { path: '/account', whole: 'Appearance' },
  { path: '/nothing-here', whole: 'There is no page here.' },
  { path: '/sign-in', whole: 'Six digits', signedIn: false },
  { path: '/setup#ap_setup_x', whole: 'You will be the first person', signedIn: false },
];

const BAD = new Set(['serious', 'critical']);

async function problems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const result = await page.evaluate<axe.AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return result.violations
    .filter((violation) => BAD.has(violation.impact ?? ''))
    .map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
    );
}

for (const { path, whole, signedIn = true } of PLACES) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${path} is accessible, inside its security policy and without hidden characters (${theme})`, async (t) => {
      const scene = await stage(t, { theme, signedIn, width: theme === 'light' ? 1280 : 390 });
      await scene.open(path);
      await scene.page.getByText(whole).first().waitFor();
      assert.deepEqual(await problems(scene.page), []);
      assert.deepEqual(await scene.violations(), []);
      const text = await scene.page.evaluate<string>('document.documentElement.textContent');
      assert.doesNotMatch(text, /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u);
    });
  }

  for (const width of [320, 390]) {
    test(`${path} needs no sideways scrolling at ${width} px`, async (t) => {
      const scene = await stage(t, { signedIn, width });
      await scene.open(path);
      await scene.page.getByText(whole).first().waitFor();
      const wide = await scene.page.evaluate<string[]>(
        `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
          && getComputedStyle(e).position !== 'absolute' && !e.closest('.truncate')).map((e) => e.outerHTML.slice(0, 160))`,
      );
      assert.deepEqual(wide, []);
      assert.equal(await scene.page.evaluate('document.documentElement.scrollWidth'), width);
    });
  }
}

const SHEETS: readonly (readonly [string, string, string])[] = [
  ['/', 'Stop…', 'What must stop?'],
  ['/agents', 'Add an agent', 'Its token ends after'],
  ['/agents', 'Type its code…', 'It may ask for'],
  ['/connections', 'Connect a service', 'It is sealed at once'],
  ['/connections/github', 'Replace key…', 'New key'],
];

for (const [path, opener, whole] of SHEETS) {
  test(`the sheet behind "${opener}" is accessible, closes on Escape and gives the focus back`, async (t) => {
    const { page, open, violations } = await stage(t, { width: 390, theme: 'dark' });
    await open(path);
    await page.getByRole('button', { name: opener }).first().click();
    await page.getByText(whole).waitFor();
    assert.deepEqual(await problems(page), []);
    assert.deepEqual(await violations(), []);
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
  for (let n = 0; model && n < 100; n += 1)
    fake.state.approvals.set(`apr_f${n}`, { ...model, id: `apr_f${n}` });
  await open('/');
  await page.getByRole('heading', { name: '104 requests wait for an answer' }).waitFor();
  await page.getByRole('button', { name: 'Show 97 more requests' }).waitFor();
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
