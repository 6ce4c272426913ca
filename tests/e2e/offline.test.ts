/** The page as an app: it can be installed, and its shell stands when the network is gone. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ADMIN, firstAdmin, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();

describe.skipIf(missing !== '')('the page as an app', () => {
  let server: ServerProgram;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } }), openBrowser()]);
    await firstAdmin(server.url, server.welcomeLink ?? '');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.end();
  });

  test('its manifest is complete, and every file of the shell is there', async () => {
    const manifest = z.object({ name: z.string(), start_url: z.literal('/'), display: z.literal('standalone'), icons: z.array(z.object({ src: z.string() })).min(2) }).parse(await (await fetch(`${server.url}/manifest.webmanifest`)).json());
    for (const { src } of manifest.icons) expect((await fetch(new URL(src, server.url))).headers.get('content-type')).toMatch(/^image\//);
    expect(await (await fetch(server.url, { headers: { accept: 'text/html' } })).text()).toContain('rel="manifest"');
  });

  test('without the network the shell stands and says so; what the server said before is kept nowhere', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    await context.request.post(`${server.url}/api/v1/auth/sign-in`, { data: { email: ADMIN.email, password: ADMIN.password }, headers: { origin: server.url } });
    const page = await context.newPage();
    await page.goto(`${server.url}/jobs`);
    await page.evaluate('navigator.serviceWorker.ready');
    await page.reload();
    await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);
    await context.setOffline(true);
    await page.goto(`${server.url}/archive`);
    await page.getByRole('navigation').first().waitFor();
    await page.getByText('AIMA does not answer').first().waitFor();
    const kept = await page.evaluate<string[]>("caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map(({ url }) => new URL(url).pathname))");
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((name) => name.startsWith('/api/'))).toEqual([]);
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await context.close();
  }, 90_000);
});
