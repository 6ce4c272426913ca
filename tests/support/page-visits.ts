/** Every page of a shown world in a browser, one after the other, each once it stands still. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ShownWorld } from './shown-world.ts';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What the browser complained about: scripts that broke, policies that were offended. */
  said: string[];
}

/** Not faults: how a page learns that nobody is signed in, and addresses that are meant to be wrong. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

/** @param how.theme `light` or `dark` @param how.language `en` or `de` */
export async function signInPage(browser: Browser, { url, person }: ShownWorld, { theme, language }: { theme: 'light' | 'dark'; language: string }): Promise<Visitor> {
  const context = await browser.newContext({ locale: language === 'de' ? 'de-DE' : 'en-GB', colorScheme: theme, serviceWorkers: 'block', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error' && !EXPECTED.test(message.text())) said.push(message.text()); });
  page.on('pageerror', (error) => { said.push(String(error)); });
  await context.request.post(`${url}/api/v1/auth/sign-in`, { data: { email: person.email, password: person.password }, headers: { origin: url } });
  return { page, context, said };
}

/** Loaded, and nothing on it is a skeleton any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  // The policy refuses `waitForFunction`.
  await page.evaluate('(async () => { for (let i = 0; i < 100 && document.querySelector("[aria-busy=true]"); i++) await new Promise((next) => setTimeout(next, 100)); })()');
}

/** @param only part of names */
export async function* visits(page: Page, { url, pages, doors }: ShownWorld, only?: string): AsyncGenerator<{ name: string }, void, undefined> {
  const todo = [...pages];
  const seen = new Set<string>();
  for (let next = todo.shift(); next; next = todo.shift()) {
    if (seen.has(next.address)) continue;
    seen.add(next.address);
    const sections = next.name === 'settings' || next.name === 'administration';
    if (only !== undefined && !next.name.includes(only) && !sections) continue;
    await page.goto(`${url}${next.address}`);
    await settled(page);
    if (sections) {
      const inside = await page.evaluate<string[]>(`[...document.querySelectorAll('main a[href^="${next.address}/"]')].map((link) => link.getAttribute('href'))`);
      for (const address of new Set(inside)) todo.push({ name: address.slice(1).replaceAll('/', '-'), address });
    }
    if (only === undefined || next.name.includes(only)) yield { name: next.name };
  }
  await page.context().clearCookies();
  for (const { name, address } of doors) {
    if (only !== undefined && !name.includes(only)) continue;
    await page.goto(`${url}${address}`);
    await page.reload();
    await settled(page);
    yield { name };
  }
}
