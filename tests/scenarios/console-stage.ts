import type { TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildConsole } from '../../packages/console/build.ts';
import { type FakeGateway, startFakeGateway } from '../../packages/console/dev/fake-gateway.ts';
import type { FakeOptions } from '../../packages/console/dev/fake-state.ts';
import { launchBrowser } from '../support/chromium.ts';

/** Generous: two cores may be busy with other tests. */
const WAIT_MS = 15_000;

const WATCH_POLICY = `
  window.__violations = [];
  addEventListener('securitypolicyviolation', (event) => {
    window.__violations.push(event.violatedDirective + ' ' + event.blockedURI);
  });
`;

export interface Stage {
  readonly page: Page;
  readonly fake: FakeGateway;
  open(path: string): Promise<void>;
  /** What the page's content security policy stopped. */
  violations(): Promise<string[]>;
}

export interface StageOptions extends FakeOptions {
  width?: number;
  theme?: 'light' | 'dark';
  reducedMotion?: boolean;
}

let browser: Promise<Browser> | undefined;

/** A page of the built console over a stand-in gateway of its own, with the content security policy of the real one. */
export async function stage(t: TestContext, options: StageOptions = {}): Promise<Stage> {
  const { directory } = await buildConsole();
  const fake = await startFakeGateway(directory, options);
  browser ??= launchBrowser();
  const width = options.width ?? 1280;
  const context = await (await browser).newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
  });
  t.after(async () => {
    await context.close();
    await fake.close();
  });
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  return {
    page,
    fake,
    open: async (path) => {
      await page.goto(fake.url + path);
    },
    violations: () => page.evaluate<string[]>('window.__violations'),
  };
}

/** After the last test of a file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}
