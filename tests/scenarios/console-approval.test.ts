import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CODE } from '../../packages/console/dev/fake-state.ts';
import { closeBrowser, type Stage, stage } from './console-stage.ts';

const NASTY = '/approvals/apr_nasty0refund';
const PLAIN = '/approvals/apr_plain0invoice';

after(closeBrowser);

const button = ({ page }: Stage, name: string | RegExp) => page.getByRole('button', { name });
const changes = ({ fake }: Stage) => fake.state.changes.map((change) => change.route);

test('a high risk is approved by the keyboard alone: open, hold A, code; the outcome stands in the same place', async (t) => {
  const scene = await stage(t);
  scene.fake.state.me = { ...scene.fake.state.me, step_up_until: null };
  await scene.open(NASTY);
  await button(scene, /Open metadata\.terms first/).waitFor();
  await scene.page.keyboard.press('e');
  await button(scene, /Hold to approve/).waitFor();
  await scene.page.keyboard.down('a');
  await scene.page.getByLabel('Code from your authenticator app').waitFor();
  await scene.page.keyboard.up('a');
  await scene.page.keyboard.type(CODE);
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('Stripe answered 200 in 0.4 s.').waitFor();
  const [sent] = scene.fake.state.changes;
  const shown = scene.fake.state.approvals.get('apr_nasty0refund');
  assert.deepEqual(sent, {
    route: 'approve',
    body: { action_sha256: shown?.action_sha256, display_sha256: shown?.display_sha256, code: CODE },
  });
});

test('T38 a page that has just appeared cannot be approved for a second, and letting go early does nothing', async (t) => {
  const scene = await stage(t);
  await scene.open('/approvals/apr_delete0repo');
  await button(scene, /Ready in a moment/).click({ delay: 0 });
  await button(scene, /Hold to approve/).waitFor();
  await scene.page.keyboard.down('a');
  await button(scene, /Keep holding/).waitFor();
  await scene.page.keyboard.up('a');
  await button(scene, /Hold to approve/).click({ delay: 50 });
  await button(scene, /Hold to approve/).waitFor();
  assert.deepEqual(changes(scene), []);
});

test('T38 a page whose layout has just changed, or that was covered by another window, is inert again', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, /^Approve/).waitFor();
  await scene.page.setViewportSize({ width: 700, height: 900 });
  await button(scene, /Ready in a moment/).click({ force: true });
  await button(scene, /^Approve/).waitFor();
  await scene.page.evaluate('window.dispatchEvent(new Event("focus"))');
  await button(scene, /Ready in a moment/).click({ force: true });
  await button(scene, /^Approve/).waitFor();
  assert.deepEqual(changes(scene), []);
});

test('T23 a long value is closed with length and digest, and approving waits until it was opened', async (t) => {
  const scene = await stage(t);
  await scene.open(NASTY);
  await button(scene, /Open metadata\.terms first/).waitFor();
  await scene.page.keyboard.down('a');
  await scene.page.keyboard.up('a');
  // Disabled, but it leads to what must be opened.
  await button(scene, /Open metadata\.terms first/).click({ force: true });
  assert.deepEqual(changes(scene), []);
  await button(scene, /Open 4,920 characters/).press('Enter');
  await button(scene, /Hold to approve/).waitFor();
});

test('an ordinary request is approved by one press', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, /^Approve/).click();
  await scene.page.getByText('You approved this').waitFor();
  assert.deepEqual(changes(scene), ['approve']);
});

test('D denies at once, without a question, also for a high risk', async (t) => {
  const scene = await stage(t);
  await scene.open(NASTY);
  await button(scene, 'Deny').waitFor();
  await scene.page.keyboard.press('d');
  await scene.page.getByText('You denied this').waitFor();
  assert.deepEqual(scene.fake.state.changes, [{ route: 'deny', body: {} }]);
});

test('a reason chip denies with that reason', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, 'Wrong amount').click();
  await scene.page.getByText('“Wrong amount”').waitFor();
  assert.deepEqual(scene.fake.state.changes, [{ route: 'deny', body: { reason: 'Wrong amount' } }]);
});

test('keys do nothing while a person writes a reason', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, 'Write…').click();
  await scene.page.getByLabel('The agent reads this.').fill('');
  await scene.page.keyboard.type('dad asks');
  assert.deepEqual(changes(scene), []);
  await button(scene, 'Deny with this reason').click();
  await scene.page.getByText('“dad asks”').waitFor();
});

test('a wrong code says so, decides nothing, and the next one works', async (t) => {
  const scene = await stage(t);
  scene.fake.state.me = { ...scene.fake.state.me, step_up_until: null };
  await scene.open('/approvals/apr_delete0repo');
  await button(scene, /Hold to approve/).waitFor();
  await scene.page.keyboard.down('a');
  await scene.page.getByLabel('Code from your authenticator app').fill('000000');
  await scene.page.keyboard.up('a');
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('This code does not fit').waitFor();
  assert.equal(scene.fake.state.approvals.get('apr_delete0repo')?.state, 'pending');
  await scene.page.getByLabel('Code from your authenticator app').fill(CODE);
  await scene.page.keyboard.press('Enter');
  await scene.page.getByText('You approved this').waitFor();
});

test('the agent can be stopped from the request, with one sheet', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, 'Stop this agent').click();
  assert.equal(await scene.page.getByRole('radio', { name: 'billing-helper' }).isChecked(), true);
  await button(scene, 'Stop now').click();
  await scene.page.getByText('Stopped by you.').waitFor();
  assert.deepEqual(changes(scene), ['stopAgent']);
});

test('a high risk is approved by holding the pointer; on a phone title and decision are in sight at once', async (t) => {
  const scene = await stage(t, { width: 390 });
  await scene.open('/approvals/apr_delete0repo');
  const approve = button(scene, /Hold to approve/);
  await approve.waitFor();
  const title = await scene.page.getByRole('heading', { level: 1 }).boundingBox();
  assert.ok((title?.y ?? 999) <= 170);
  const bar = await approve.locator('xpath=..').boundingBox();
  assert.ok((bar?.height ?? 999) <= 112, `the bar is ${bar?.height} px high`);
  await approve.hover();
  await scene.page.mouse.down();
  await scene.page.getByText('You approved this').waitFor();
  await scene.page.mouse.up();
});

test('a switch that cannot hold presses twice', async (t) => {
  const scene = await stage(t, { reducedMotion: true });
  await scene.open('/approvals/apr_delete0repo');
  await button(scene, /Hold to approve/).dispatchEvent('click', { detail: 0 });
  assert.deepEqual(changes(scene), []);
  await button(scene, /Press again to approve/).dispatchEvent('click', { detail: 0 });
  await scene.page.getByText('You approved this').waitFor();
});
