import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryDirectory } from '../support/temp.ts';
import { closeBrowser } from './console-stage.ts';
import { openSignedIn, type SignedInStage } from './signed-in-stage.ts';

/** What people press to change the policy, in a real browser against a whole gateway. */

after(closeBrowser);

const TEXT = (refund: string) =>
  `integrations:\n  stripe:\n    permissions:\n      create_refund: ${refund}\n`;

async function save({ page }: SignedInStage, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Policy of this console').fill(text);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('It would change:').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
}

const effects = ({ running }: SignedInStage) =>
  running.gateway.policies.active().policy.tiers.map(({ operation, effect }) => `${operation} ${effect}`);

const holds = ({ page }: SignedInStage, version: number) =>
  page.getByRole('heading', { name: `What holds now, version ${version}` }).waitFor();

test('an edit that only tightens holds at once, and the version before can be taken back', async (t) => {
  const scene = await openSignedIn(t);
  const { page } = scene;
  const first = scene.running.gateway.policies.version() + 1;
  await page.goto(`${scene.url}/policy`);
  await save(scene, TEXT('deny'));
  await holds(scene, first);
  assert.deepEqual(effects(scene), ['create_refund deny']);
  await save(scene, TEXT('ask_approve'));
  await holds(scene, first + 1);
  assert.deepEqual(effects(scene), ['create_refund ask']);

  const row = page.locator('details', { hasText: `Version ${first}` }).filter({ hasText: 'Replaced' });
  await row.locator('summary').click();
  await row.getByRole('button', { name: `Roll back to version ${first}` }).click();
  await holds(scene, first + 2);
  assert.deepEqual(effects(scene), ['create_refund deny'], 'it is a new version, and the old one stays');
});

test('a mistake is named with its line, and nothing is saved', async (t) => {
  const scene = await openSignedIn(t);
  const { page } = scene;
  await page.goto(`${scene.url}/policy`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Policy of this console').fill(TEXT('perhaps'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('It cannot be saved like this.').waitFor();
  await page
    .getByText(/line 4/i)
    .first()
    .waitFor();
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
  assert.deepEqual(effects(scene), []);
});

test('T103 what loosens waits without the second factor, and holds once it was given', async (t) => {
  const scene = await openSignedIn(t);
  const { page } = scene;
  const next = scene.running.gateway.policies.version() + 1;
  await page.goto(`${scene.url}/policy`);
  await scene.forgetSecondFactor();
  await save(scene, TEXT('auto_approve'));
  const sheet = page.getByRole('dialog', { name: 'Show that it is you' });
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  const waiting = page.getByRole('region', { name: `Version ${next}, waiting` });
  await waiting.getByText('Waiting for you').waitFor();
  assert.deepEqual(effects(scene), [], 'nobody showed that it is them: the old version holds');

  await waiting.getByRole('button', { name: 'Activate' }).click();
  await scene.stepUp();
  await holds(scene, next);
  await waiting.waitFor({ state: 'detached' });
  assert.deepEqual(effects(scene), ['create_refund allow']);
});

test('while a version of agentport.yaml waits, other loosening says so; once it was activated it goes on', async (t) => {
  const file = join(temporaryDirectory(t), 'agentport.yaml');
  const scene = await openSignedIn(t, { AGENTPORT_CONFIG: file });
  const { page } = scene;
  const { configFile, policies } = scene.running.gateway;
  writeFileSync(file, 'limits:\n  total_calls_per_minute: 9000\n');
  await configFile.load();
  const waits = (await policies.pending())?.number;
  assert.ok(waits !== undefined, 'a higher ceiling waits for a person');

  await page.goto(`${scene.url}/policy`);
  const waiting = page.getByRole('region', { name: `Version ${waits}, waiting` });
  await waiting.waitFor();
  await save(scene, TEXT('auto_approve'));
  await page.getByText('policy_waiting').waitFor();
  assert.deepEqual(effects(scene), []);

  await scene.forgetSecondFactor();
  await waiting.getByRole('button', { name: 'Activate' }).click();
  await scene.stepUp();
  await waiting.waitFor({ state: 'detached' });
  assert.equal(policies.active().limits.total_calls_per_minute, 9000);
  await page.reload();
  await save(scene, TEXT('auto_approve'));
  await page.getByText('Every agent: create_refund on stripe.').waitFor();
  assert.deepEqual(effects(scene), ['create_refund allow']);
});
