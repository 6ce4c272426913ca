/** The small page of the server, in a real browser: first account, signing out and in, status, and the documentation under the strict policy. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
/** With it each page is kept as a picture, for whoever wants to look. */
const PICTURES = process.env['AIMA_PAGE_PICTURES'];
const SIZES = [{ width: 1280, height: 800 }, { width: 390, height: 844 }] as const;

describe.skipIf(missing !== '')('the page of the server', () => {
  let server: ServerProgram;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } });
    browser = await openBrowser();
    page = await browser.newPage({ locale: 'en-GB' });
    // A 401 is how a page learns that nobody is signed in; what breaks the policy or a script is none.
    page.on('console', (message) => { if (message.type() === 'error' && !/401|Failed to load resource/.test(message.text())) complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(String(error)); });
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
  });

  const keep = async (name: string): Promise<void> => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(overflow, `${name} at ${size.width}`).toBeLessThanOrEqual(0);
      if (PICTURES === undefined) continue;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: path.join(PICTURES, `${name}-${size.width}.png`), fullPage: true });
    }
    await page.setViewportSize(SIZES[0]);
  };

  test('says that it works and that nobody administrates it', async () => {
    await page.goto(server.url);
    await page.getByText('It works.').waitFor();
    await page.getByText('Nobody administrates this AIMA yet').waitFor();
    await keep('first');
  });

  test('the one-time link makes the first account with the keyboard alone', async () => {
    await page.goto(server.welcomeLink ?? '');
    await page.getByRole('button', { name: 'Make the account' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await keep('welcome');
    await page.getByLabel('Name').focus();
    for (const text of [ADMIN.name, ADMIN.email, ADMIN.password]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
    await keep('signed-in');
  });

  test('signing out and in, with a wrong password in between', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    const form = page.locator('#password-form');
    await form.getByLabel('Mail address').fill(ADMIN.email);
    await form.getByLabel('Password').fill('not the password');
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.getByRole('alert').waitFor();
    await keep('refused');
    await form.getByLabel('Password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
  });

  test('speaks German when asked to', async () => {
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText(`Angemeldet als ${ADMIN.name}`).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await keep('german');
  });

  test('an invitation without its token says so', async () => {
    await page.goto(`${server.url}/invitation`);
    await page.getByRole('alert').first().waitFor();
    await keep('invitation');
  });

  test('the documentation can be opened and tried, offline and under the policy', async () => {
    await page.goto(`${server.url}/docs/`);
    await page.getByText('Whether AIMA works').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"product": "aima"').first().waitFor();
    if (PICTURES !== undefined) await page.screenshot({ path: path.join(PICTURES, 'docs.png') });
  });

  test('nothing broke the policy or a script', () => { expect(complaints).toEqual([]); });
});
