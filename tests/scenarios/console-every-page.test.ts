import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, closeBrowser, RULES_OF_COLOUR, type StageOptions, stage } from './console-stage.ts';
import { scenePaths } from './scene-paths.ts';

after(closeBrowser);

interface Place {
  readonly path: string;
  /** stands there once the page is whole, where a heading alone does not tell */
  readonly whole?: string | RegExp;
  readonly options?: StageOptions;
}

const STATES: readonly Place[] = [
  { path: '/approvals/apr_plain0invoice', whole: 'Exactly what will be sent' },
  { path: '/approvals/apr_unknown', whole: 'It happened' },
  { path: '/approvals/apr_none', whole: 'There is no such request.' },
  { path: '/approvals/decided?answer=approved&agent=agt_gone', whole: 'No request fits these filters.' },
  { path: '/nothing-here', whole: 'There is no page here.' },
  { path: '/sign-in', options: { signedIn: false } },
  { path: '/setup#ap_setup_x', options: { signedIn: false } },
  { path: '/invitation#ap_invite_x', whole: 'as approver', options: { signedIn: false } },
  { path: '/invitation', whole: 'This link is not complete.', options: { signedIn: false } },
  { path: '/', whole: 'Nothing waits for an answer', options: { empty: true } },
  { path: '/agents', options: { empty: true } },
  { path: '/connections', options: { empty: true } },
  { path: '/connections/github?tab=credential', whole: 'Revoking destroys it' },
  { path: '/connections/github?tab=settings', whole: 'Who owns it' },
  { path: '/connections/stripe?tab=settings', whole: 'at most 30 seconds, the gateway’s own' },
  { path: '/policy', options: { empty: true } },
  { path: '/playground', options: { empty: true } },
  { path: '/people', options: { empty: true } },
];

const PLACES: readonly Place[] = [...scenePaths().map((path) => ({ path })), ...STATES];

async function isWhole(page: Page, { whole }: Place): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (whole) await page.getByText(whole).first().waitFor();
  // Nothing is being loaded any more.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

const END_TRANSITIONS = `document.getAnimations().forEach((each) => each instanceof CSSTransition && each.finish())`;

/** Colours on their way to the other theme are not measured. */
async function inTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(END_TRANSITIONS);
}

/** Tabs stand in one row of their own, which is moved sideways without the page. */
const TOO_WIDE = `[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
  && getComputedStyle(e).position !== 'absolute' && !e.closest('.truncate, [data-tab]')).map((e) => e.outerHTML.slice(0, 160))`;

for (const place of PLACES) {
  const title = `${place.path}${place.options?.empty ? ' with nothing in it' : ''}`;
  test(`${title}: accessible in both themes, no sideways scrolling down to 320 px, no hidden character`, async (t) => {
    assert.doesNotMatch(place.path, /\{/, 'Say in PARAMS what this stands for on the stage.');
    const { page, open } = await stage(t, place.options);
    await open(place.path);
    await isWhole(page, place);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await inTheme(page, 'light');
      assert.deepEqual(await axeProblems(page), [], `${width} px, light`);
      await inTheme(page, 'dark');
      assert.deepEqual(await axeProblems(page, RULES_OF_COLOUR), [], `${width} px, dark`);
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      assert.deepEqual(await page.evaluate<string[]>(TOO_WIDE), [], `${width} px`);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    }
    const text = await page.evaluate<string>('document.documentElement.textContent');
    assert.doesNotMatch(text, /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u);
  });
}
