/** Bringing media in a real browser to the real server: several at once, paused, offline, reloaded, refused, known; then a job. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { needsMedia } from '../support/media.ts';
import { browserCookies, firstAdmin, startServerProgram, type ServerProgram, type Session } from '../support/server.ts';
import { inTheme, violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
const PICTURES = process.env['AIMA_PAGE_PICTURES'];
/** So slow that a film of some megabytes is on its way for seconds. */
const SLOW_BYTES_PER_S = 300_000;
const Uploads = z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), state: z.string(), offsetBytes: z.number() })) });
const Media = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

/** As itself under another name and with other bytes at its end, which no format minds: content that is known is not sent again. */
const fresh = (file: string, name: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: '', buffer: Buffer.concat([readFileSync(file), Buffer.from(name)]) });

/** With axe, in both themes. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    expect(await violationsOf(page, { bestPractice: true }), `${name}, ${theme}`).toEqual([]);
    if (PICTURES === undefined) continue;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: path.join(PICTURES, `uploads-${name}-${theme}.png`) });
  }
}

describe.skipIf(missing !== '')('uploads', () => {
  let [server, browser, admin, context, page, line]: [ServerProgram, Browser, Session, BrowserContext, Page, CDPSession] = [] as never; // set before each test
  const complaints: string[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-uploads-'));

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } }), openBrowser()]);
    admin = await firstAdmin(server.url, server.welcomeLink ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce' });
    await context.addCookies(browserCookies(server.url, admin.cookie));
    page = await context.newPage();
    // What breaks on purpose says so; scripts and the policy must not.
    page.on('console', (message) => { if (message.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to load resource|WebSocket/.test(message.text())) complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(String(error)); });
    line = await context.newCDPSession(page);
    await page.goto(server.url);
  });
  afterEach(async () => {
    await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  const speed = (bytesPerSecond: number): Promise<unknown> => line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond });
  const choose = (...files: Parameters<Locator['setInputFiles']>[0][]): Promise<void> => page.getByLabel('Choose files').first().setInputFiles(files.flat() as string[]); // all of one kind
  const row = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });
  const sent = async (name: string): Promise<number> => Number(await row(name).getByRole('progressbar').getAttribute('aria-valuenow'));
  const begun = (name: string): Promise<void> => expect.poll(() => sent(name), { timeout: 20_000 }).toBeGreaterThan(5);
  const uploadsOf = async (name: string): Promise<z.infer<typeof Uploads>['items']> => (await admin.json(Uploads, 'GET', '/api/v1/uploads?limit=100')).items.filter((each) => each.name === name);
  /** The server keeps whole pieces only: what it has of a piece when the line breaks is sent again. */
  const keptByServer = (name: string): Promise<void> => expect.poll(async () => (await uploadsOf(name))[0]?.offsetBytes, { timeout: 20_000 }).toBeGreaterThan(0);
  const mediaNames = async (): Promise<string[]> => (await admin.json(Media, 'GET', '/api/v1/media?limit=100')).items.map(({ name }) => name);
  const look = (name: string): Promise<void> => lookAt(page, name);

  test('two at once, seen on every page, then a job of them', async (task) => {
    const [film, sign] = [needsMedia(task, 'short-30s.mp4'), needsMedia(task, 'sign-yes.mkv')];
    await speed(SLOW_BYTES_PER_S);
    await choose(film, sign);
    await begun('short-30s.mp4');
    await look('sending');
    await page.getByRole('link', { name: 'Media', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Uploads' });
    await panel.getByText('short-30s.mp4').waitFor();
    await panel.getByText(/left/).first().waitFor();
    await speed(-1);
    await panel.getByRole('button', { name: 'New job with 2 media' }).click({ timeout: 30_000 });
    const dialog = page.getByRole('dialog', { name: 'New job' });
    await dialog.getByText('2 media.').waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('A job of two');
    await dialog.getByText('What you already know').click();
    await dialog.getByLabel('Names of persons who appear').fill('Ada, أحمد');
    await look('new-job');
    await dialog.getByRole('button', { name: 'Create the job' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    const job = await admin.json(z.object({ state: z.string(), mediaCount: z.number(), metadata: z.object({ knownNames: z.array(z.string()) }) }), 'GET', `/api/v1${new URL(page.url()).pathname}`);
    expect(job).toEqual({ state: 'ready', mediaCount: 2, metadata: { knownNames: ['Ada', 'أحمد'] } });
  }, 90_000);

  test('paused it stands still, and goes on where it was', async (task) => {
    const film = fresh(needsMedia(task, 'short-30s.mp4'), 'paused.mp4');
    await speed(SLOW_BYTES_PER_S);
    await choose(film);
    await begun(film.name);
    await row(film.name).getByRole('button', { name: 'Pause paused.mp4' }).click();
    await row(film.name).getByText('Paused', { exact: true }).waitFor();
    const standing = await sent(film.name);
    const offsets: number[] = [];
    page.on('request', (request) => { if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset'])); });
    await speed(-1);
    expect(await sent(film.name)).toBe(standing);
    await row(film.name).getByRole('button', { name: 'Go on with paused.mp4' }).click();
    await row(film.name).getByText(/^Done/).waitFor({ timeout: 30_000 });
    expect(offsets[0]).toBeGreaterThan(0);
    expect(await uploadsOf(film.name)).toMatchObject([{ state: 'done' }]);
  }, 60_000);

  test('without a network it waits, says so, and goes on by itself', async (task) => {
    const film = fresh(needsMedia(task, 'short-30s.mp4'), 'offline.mp4');
    await speed(SLOW_BYTES_PER_S);
    await choose(film);
    await begun(film.name);
    await context.setOffline(true);
    await row(film.name).getByText('No connection; goes on by itself').waitFor();
    await context.setOffline(false);
    await speed(-1);
    await row(film.name).getByText(/^Done/).waitFor({ timeout: 40_000 });
    expect(await uploadsOf(film.name)).toMatchObject([{ state: 'done' }]);
  }, 60_000);

  test('after a reload it goes on with the same file, from where it stopped; leaving asks only while it is sent', async (task) => {
    const film = fresh(needsMedia(task, 'short-30s.mp4'), 'reloaded.mp4');
    // A file of a disk: its date is how one knows that it is still the same.
    const file = path.join(folder, film.name);
    writeFileSync(file, film.buffer);
    const asked: string[] = [];
    page.on('dialog', (dialog) => { asked.push(dialog.type()); void dialog.accept(); });
    await page.getByRole('heading', { level: 1 }).click();
    await page.reload();
    expect(asked).toEqual([]);
    await speed(SLOW_BYTES_PER_S);
    await choose(file);
    await begun(film.name);
    await keptByServer(film.name);
    await page.getByRole('heading', { level: 1 }).click();
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    await row(film.name).getByText(/Choose the same file again/).waitFor();
    await look('unfinished');
    const offsets: number[] = [];
    page.on('request', (request) => { if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset'])); });
    // Another file of that name is another upload.
    await choose({ ...film, buffer: Buffer.from('no film') });
    await row(film.name).getByText(/Refused/).waitFor({ timeout: 20_000 });
    await speed(-1);
    await choose(file);
    await row(film.name).getByText(/^Done/).waitFor({ timeout: 30_000 });
    expect(Math.max(...offsets)).toBeGreaterThan(0);
    expect((await uploadsOf(film.name)).map(({ state }) => state).toSorted()).toEqual(['done', 'refused']);
  }, 60_000);

  test('a file chosen before the server told what was begun goes on, too, and is there once', async (task) => {
    const film = fresh(needsMedia(task, 'short-30s.mp4'), 'early.mp4');
    const file = path.join(folder, film.name);
    writeFileSync(file, film.buffer);
    page.on('dialog', (dialog) => { void dialog.accept(); });
    await speed(SLOW_BYTES_PER_S);
    await choose(file);
    await begun(film.name);
    await keptByServer(film.name);
    await page.getByRole('heading', { level: 1 }).click();
    const told = Promise.withResolvers<undefined>();
    await page.route(/\/api\/v1\/uploads\?/, async (route) => {
      await told.promise;
      await route.continue();
    });
    const offsets: number[] = [];
    page.on('request', (request) => { if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset'])); });
    await page.reload();
    await speed(-1);
    await choose(file);
    told.resolve(undefined);
    await row(film.name).getByText(/^Done/).waitFor({ timeout: 30_000 });
    expect(offsets[0]).toBeGreaterThan(0);
    expect((await uploadsOf(film.name)).map(({ state }) => state)).toEqual(['done']);
  }, 60_000);

  test('what is no medium is refused with the reason, what is known is not sent, and no name breaks the page', async (task) => {
    const photo = needsMedia(task, 'ocr-sign.png');
    const long = `${'a very long name '.repeat(14)}.png`;
    const names = ['<img src=x onerror=alert(1)>.mp4', 'صورة من الرحلة.png', long];
    await choose({ name: 'empty.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(0) }, { name: names[0] ?? '', mimeType: 'video/mp4', buffer: Buffer.from('no film at all') }, fresh(photo, names[1] ?? ''), fresh(photo, long));
    await row('empty.mp4').getByText('This file is empty').waitFor({ timeout: 20_000 });
    await row(names[0] ?? '').getByText('no video, photo or sound that can be read').waitFor({ timeout: 20_000 });
    await expect.poll(mediaNames, { timeout: 20_000 }).toEqual(expect.arrayContaining(names.slice(1)));
    await page.setViewportSize({ width: 320, height: 640 });
    await look('refused');
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await choose({ ...fresh(photo, names[1] ?? ''), name: 'the same again.png' });
    await row('the same again.png').getByText('Was here already').waitFor();
    expect(await uploadsOf('the same again.png')).toEqual([]);
  }, 60_000);

  test('a drop anywhere brings files; the library finds, shows, renames and deletes them', async (task) => {
    const photo = readFileSync(needsMedia(task, 'ocr-english.png')).toString('base64');
    // What takes the files is loaded after the page; who drops them does not wait for it.
    const loaded = Promise.withResolvers<undefined>();
    await page.route('**/assets/uploads-*.js', async (route) => { await loaded.promise; await route.continue(); });
    await page.goto(`${server.url}/archive`);
    await page.getByRole('heading', { level: 1, name: 'Archive' }).waitFor();
    await page.evaluate(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob('${photo}'), (each) => each.charCodeAt(0))], 'dropped.png', { type: 'image/png' }));
      for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    })()`);
    loaded.resolve(undefined);
    await row('dropped.png').getByText(/^Done/).waitFor({ timeout: 20_000 });
    await page.goto(`${server.url}/media?sort=name`);
    await page.getByLabel('Search names').fill('dropped');
    const tile = page.getByRole('button', { name: 'Open dropped.png' });
    await tile.waitFor();
    await page.waitForURL(/text=dropped/);
    await look('library');
    await tile.focus();
    await page.keyboard.press('Space');
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('toolbar').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    const details = page.getByRole('dialog', { name: 'dropped.png' });
    await details.getByText('SHA-256').waitFor();
    await look('details');
    await details.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name').fill('dropped and renamed.png');
    await page.keyboard.press('Enter');
    const renamed = page.getByRole('dialog', { name: 'dropped and renamed.png' });
    await renamed.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete 1 medium?' }).getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Nothing fits these filters').waitFor();
    expect(await mediaNames()).not.toContain('dropped and renamed.png');
  }, 60_000);
});
