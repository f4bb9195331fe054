import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, closeBrowser, type Stage, type StageOptions, stage } from './console-stage.ts';

after(closeBrowser);

const MANY = 10_000;
/** Rows of a list that may be in the page at once, however long it is. */
const ROWS_MAX = 150;

const rowsIn = (page: Page) => page.locator('main li').count();

async function flooded(t: TestContext, options?: StageOptions): Promise<Stage> {
  const scene = await stage(t, options);
  const { approvals } = scene.fake.state;
  const model = approvals.get('apr_plain0invoice');
  assert.ok(model);
  for (let n = approvals.size; n < MANY; n += 1) approvals.set(`apr_n${n}`, { ...model, id: `apr_n${n}` });
  return scene;
}

async function many(t: TestContext): Promise<Stage> {
  const scene = await stage(t);
  const { state } = scene.fake;
  const [agent] = state.agents;
  const [connection] = state.connections;
  assert.ok(agent && connection);
  state.agents = Array.from({ length: MANY }, (_, n) => ({ ...agent, id: `agt_${n}`, name: `agent-${n}` }));
  state.connections = Array.from({ length: MANY }, (_, n) => {
    return { ...connection, id: `con_${n}`, name: `service-${n}`, title: `Service ${n}` };
  });
  return scene;
}

for (const [path, name] of [
  ['/agents', 'agent-0'],
  ['/connections', 'Service 0'],
] as const) {
  test(`${path} with ten thousand rows keeps few of them in the page, in order, and stays accessible`, async (t) => {
    const { page, open } = await many(t);
    await open(path);
    await page.getByRole('link', { name, exact: true }).waitFor();
    assert.ok((await rowsIn(page)) < ROWS_MAX, `${await rowsIn(page)} rows`);
    assert.deepEqual(await axeProblems(page), []);
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight / 2)');
    await page.locator('main li[aria-posinset="5000"]').first().waitFor();
    assert.ok((await rowsIn(page)) < ROWS_MAX, `${await rowsIn(page)} rows`);
    const numbers = await page
      .locator('main li[aria-posinset]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-posinset'))));
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
    );
    assert.equal(await page.locator('main li[aria-setsize="10000"]').count(), numbers.length);
  });
}

test('the row that has the focus stays in a long list while it is scrolled away, and the next one is one key further', async (t) => {
  const { page, open } = await many(t);
  await open('/agents');
  await page.getByRole('link', { name: 'agent-3', exact: true }).focus();
  await page.evaluate('window.scrollTo(0, 90000)');
  await page.waitForFunction(
    'document.querySelector("main li[aria-posinset]:last-child").ariaPosInSet > 500',
  );
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'agent-3');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'agent-2');
});

test('T26 ten thousand waiting requests stand by agent and operation, with the way to stop who asks', async (t) => {
  const { page, open } = await flooded(t);
  await open('/');
  await page.getByRole('heading', { name: /^9,99\d requests wait for an answer$/, level: 1 }).waitFor();
  const kind = page.getByRole('link', { name: /^9,99\d × create_invoice$/ });
  await kind.waitFor();
  assert.ok((await rowsIn(page)) < ROWS_MAX, `${await rowsIn(page)} rows`);
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('button', { name: 'Stop billing-helper' }).first().click();
  assert.equal(await page.getByRole('radio', { name: 'billing-helper' }).isChecked(), true);
  await page.keyboard.press('Escape');
  await kind.click();
  await page.waitForURL(/\/approvals\/waiting\?agent=/);
});

test('one kind of ten thousand requests is walked by keyboard, page after page, and what was denied says so', async (t) => {
  const { page, open } = await flooded(t, { width: 390 });
  await open('/approvals/waiting?agent=agt_billing-helper');
  await page.locator('[data-request]').first().waitFor();
  for (let times = 0; times < 130; times += 1) await page.keyboard.press('j');
  const at = '[data-request]:focus';
  const row = page.locator('li', { has: page.locator(at) });
  assert.equal(await row.getAttribute('aria-posinset'), '130');
  assert.ok((await rowsIn(page)) < ROWS_MAX, `${await rowsIn(page)} rows`);
  assert.deepEqual(await axeProblems(page), []);
  await page.keyboard.press('d');
  await row.getByText('No longer waiting').waitFor();
  await page.keyboard.press('k');
  assert.equal(await row.getAttribute('aria-posinset'), '129');
});

test('an unusual request says so in the inbox, against how many it was compared', async (t) => {
  const { page, open } = await stage(t);
  await open('/');
  await page
    .getByText(/^Unlike the last \d+$/)
    .first()
    .waitFor();
});
