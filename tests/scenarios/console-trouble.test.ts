import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ROUTES, type RouteId } from '@agentport/contract';
import { axeProblems, closeBrowser, stage } from './console-stage.ts';
import { scenePaths } from './scene-paths.ts';

after(closeBrowser);

/** What the frame around every page needs; without it nobody is signed in. */
const FRAME = new Set<string>(['me', 'status', 'events']);

/** Everything a page reads for itself. */
const READ = (Object.keys(ROUTES) as RouteId[]).filter((id) => ROUTES[id].method === 'GET' && !FRAME.has(id));

const PATHS = [...new Set(scenePaths())];

for (const path of PATHS) {
  test(`${path}: says what could not be loaded, with a code to pass on and a way to try again, and speaks of no change`, async (t) => {
    const { page, fake, open } = await stage(t, { width: 390 });
    for (const id of READ) fake.state.failing.add(id);
    await open(path);
    const alert = page.getByRole('alert').filter({ hasText: 'storage_unavailable' }).first();
    await alert.waitFor();
    assert.match((await alert.textContent()) ?? '', /could not/);
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
    assert.equal(await page.getByText('Nothing was changed.').count(), 0);
    assert.deepEqual(await axeProblems(page), []);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  });

  test(`${path}: holds the place of what is still on its way`, async (t) => {
    const { page, open } = await stage(t, { width: 390 });
    const own = new Set(READ.map((id) => ROUTES[id].path.split('{')[0] ?? ''));
    const isOwn = (url: URL) =>
      [...own].some(
        (start) => url.pathname === start || (start.endsWith('/') && url.pathname.startsWith(start)),
      );
    // answers never come
    await page.route(isOwn, () => undefined);
    await open(path);
    await page.locator('main [aria-busy=true]').first().waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(await axeProblems(page), []);
  });
}
