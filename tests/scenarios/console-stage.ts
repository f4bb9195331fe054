import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { buildConsole } from '../../packages/console/build.ts';
import { type FakeGateway, startFakeGateway } from '../../packages/console/dev/fake-gateway.ts';
import type { FakeOptions } from '../../packages/console/dev/fake-state.ts';
import { launchBrowser } from '../support/chromium.ts';

/** Generous: two cores may be busy with other tests. */
const WAIT_MS = 15_000;

const WATCH_POLICY = `addEventListener('securitypolicyviolation', (event) => {
  window.reportViolation(event.violatedDirective + ' ' + event.blockedURI);
});`;

export interface Stage {
  readonly page: Page;
  readonly fake: FakeGateway;
  open(path: string): Promise<void>;
}

export interface PageOptions {
  width?: number;
  theme?: 'light' | 'dark';
  reducedMotion?: boolean;
}

export interface StageOptions extends FakeOptions, PageOptions {}

let browser: Promise<Browser> | undefined;

/**
 * A page that ends its test as failed when its content security policy stopped anything or a script threw, whatever
 * the test itself looks at.
 */
export async function watchedPage(t: TestContext, options: PageOptions = {}): Promise<Page> {
  browser ??= launchBrowser();
  const width = options.width ?? 1280;
  const context = await (await browser).newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  });
  const faults: string[] = [];
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, []);
  });
  await context.exposeFunction('reportViolation', (what: string) => void faults.push(what));
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

/** A page of the built console over a stand-in gateway of its own, with the content security policy of the real one. */
export async function stage(t: TestContext, options: StageOptions = {}): Promise<Stage> {
  const { directory } = await buildConsole();
  const fake = await startFakeGateway(directory, options);
  const page = await watchedPage(t, options);
  t.after(() => fake.close());
  return {
    page,
    fake,
    open: async (path) => {
      await page.goto(fake.url + path);
    },
  };
}

/** After the last test of a file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

const BAD = new Set(['serious', 'critical']);

/** The rules of axe that another theme can break while the document stays the same. */
export const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds serious or critical on the page as it is now.
 * @param rules only these; all when absent
 */
export async function axeProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const result = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return result.violations
    .filter((violation) => BAD.has(violation.impact ?? ''))
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}
