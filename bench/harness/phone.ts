import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

/** A phone of 390 × 844 whose browser holds a sign-in and nothing else: every visit is a cold one. */
export interface Visit {
  readonly browser: Browser;
  readonly url: string;
  /** `name=value` */
  readonly cookie: string;
  /** stands on the page once it can be used */
  readonly ready: string;
  /** as a phone on 4G, whose processor is four times slower; else as fast as this machine */
  readonly mobile: boolean;
}

/** What a browser saw of one visit. Times in ms from the navigation. */
export interface Seen {
  readonly firstPaint: number;
  /** until the button to decide stands there */
  readonly usable: number;
  /** CLS: sum of layout shift scores without input, one second after the page could be used */
  readonly shift: number;
}

/** Chromium's own "fast 4G": 165 ms there and back, 9 Mbit/s down, 1.5 up, a tenth less each. */
const FOUR_G = {
  offline: false,
  latency: 165,
  downloadThroughput: (9 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (1.5 * 1024 * 1024 * 0.9) / 8,
};
const SLOWER = 4;
const SETTLED_MS = 1_000;

const WATCH = `window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

export async function visit(visited: Visit): Promise<Seen> {
  const context = await phone(visited);
  try {
    const page = await context.newPage();
    if (visited.mobile) await slowDown(await context.newCDPSession(page));
    await page.addInitScript(WATCH);
    await page.goto(visited.url, { waitUntil: 'commit' });
    await page.getByRole('button', { name: visited.ready }).waitFor();
    const usable = await page.evaluate<number>('performance.now()');
    return { usable, ...(await painted(page)) };
  } finally {
    await context.close();
  }
}

async function phone({ browser, cookie, url }: Visit): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: new URL(url).origin, httpOnly: true, sameSite: 'Strict' }]);
  return context;
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', FOUR_G);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
}

async function painted(page: Page): Promise<Pick<Seen, 'firstPaint' | 'shift'>> {
  await page.waitForTimeout(SETTLED_MS); // what shifts late counts, too
  const firstPaint = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`,
  );
  return { firstPaint, shift: await page.evaluate<number>('window.shift') };
}
