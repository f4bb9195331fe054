import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { PERMISSIONS } from '../../packages/contract/src/permissions.ts';
import { closeBrowser, type Stage, stage } from './console-stage.ts';
import { scenePaths } from './scene-paths.ts';

after(closeBrowser);

/** Buttons a person can press now; of rows that open what they are about, the first ones stand for all. */
const PRESSABLE =
  'button:not([disabled], [aria-disabled=true], li:nth-child(n+3) > [aria-haspopup=dialog], [data-index]:not([data-index="0"]) [aria-haspopup=dialog])';
/** More than any page has: a page that grows under the walk must not make it endless. */
const BUTTONS_MAX = 60;

async function isWhole(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** What a form asks for first is not what is looked at here. */
const WITHOUT_QUESTIONS = 'document.querySelectorAll("form").forEach((form) => { form.noValidate = true; })';

async function press(page: Page, button: Locator): Promise<string> {
  await page.evaluate(WITHOUT_QUESTIONS);
  const name = (await button.textContent({ timeout: 1_000 }).catch(() => null)) ?? 'gone';
  await button.click({ timeout: 2_000 }).catch(() => undefined); // it may lie under another one, or be gone
  return name.trim();
}

/** Presses every button of a page, and every one of the sheets they open. */
async function pressAll({ page, open }: Stage, path: string, where: string): Promise<string[]> {
  const pressed: string[] = [];
  for (let at = 0; at < BUTTONS_MAX; at++) {
    await open(path);
    await isWhole(page);
    const buttons = page.locator(`${where} ${PRESSABLE}`);
    if (at >= (await buttons.count())) return pressed;
    pressed.push(await press(page, buttons.nth(at)));
    const inSheet = page.locator(`dialog[open] ${PRESSABLE}`).filter({ hasNotText: /^(Cancel|Close)$/ });
    for (const button of await inSheet.all()) {
      if ((await button.getAttribute('aria-label', { timeout: 1_000 }).catch(() => null)) === 'Close')
        continue;
      pressed.push(await press(page, button));
    }
  }
  return pressed;
}

/** States and tabs of pages that have buttons of their own. */
const MORE = [
  '/approvals/apr_plain0invoice',
  '/approvals/apr_unknown',
  '/connections/github?tab=credential',
  '/connections/github?tab=settings',
  '/agents/agt_support-triage',
];

for (const role of ['approver', 'auditor'] as const) {
  for (const path of [...scenePaths(), ...MORE]) {
    test(`${path} offers no button to an ${role} that the role may not use`, async (t) => {
      const scene = await stage(t, { role });
      const pressed = await pressAll(scene, path, 'main');
      assert.deepEqual(scene.fake.state.refused, [], `pressed: ${pressed.join(' | ')}`);
    });
  }

  test(`what stands around every page offers nothing to an ${role} that the role may not use`, async (t) => {
    const scene = await stage(t, { role });
    scene.fake.state.status.stopped = true;
    await pressAll(scene, '/account', 'body');
    await scene.open('/');
    await isWhole(scene.page);
    for (const key of ['s', 'd', 'a', 'r']) await scene.page.keyboard.press(key);
    await scene.page.keyboard.press('j');
    await scene.page.keyboard.press('d');
    await scene.page.waitForLoadState('networkidle').catch(() => undefined);
    assert.deepEqual(scene.fake.state.refused, []);
  });
}

test('what cannot be pressed says why, also to who does not see it', async (t) => {
  const { page, open } = await stage(t, { role: 'auditor' });
  await open('/agents');
  await isWhole(page);
  const add = page.getByRole('button', {
    name: /^Add an agent \(You are auditor\. This takes the role owner or admin\.\)$/,
  });
  assert.equal(await add.isDisabled(), true);
  await page.getByText('You can look here, not change.').waitFor();
});

test('a request tells who may not decide it who may, and offers no answer; who may is told it waits for them', async (t) => {
  const { page, open } = await stage(t, { role: 'auditor' });
  await open('/approvals/apr_plain0invoice');
  await page.getByText('Waiting for others').waitFor();
  const decision = page.getByRole('complementary', { name: 'The decision' });
  await decision.getByText('It takes the role owner, admin or approver.').waitFor();
  assert.equal(await decision.getByRole('button', { name: /^(Approve|Hold|Deny)/ }).count(), 0);
  const approver = await stage(t, { role: 'approver' });
  await approver.open('/approvals/apr_plain0invoice');
  await approver.page.getByText('Waiting for you').waitFor();
  await approver.page.getByRole('button', { name: 'Deny' }).first().waitFor();
});

test('T11 who looks after an agent is not offered to approve what another person must, and may still deny it', async (t) => {
  const { page, open, fake } = await stage(t, { role: 'approver' });
  const waiting = fake.state.approvals.get('apr_delete0repo');
  assert.ok(waiting);
  fake.state.approvals.set(waiting.id, { ...waiting, tie: 'looks_after' });
  await open(`/approvals/${waiting.id}`);
  await page.getByText('Waiting for others').waitFor();
  const approve = page.getByRole('button', {
    name: /^Others must approve\s*you look after this agent$/,
  });
  assert.equal(await approve.getAttribute('aria-disabled'), 'true');
  await page.getByRole('button', { name: 'Deny' }).first().click();
  await page.getByText('Denied', { exact: true }).first().waitFor();
});

test('on a phone the permission table says in groups who may what, all of it, within a screen and a half', async (t) => {
  const { page, open } = await stage(t, { role: 'auditor', width: 390 });
  await open('/people');
  const table = page.getByRole('region', { name: 'What each role may do' });
  await table.getByText('Everybody', { exact: true }).waitFor();
  const box = await table.boundingBox();
  assert.ok(box && box.height <= 1.5 * 844, `${box?.height} px`);
  const groups = table.locator('dl > div');
  const said = await groups.locator('dd').allTextContents();
  assert.deepEqual(
    said.toSorted(),
    Object.values(PERMISSIONS)
      .map(({ title }) => title)
      .toSorted(),
  );
  const deciders = groups.filter({ hasText: PERMISSIONS['requests:decide'].title });
  await deciders.getByText('Owner, admin and approver').waitFor();
  await deciders.getByText('not you').waitFor();
});
