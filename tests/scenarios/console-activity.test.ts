import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, type Stage, stage } from './console-stage.ts';

after(closeBrowser);

/** An entry that comes while the page is open. */
function announce({ fake }: Stage, index: number): void {
  const { state } = fake;
  state.news = [
    {
      index,
      at: new Date(state.now()).toISOString(),
      kind: 'call.denied',
      call_id: `cal_new${index}`,
      entry: { actor: 'agt_billing-helper', connection: 'con_stripe', operation: `new_call_${index}` },
      leaf_hash: 'f'.repeat(64),
      risk: 'write',
    },
    ...state.news,
  ];
  const change = {
    type: 'call',
    call_id: 'cal_x',
    approval_id: null,
    agent_id: 'agt_x',
    state: 'denied',
  } as const;
  for (const listener of state.listeners) listener(change);
}

test('new entries come in by themselves, and none while the list is paused', async (t) => {
  const scene = await stage(t);
  await scene.open('/activity');
  await scene.page.getByText('Live', { exact: true }).waitFor();
  announce(scene, 90_001);
  await scene.page.getByText('new_call_90001').waitFor();
  await scene.page.getByRole('button', { name: 'Pause' }).click();
  announce(scene, 90_002);
  await scene.page.getByText(/Paused at/).waitFor();
  assert.equal(await scene.page.getByText('new_call_90002').count(), 0);
  await scene.page.getByRole('button', { name: 'Go on' }).click();
  await scene.page.getByText('new_call_90002').waitFor();
});

test('a list of hundreds keeps only the rows near the window in the page', async (t) => {
  const { page, open } = await stage(t);
  await open('/activity');
  await page.getByRole('button', { name: 'Show older entries' }).click();
  await page.getByText('200 entries shown').waitFor();
  assert.ok((await page.locator('[aria-posinset]').count()) < 60);
  assert.equal(await page.locator('[aria-posinset]').first().getAttribute('aria-setsize'), '200');
});

test('a filter stands in the address, and the address opens the same view', async (t) => {
  const { page, open } = await stage(t);
  await open('/activity');
  await page.getByLabel('What').selectOption('denied');
  await page.getByLabel('Find in the log').fill('delete_customer');
  await page.waitForURL(/text=delete_customer/);
  assert.match(page.url(), /show=denied/);
  await page.reload();
  assert.equal(await page.getByLabel('Find in the log').inputValue(), 'delete_customer');
  const href = await page.getByText('Table (CSV)').getAttribute('href');
  assert.match(href ?? '', /format=csv.*show=denied/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.waitForURL(/\/activity$/);
});

test('an entry opens by keyboard, tells its steps with their times, and gives the focus back', async (t) => {
  const { page, open } = await stage(t);
  await open('/activity');
  const row = page.locator('[aria-posinset] button').first();
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Send, wait for the answer').waitFor();
  assert.match(page.url(), /entry=\d+/);
  await page.keyboard.press('Escape');
  await page.getByText('Send, wait for the answer').waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /entry/);
});

test('the overview says what to do first, and its figures can be walked by keyboard and read as a table', async (t) => {
  const { page, open } = await stage(t);
  await open('/overview');
  await page.getByRole('heading', { name: '5 things need a person' }).waitFor();
  await page.getByText('Pager no longer reaches anybody').waitFor();
  const chart = page.getByRole('group', { name: /Arrow keys walk/ });
  await chart.focus();
  await page.keyboard.press('Home');
  assert.match((await chart.getByRole('status').textContent()) ?? '', /846 allowed/);
  await page.getByText('Show as a table').click();
  assert.equal(await page.getByRole('row').count(), 25);
  await page.getByRole('button', { name: '7 days' }).click();
  await page.getByText('Decisions in six hours').waitFor();
});

test('on the first day the overview shows the three steps and opens the next one', async (t) => {
  const { page, open } = await stage(t, { empty: true, width: 390 });
  await open('/overview');
  await page.getByText('Make the first call').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Start' }).count(), 1);
});

for (const width of [1280, 390]) {
  test(`a session says its risk and how to stop it before its steps, to eyes and to readers (${width} px)`, async (t) => {
    const { page, open } = await stage(t, { width });
    await open('/activity/sessions/agt_billing-helper/ses_0k9v3t7m');
    const order = [
      page.getByRole('button', { name: 'Stop this agent…' }),
      page.getByRole('region', { name: 'Session risk' }),
      page.getByRole('region', { name: 'Step by step' }),
      page.getByRole('region', { name: 'How it was decided' }),
    ];
    await order[0]?.waitFor();
    const tops = await Promise.all(order.map(async (part) => (await part.boundingBox())?.y ?? -1));
    assert.deepEqual(
      tops,
      tops.toSorted((a, b) => a - b),
    );
    const marked = await page
      .locator('main button, main section')
      .evaluateAll((parts) => parts.map(({ ariaLabel, textContent }) => ariaLabel ?? textContent ?? ''));
    const at = (words: string) => marked.findIndex((said) => said.startsWith(words));
    const read = [at('Stop this agent'), at('Session risk'), at('Step by step')];
    assert.ok(!read.includes(-1), String(read));
    assert.deepEqual(
      read,
      read.toSorted((a, b) => a - b),
    );
  });
}
