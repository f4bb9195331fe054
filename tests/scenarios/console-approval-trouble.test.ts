import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { finish } from '../../packages/console/dev/fake-decide.ts';
import { move } from '../../packages/console/dev/fake-state.ts';
import { closeBrowser, type Stage, stage } from './console-stage.ts';

const PLAIN = '/approvals/apr_plain0invoice';

after(closeBrowser);

const button = ({ page }: Stage, name: string | RegExp) => page.getByRole('button', { name });
const changes = ({ fake }: Stage) => fake.state.changes.map((change) => change.route);

test('somebody else was quicker: the page says who, live, and offers no button any more', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, 'Deny').waitFor();
  const at = new Date(scene.fake.state.now()).toISOString();
  const answer = { by: 'Jonas Weber', answer: 'approve' as const, reason: null, at };
  move(scene.fake.state, 'apr_plain0invoice', { state: 'succeeded', answer });
  await scene.page.getByRole('alert').getByText('Jonas Weber approved this').waitFor();
  assert.equal(await button(scene, 'Deny').count(), 0);
});

test('T33 a request that ended meanwhile is not approved from a stale page; the page shows its end', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, /^Approve/).waitFor();
  const shown = scene.fake.state.approvals.get('apr_plain0invoice');
  if (shown) scene.fake.state.approvals.set(shown.id, { ...shown, state: 'expired' });
  await button(scene, /^Approve/).click();
  await scene.page.getByText('Nobody answered in 30 minutes, so it was denied.').waitFor();
});

test('what changed while it was open is not approved, and the second starts anew', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, /^Approve/).waitFor();
  const shown = scene.fake.state.approvals.get('apr_plain0invoice');
  if (shown) scene.fake.state.approvals.set(shown.id, { ...shown, action_sha256: 'f'.repeat(64) });
  await button(scene, /^Approve/).click();
  await scene.page.getByText('This request was replaced. Look at the new one.').waitFor();
  assert.equal(scene.fake.state.approvals.get('apr_plain0invoice')?.state, 'pending');
});

test('an unknown outcome is told as what it is, never sent again, and marked by a person', async (t) => {
  const scene = await stage(t);
  scene.fake.state.endsAs = 'outcome_unknown';
  scene.fake.state.executionMs = null;
  await scene.open(PLAIN);
  await button(scene, /^Approve/).click();
  await scene.page.getByText('It is being sent to Stripe.').waitFor();
  finish(scene.fake.state, 'apr_plain0invoice');
  await scene.page.getByText('It may have happened. It will not be sent again.').waitFor();
  await button(scene, 'It happened').click();
  await scene.page.getByText('A person checked: it happened.').waitFor();
  assert.deepEqual(changes(scene), ['approve', 'reconcileCall']);
});

test('without a connection decisions are off and the page says so', async (t) => {
  const scene = await stage(t);
  await scene.open(PLAIN);
  await button(scene, /^Approve/).waitFor();
  await scene.page.context().setOffline(true);
  await button(scene, 'Deny').click();
  await scene.page.getByText(/Not connected since/).waitFor();
  await button(scene, /Not connected/).waitFor();
});

test('a request that cannot be loaded shows no button, says that nothing was decided, and can be tried again', async (t) => {
  const scene = await stage(t);
  scene.fake.state.failing.add('readApproval');
  await scene.open(PLAIN);
  await scene.page.getByText('We could not load this request. Nothing has been decided.').waitFor();
  assert.equal(await button(scene, 'Deny').count(), 0);
  scene.fake.state.failing.clear();
  await button(scene, 'Try again').click();
  await button(scene, 'Deny').waitFor();
});

test('arguments that do not fit on the page cannot be approved', async (t) => {
  const scene = await stage(t);
  const shown = scene.fake.state.approvals.get('apr_plain0invoice');
  assert.ok(shown);
  const display = { ...shown.display, rows_omitted: 40 };
  scene.fake.state.approvals.set(shown.id, { ...shown, display });
  await scene.open(PLAIN);
  await button(scene, /Too long to be shown/).waitFor();
  await scene.page.getByText('40 left out').waitFor();
});
