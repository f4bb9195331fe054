import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Worker } from 'playwright-core';
import { buildConsole } from '../../packages/console/build.ts';
import { launchBrowser } from '../support/chromium.ts';
import { startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

let browser: Browser;
before(async () => {
  await buildConsole();
  browser = await launchBrowser();
});
after(() => browser.close());

/** What the worker does is written down in place of showing and opening, which a browser without a screen refuses. */
const WATCHED = `
  self.seen = [];
  self.registration.showNotification = async (title, options) => void self.seen.push({ title, ...options });
  self.clients.matchAll = async () => [];
  self.clients.openWindow = async (url) => void self.seen.push({ opened: url });
`;

/** Hands an event to the worker and gives back what it did. */
function give(worker: Worker, event: string): Promise<Record<string, unknown>[]> {
  return worker.evaluate(`(async () => {
    ${WATCHED}
    const waited = [];
    const event = ${event};
    event.waitUntil = (promise) => waited.push(promise);
    self.dispatchEvent(event);
    await Promise.all(waited);
    return self.seen;
  })()`);
}

test('the worker of the real gateway registers under its policy, shows what it is sent and opens only our pages', async (t) => {
  const gateway = await startTestGateway(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${gateway.url}/sign-in`);
  await page.evaluate(
    `navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready)`,
  );
  const worker = await until(() => context.serviceWorkers()[0]);

  const message = {
    kind: 'ended',
    tag: 'apr_1',
    title: 'A request needs no answer any more',
    body: '',
    path: '/approvals/apr_1',
  };
  const push = (text: string) => give(worker, `new PushEvent('push', { data: ${JSON.stringify(text)} })`);
  const [shown] = await push(JSON.stringify(message));
  assert.deepEqual(
    [shown?.title, shown?.tag, shown?.silent, shown?.data],
    [message.title, 'apr_1', true, { path: '/approvals/apr_1' }],
  );
  const [unread] = await push('not JSON');
  assert.equal(unread?.title, 'A request waits for an answer');

  const click = (path: string) =>
    give(
      worker,
      `Object.assign(new Event('notificationclick'), { notification: { close() {}, data: { path: ${JSON.stringify(path)} } } })`,
    );
  assert.deepEqual(await click('/approvals/apr_1'), [{ opened: `${gateway.url}/approvals/apr_1` }]);
  for (const elsewhere of ['//evil.example/', 'https://evil.example/', 'javascript:alert(1)']) {
    assert.deepEqual(await click(elsewhere), [{ opened: gateway.url }], elsewhere);
  }
});
