/** What each page is looked at for: what it complains of, what axe finds in both themes, whether it fits its width; a picture of it for whoever wants one. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { inTheme, violationsOf } from './axe.ts';

/** With it each page is kept as a picture. */
const PICTURES = process.env['AIMA_PAGE_PICTURES'];
const SIZES = [{ width: 1280, height: 800 }, { width: 390, height: 844 }, { width: 320, height: 640 }] as const;

/** What makes the page wider than the window; nothing where it is not. */
const TOO_WIDE = `(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > width + 1 || (each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1)).map((each) => each.outerHTML.slice(0, 160));
  return ['wider by ' + (document.documentElement.scrollWidth - width), ...wide.slice(-6)];
})()`;

/** A 401, also of the WebSocket, is how a page learns that nobody is signed in, and a refusal has its words on the page; what breaks the policy or a script has not. */
export function complaintsOf(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource|HTTP Authentication failed/.test(message.text())) complaints.push(message.text()); });
  context.on('weberror', (error) => { complaints.push(String(error.error())); });
  return complaints;
}

/** @param name of the picture and in what a failure says */
export async function lookAt(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await page.evaluate<string[]>(TOO_WIDE), `${name} at ${size.width}`).toEqual([]);
      if (PICTURES === undefined) continue;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}-${size.width}.png`), fullPage: true });
    }
    await page.setViewportSize(SIZES[0]);
    expect(await violationsOf(page), `${name} in ${theme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}
