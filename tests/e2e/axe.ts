/** What axe finds on a page that stands still. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Its rules for WCAG 2.0 to 2.2, levels A and AA. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Colours change from element to element: on their way they are nobody's choice; a bar that goes on growing is left alone. */
const STILL = `(async () => {
  for (let i = 0, moves = [0]; i < 3 && moves.length > 0; i++) {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))));
    moves = document.getAnimations().filter((each) => each instanceof CSSTransition).map(({ finished }) => finished);
    await Promise.race([Promise.allSettled(moves), new Promise((late) => setTimeout(late, 250))]);
  }
})()`;

interface Violation { id: string; nodes: { html: string; failureSummary?: string }[] }

/** As the page hears of it from the system; one that was chosen stays. */
export const inTheme = (page: Page, theme: 'light' | 'dark'): Promise<void> => page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });

/**
 * One line each.
 *
 * @param within selector of the part to look at; the whole page by default
 * @param bestPractice axe's advice beyond WCAG, too
 */
export async function violationsOf(page: Page, { within = 'html', bestPractice = false }: { within?: string; bestPractice?: boolean } = {}): Promise<string[]> {
  await page.evaluate(STILL);
  // Half a megabyte: reading it takes longer than looking.
  if (!await page.evaluate<boolean>(`'axe' in window`)) await page.evaluate(AXE);
  const options = JSON.stringify({ runOnly: bestPractice ? [...WCAG, 'best-practice'] : WCAG, resultTypes: ['violations'] });
  const found = await page.evaluate<Violation[]>(`axe.run(${JSON.stringify(within)}, ${options}).then(({ violations }) => violations)`);
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary = '' }) => `${html.slice(0, 200)} (${failureSummary.replace(/\s+/g, ' ').slice(0, 200)})`).join(' | ')}`);
}
