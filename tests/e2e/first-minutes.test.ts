/** The first minutes in a real browser: the one-time link, what this machine can do, a sample that AIMA makes and analyses while one watches. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ADMIN, signIn, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { complaintsOf, lookAt } from './page-checks.ts';

const missing = missingForBrowser();
/** A real analysis on a busy machine. */
const PATIENCE_MS = 240_000;

describe.skipIf(missing !== '')('the first minutes', () => {
  let server: ServerProgram;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    server = await startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } });
    browser = await openBrowser();
    context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
    complaints = complaintsOf(context);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
  });

  test('the address of the welcome page without its token says so', async () => {
    await page.goto(`${server.url}/welcome`);
    await page.getByRole('alert').filter({ hasText: 'lacks its second half' }).waitFor();
  });

  test('the one-time link makes the first account by the keyboard alone, with language and colours that show at once', async () => {
    await page.goto(server.welcomeLink ?? '');
    await page.getByRole('button', { name: 'Make the account' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await lookAt(page, 'welcome');
    await page.getByRole('radio', { name: 'English' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Konto anlegen' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.getAttribute('html', 'data-theme')).toBe('dark');
    await page.keyboard.press('Tab');
    for (const text of [ADMIN.name, ADMIN.email, ADMIN.password]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('button', { name: 'Konto anlegen' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Was dieser Rechner kann' }).waitFor();
    const admin = await signIn(server.url);
    const { preferences } = await admin.json(z.object({ preferences: z.unknown() }), 'GET', '/api/v1/me');
    expect(preferences).toEqual({ language: 'de', theme: 'dark' });
  });

  test('says what this machine can do, measured', async () => {
    await page.getByRole('table', { name: 'Wonach er suchen könnte' }).waitFor({ timeout: PATIENCE_MS });
    await page.getByText(/^ffmpeg \d.*-mal so schnell/).waitFor();
    await page.getByText('Alles, was auf jedem Rechner läuft').waitFor();
    await lookAt(page, 'machine');
    await page.getByRole('button', { name: /Sprache und Farben/ }).click();
    await page.getByRole('radio', { name: 'Hell' }).click();
    await page.getByRole('radio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'How AIMA looks' }).waitFor();
    await lookAt(page, 'looks');
  });

  test('a sample can be declined, and is found again from the welcome page', async () => {
    await page.goto(`${server.url}/welcome?step=sample`);
    await page.getByRole('button', { name: 'Make the sample' }).waitFor();
    await lookAt(page, 'sample-offer');
    await page.getByRole('link', { name: 'Without a sample' }).click();
    await page.getByRole('button', { name: `Signed in as ${ADMIN.name}` }).waitFor();
    const admin = await signIn(server.url);
    expect(await admin.json(z.unknown(), 'GET', '/api/v1/sample')).toEqual({});
  });

  test('a sample is made, watched until it is finished, and leads into its player', async () => {
    await page.goto(`${server.url}/welcome?step=sample`);
    await page.getByRole('button', { name: 'Make the sample' }).click();
    await page.getByText(/^The sample (?:waits|is being analysed)/).waitFor({ timeout: PATIENCE_MS });
    await lookAt(page, 'sample-running');
    await page.getByText(/^The sample is finished: \d+ findings\./).waitFor({ timeout: PATIENCE_MS });
    await lookAt(page, 'sample-finished');
    await page.reload();
    await page.getByRole('link', { name: 'Look at the sample' }).click();
    await page.waitForURL(/\/jobs\/[\w-]+\/media\/[\w-]+$/);
    await page.getByText('aima-sample.mp4').first().waitFor();
  });

  test('the welcome page is for people who are signed in, once there is an administrator', async () => {
    const stranger = await browser.newContext({ locale: 'de-DE' });
    const fresh = await stranger.newPage();
    await fresh.goto(`${server.url}/welcome`);
    await fresh.waitForURL(/\/sign-in\?next=\/welcome$/);
    await fresh.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await stranger.close();
  });

  test('nothing broke the policy or a script', () => { expect(complaints).toEqual([]); });
});
