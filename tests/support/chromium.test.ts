import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromiumPath, launchBrowser } from './chromium.ts';

test('several first uses at the same time end with one working browser', async () => {
  const paths = await Promise.all([chromiumPath(), chromiumPath()]);
  assert.equal(paths[0], paths[1]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<h1>Approve?</h1>');
    assert.equal(await page.textContent('h1'), 'Approve?');
    assert.ok(((await page.locator('h1').boundingBox())?.width ?? 0) > 0);
  } finally {
    await browser.close();
  }
});
