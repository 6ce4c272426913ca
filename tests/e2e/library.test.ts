/** The library: media that lie on the server, what belongs together, many at once; and a phone, moved through by fingers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '@aima/contract/client';
import type { Browser, BrowserContext, BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { needsMedia } from '../support/media.ts';
import { browserCookies, clientOf, firstAdmin, startServerProgram, type ServerProgram } from '../support/server.ts';
import { mediumOf, sendFile, steadyClient, type SteadyClient } from '../support/steady-client.ts';
import { violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { pinch, press, swipe } from './fingers.ts';
import { complaintsOf, lookAt } from './page-checks.ts';

const missing = missingForBrowser();

describe.skipIf(missing !== '')('the library', () => {
  let [server, browser, admin, client]: [ServerProgram, Browser, Client, SteadyClient] = [] as never; // set before the first test
  let cookie = '';
  let complaints: string[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-library-'));

  beforeAll(async () => {
    mkdirSync(path.join(folder, 'Trip'));
    [server, browser] = await Promise.all([startServerProgram({ env: { AIMA_LOG_LEVEL: 'error', AIMA_IMPORT_FOLDERS: folder } }), openBrowser()]);
    ({ cookie } = await firstAdmin(server.url, server.welcomeLink ?? ''));
    admin = clientOf(server.url, cookie);
    client = steadyClient(() => server.url, () => cookie);
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => { expect(complaints.splice(0)).toEqual([]); });

  async function visitor(device: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce', ...device });
    await context.addCookies(browserCookies(server.url, cookie));
    complaints = complaintsOf(context);
    return context;
  }

  test('what lies on the server is imported; what belongs together is proposed as a job; what was chosen is deleted at once', async (task) => {
    const film = readFileSync(needsMedia(task, 'sign-yes.mkv'));
    // With other bytes at its end, which no format minds.
    for (const name of ['Trip part 1.mkv', 'Trip part 2.mkv']) writeFileSync(path.join(folder, 'Trip', name), Buffer.concat([film, Buffer.from(name)]));
    const page = await (await visitor()).newPage();
    const row = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });
    await page.goto(server.url);
    const door = page.getByRole('button', { name: "From the server's folders" });
    const importing = page.getByRole('dialog', { name: "Import from the server's folders" });
    // The first dialog of a page, whose code comes only now: by keyboard one is back where one was.
    await door.press('Enter');
    await importing.getByRole('button', { name: 'Open Trip' }).waitFor();
    await page.keyboard.press('Escape');
    await importing.waitFor({ state: 'detached' });
    await expect.poll(() => door.and(page.locator(':focus')).count()).toBe(1);
    await door.click();
    await importing.getByRole('button', { name: 'Open Trip' }).click();
    await importing.getByLabel('All files shown').check();
    await lookAt(page, 'import');
    await importing.getByRole('button', { name: 'Import 2 files' }).click();
    for (const part of [1, 2]) await row(`Trip part ${part}.mkv`).getByText(/^Done/).waitFor({ timeout: 30_000 });
    await page.goto(`${server.url}/media?text=Trip`);
    await page.getByRole('button', { name: 'What belongs together?' }).click();
    const proposals = page.getByRole('dialog', { name: 'What belongs together' });
    const trip = proposals.getByRole('listitem').filter({ hasText: 'Trip part 1.mkv' });
    await trip.getByText('2 media').waitFor();
    await lookAt(page, 'groups');
    await trip.getByRole('button', { name: 'Make a job' }).click();
    const job = page.getByRole('dialog', { name: 'New job' });
    await job.getByText('2 media.').waitFor();
    await job.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Open Trip part 1.mkv' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Select all loaded' }).click();
    await page.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete 2 media?' }).getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Nothing fits these filters').waitFor();
    expect((await admin.api.listMedia({ query: { limit: 100 } })).items.filter(({ name }) => name.startsWith('Trip'))).toEqual([]);
  }, 60_000);

  test('fingers: a swipe asks before it does, a long press has what the menu has, pulling reads anew, two fingers enlarge a picture', async (task) => {
    const phones = await visitor({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await phones.addInitScript('globalThis.felt = 0; navigator.vibrate = () => { felt++; return true; };');
    const phone = await phones.newPage();
    const fingers = await phones.newCDPSession(phone);
    const photo = await mediumOf(client, await sendFile(client, { name: 'photo.png', content: readFileSync(needsMedia(task, 'ocr-sign.png')), pieceBytes: 4_000_000 }));
    const kept = await admin.api.createJob({ body: { name: 'Swiped', mediaIds: [photo] } });
    await phone.goto(`${server.url}/jobs?text=Swiped`);
    const card = phone.getByRole('article');
    await card.getByText('Ready to start').waitFor();
    const [asked, sheet] = [phone.getByRole('dialog', { name: 'Delete the job?' }), phone.getByRole('dialog', { name: 'Swiped' })];
    await swipe(fingers, card, -60, 0);
    await expect.poll(() => asked.count()).toBe(0);
    await swipe(fingers, card, -160, 0);
    await asked.getByRole('button', { name: 'Delete' }).waitFor();
    await phone.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    expect((await admin.api.getJob({ path: { jobId: kept.id } })).state).toBe('ready');
    await press(fingers, card, 700);
    await sheet.getByRole('button', { name: 'Delete' }).waitFor();
    await phone.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await phone.evaluate<number>('felt')).toBe(2);
    const [again] = await Promise.all([phone.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/v1/jobs'), swipe(fingers, phone.getByRole('heading', { level: 1 }), 0, 200)]);
    expect(again.status()).toBe(200);
    await phone.goto(`${server.url}/media?medium=${photo}`);
    // Nothing has rated it yet.
    await phone.getByRole('dialog').getByRole('button', { name: 'Show', exact: true }).click();
    const picture = phone.getByRole('dialog').getByRole('img').first();
    await picture.waitFor();
    await pinch(fingers, picture, 80, 240);
    await phone.locator('[data-enlarged]').waitFor();
    await pinch(fingers, picture, 240, 40);
    await phone.locator('[data-enlarged]').waitFor({ state: 'detached' });
    await phones.close();
  }, 60_000);

  test('widgets are moved by buttons and keys, hidden, remembered, and put back', async () => {
    const page = await (await visitor()).newPage();
    await page.goto(server.url);
    const order = (): Promise<string[]> => page.locator('[data-widgets] > section > div:first-child > h2').allTextContents();
    await expect.poll(order).toEqual(['Jobs', 'New media', 'New results', 'Storage', 'Costs of this month']);
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'Move Storage forward' }).click();
    await page.getByRole('button', { name: 'Hide New results' }).click();
    await page.getByRole('button', { name: 'Move Costs of this month', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Costs of this month is over Costs of this month.').waitFor({ state: 'attached' });
    await expect.poll(async () => { await page.keyboard.press('ArrowUp'); return page.getByText(/^Costs of this month is over (?!Costs)/).count(); }, { timeout: 10_000, interval: 500 }).toBe(1);
    await page.keyboard.press('Space');
    await page.getByText(/^Costs of this month was put at/).waitFor({ state: 'attached' });
    await lookAt(page, 'arranging');
    await page.getByRole('button', { name: 'Done' }).click();
    const arranged = await order();
    expect(arranged.indexOf('Storage')).toBeLessThan(arranged.length);
    expect(arranged).toHaveLength(4);
    expect(arranged.at(-1)).not.toBe('Costs of this month');
    await page.reload();
    await expect.poll(order).toEqual(arranged);
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'As it was at first' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(order).toHaveLength(5);
  }, 60_000);

  test('while it is being loaded every page says so, and axe finds nothing', async () => {
    const slow = await visitor();
    const { id } = await admin.api.createJob({ body: { name: 'Slow' } });
    // Who is signed in is known; all else never comes.
    await slow.route(({ pathname }) => pathname.startsWith('/api/v1/') && pathname !== '/api/v1/me', () => undefined);
    const page = await slow.newPage();
    for (const address of ['/media', '/jobs', `/jobs/${id}`, '/findings', '/archive', '/storage', '/machines', '/administration']) {
      await page.goto(`${server.url}${address}`);
      await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'attached' });
      expect(await violationsOf(page), address).toEqual([]);
    }
    await slow.close();
  }, 60_000);
});
