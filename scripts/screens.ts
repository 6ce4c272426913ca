/**
 * `npm run screens [-- --lang de] [--out FOLDER] [--only NAME] [--quick]`: pictures of every page at three sizes in both themes,
 * of a server with media of our own. Says what is wider than its window and what the browser complained about, and ends with 1 then.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from '../tests/e2e/browser.ts';
import { signInPage, visits } from '../tests/support/page-visits.ts';
import { openShownWorld } from '../tests/support/shown-world.ts';

const SIZES = [{ width: 390, height: 844 }, { width: 768, height: 1024 }, { width: 1280, height: 800 }];
const THEMES = ['light', 'dark'] as const;

const { values } = parseArgs({ options: { lang: { type: 'string', default: 'en' }, out: { type: 'string', default: 'results/screens' }, only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
const out = path.resolve(values.out);
mkdirSync(out, { recursive: true });
// Pictures of earlier runs alone: the folder may be anybody's.
const ours = new RegExp(`-(?:${SIZES.map(({ width }) => width).join('|')})-(?:${THEMES.join('|')})\\.png$`);
for (const name of readdirSync(out)) if (ours.test(name)) rmSync(path.join(out, name));

const complaints: string[] = [];
let taken = 0;
const world = await openShownWorld({ full: !values.quick });
const browser = await openBrowser();
try {
  for (const theme of THEMES) {
    const { page, context, said } = await signInPage(browser, world, { theme, language: values.lang });
    for await (const { name } of visits(page, world, values.only)) {
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.waitForTimeout(150);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (wide > 0) complaints.push(`${name} ${size.width} ${theme}: ${wide} pixels wider than its window`);
        await page.screenshot({ path: path.join(out, `${name}-${size.width}-${theme}.png`), fullPage: true });
      }
      complaints.push(...said.splice(0).map((each) => `${name} ${theme}: ${each}`));
      taken += 1;
      process.stderr.write('.');
    }
    await context.close();
  }
} finally {
  await browser.close();
  await world.close();
}
if (taken === 0) complaints.push(`no page has '${values.only ?? ''}' in its name`);
console.log(`\n${out}`);
for (const complaint of new Set(complaints)) console.log(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
