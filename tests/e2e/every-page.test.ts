/** Every page in a real browser: axe finds nothing in either theme, nothing is wider than a phone of 320 pixels, nothing offends the strict policy. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInPage, visits } from '../support/page-visits.ts';
import { openShownWorld, type ShownWorld } from '../support/shown-world.ts';
import { thorough } from '../support/thorough.ts';
import { violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
const [PHONE, TABLET, DESK] = [{ width: 320, height: 640 }, { width: 768, height: 1024 }, { width: 1280, height: 800 }];

describe.skipIf(missing !== '')('every page', () => {
  let world: ShownWorld;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([openShownWorld(), openBrowser()]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  // Colours hardly depend on the width, nor names on the theme.
  const ways = [['light', 'de', PHONE], ['dark', 'en', DESK], ...(thorough ? [['dark', 'de', PHONE], ['light', 'en', DESK]] as const : [])] as const;
  test.each(ways)('%s, %s, axe at %o', async (theme, language, axeAt) => {
    const { page, context, said } = await signInPage(browser, world, { theme, language });
    const faults: string[] = [];
    for await (const { name } of visits(page, world)) {
      for (const size of [PHONE, TABLET, DESK]) {
        await page.setViewportSize(size);
        const where = `${name}, ${size.width} pixels`;
        const wide = await page.evaluate<string[]>(`(() => { const over = document.documentElement.scrollWidth - document.documentElement.clientWidth; return over <= 0 ? [] : [over + ' pixels too wide: ' + [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1).slice(0, 2).map((each) => each.outerHTML.slice(0, 150)).join(' | ')]; })()`);
        faults.push(...wide.map((each) => `${where}: ${each}`));
        if (size !== axeAt) continue;
        faults.push(...(await violationsOf(page, { bestPractice: true })).map((each) => `${where}: ${each}`));
      }
      faults.push(...said.splice(0).map((each) => `${name}: ${each}`));
    }
    await context.close();
    expect(faults.join('\n')).toBe('');
  }, 400_000);
});
