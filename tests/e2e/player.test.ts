/** The player in a real browser against the real server, with findings whose places and times are known: what is seen, what keys and pointers do, and how smooth it is with 20,000 findings. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyDatabase } from '../support/empty-database.ts';
import { freePort } from '../support/free-port.ts';
import { ffmpeg, makeFilm } from '../support/made-media.ts';
import { violationsOf } from './axe.ts';
import { startAnalysedServer, type AnalysedServer, type Finding } from './analysed-media.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { manyFindings } from './many-findings.ts';
import { atMs, drawnAt, lanesOf, onLanes, onPicture, watchWork } from './player-eyes.ts';
import { browserCookies } from '../support/server.ts';

const missing = missingForBrowser();
const FILM_MS = 20_000;
const LONG_FILM_MS = 600_000;
/** Of one step at a quarter of the computer's speed: several times what was measured, which is printed. A step is one or several tasks. */
const MOST_WORK_MS = 1_500;

const harmless = (endMs: number): Finding => ({ analyzer: 'nsfw_rating', label: 'none', startMs: 0, endMs, confidence: 0.9, sentence: 'Nothing explicit.' });
const FINDINGS: readonly Finding[] = [
  harmless(FILM_MS),
  ...[0, 1, 2, 3, 4, 5].map((second): Finding => ({ analyzer: 'object_detection', label: 'dog', startMs: second * 1000, endMs: second * 1000, trackId: 'dog-1', box: { x: 0.1 + second / 10, y: 0.2, w: 0.2, h: 0.3 }, confidence: 0.9, sentence: 'A dog.' })),
  { analyzer: 'text_overlay', text: '<b>SALE</b> مرحبا', startMs: 8_000, endMs: 12_000, trackId: 'text-1', box: { x: 0.1, y: 0.7, w: 0.8, h: 0.1 }, confidence: 0.9, sentence: 'Text: <b>SALE</b> مرحبا' },
  { analyzer: 'speech_transcription', label: 'speech', text: 'Hello <i>world</i>', startMs: 2_000, endMs: 4_000, confidence: 0.9, sentence: 'Somebody says hello.' },
  ...[0, 1].map((i): Finding => ({ analyzer: 'scene_segmentation', label: 'scene', startMs: i * 7_000, endMs: i === 0 ? 7_000 : FILM_MS, attributes: { number: i + 1 }, confidence: 1, sentence: `Scene ${i + 1}.` })),
];
const TURNED: readonly Finding[] = [harmless(3_000), { analyzer: 'face_detection', label: 'face', startMs: 0, endMs: 3_000, box: { x: 0.1, y: 0.1, w: 0.3, h: 0.2 }, confidence: 0.9, sentence: 'A face.' }];

describe.skipIf(missing !== '')('the player', () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'aima-player-')));
  const complaints: string[] = [];
  let world: AnalysedServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const at = (name: string): string => path.join(folder, name);
    await Promise.all([makeFilm(at('film.mp4'), { seconds: FILM_MS / 1000, size: '320x180', fps: 10 }), makeFilm(at('long.mp4'), { seconds: LONG_FILM_MS / 1000, size: '160x90', fps: 5 }), makeFilm(at('flat.mp4'), { seconds: 3, size: '320x180', fps: 10 })]);
    await ffmpeg('-i', at('flat.mp4'), '-c', 'copy', '-metadata:s:v:0', 'rotate=90', at('turned.mp4'));
    await ffmpeg('-i', at('flat.mp4'), '-c:v', 'mpeg2video', '-c:a', 'mp2', at('old.mkv'));
    await emptyDatabase(at('data/database'));
    const many = [harmless(LONG_FILM_MS), ...manyFindings(LONG_FILM_MS, 20_000)];
    world = await startAnalysedServer([{ file: at('film.mp4'), findings: FINDINGS }, { file: at('long.mp4'), findings: many }, { file: at('turned.mp4'), findings: TURNED }, { file: at('old.mkv'), findings: [harmless(3_000)] }], { data: at('data'), port: await freePort() });
    browser = await openBrowser();
    context = await browser.newContext({ locale: 'en-GB', colorScheme: 'dark', serviceWorkers: 'block', viewport: { width: 1280, height: 1000 } });
    await signInto(context);
    page = await context.newPage();
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(String(error)); });
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await world.server.end();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => { complaints.length = 0; });

  const signInto = (into: BrowserContext): Promise<void> => into.addCookies(browserCookies(world.server.url, world.session.cookie));
  const addressOf = (medium: number, query = ''): string => `${world.server.url}${world.media[medium]?.path ?? ''}${query}`;
  const open = async (medium: number, query = '', shown = page): Promise<void> => {
    await shown.goto(addressOf(medium, query));
    await expect.poll(() => shown.evaluate<number>('document.querySelector("video")?.readyState ?? 0'), { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    await shown.getByRole('button', { name: 'Play' }).waitFor();
  };

  test('plays and pauses, by key and by button', async () => {
    await open(0);
    await page.keyboard.press('Space');
    await expect.poll(() => atMs(page)).toBeGreaterThan(500);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('an address leads to its moment, and follows where one goes', async () => {
    await open(0, '?t=0:05.5&other=stays');
    await expect.poll(() => atMs(page)).toBe(5_500);
    await page.keyboard.press('5');
    await expect.poll(() => atMs(page)).toBe(10_000);
    await expect.poll(() => new URL(page.url()).search).toBe('?t=10000&other=stays');
    await page.keyboard.press('p');
    await expect.poll(() => new URL(page.url()).searchParams.get('finding')).toContain('text_overlay');
    const finding = new URL(page.url()).searchParams.get('finding') ?? '';
    await open(0, `?finding=${finding}`);
    await expect.poll(() => atMs(page)).toBe(8_000);
  });

  test('a click on the lanes goes there', async () => {
    await open(0);
    const half = await onLanes(page, 0.5);
    await page.mouse.click(half.x, half.y);
    await expect.poll(async () => Math.abs(await atMs(page) - FILM_MS / 2)).toBeLessThan(60);
    // The wheel with Ctrl zooms around the pointer, so the same place stays the same moment.
    await page.mouse.move(half.x, half.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    const quarter = await onLanes(page, 0.25);
    await page.mouse.click(quarter.x, quarter.y);
    await expect.poll(() => atMs(page)).toBeGreaterThan(6_000);
    expect(await atMs(page)).toBeLessThan(FILM_MS / 2);
  });

  test('a box lies where its observations say, between them too, and a click on it chooses the finding', async () => {
    await open(0, '?t=2500');
    // Half way from x = 0.3 to 0.4.
    await expect.poll(() => drawnAt(page, 0.35, 0.4)).toBeGreaterThan(6);
    expect(await drawnAt(page, 0.55, 0.4)).toBeGreaterThan(6);
    expect([await drawnAt(page, 0.45, 0.4), await drawnAt(page, 0.3, 0.4), await drawnAt(page, 0.7, 0.75)]).toEqual([0, 0, 0]);
    const middle = await onPicture(page, 0.45, 0.35);
    await page.mouse.click(middle.x, middle.y);
    await expect.poll(() => new URL(page.url()).searchParams.get('finding')).toContain('object_detection');
    expect(await page.evaluate('document.querySelector("video").paused')).toBe(true);
    await page.setViewportSize({ width: 900, height: 700 });
    await expect.poll(() => drawnAt(page, 0.35, 0.4)).toBeGreaterThan(6);
    await page.setViewportSize({ width: 1280, height: 1000 });
  });

  test('an analyzer can be taken off the picture', async () => {
    await open(0, '?t=2500');
    await expect.poll(() => drawnAt(page, 0.35, 0.4)).toBeGreaterThan(6);
    await page.getByRole('button', { name: 'What is drawn over the picture' }).click();
    await page.getByRole('checkbox', { name: /Objects/ }).uncheck();
    await expect.poll(() => drawnAt(page, 0.35, 0.4)).toBe(0);
    await page.getByRole('checkbox', { name: /Objects/ }).check();
    await page.keyboard.press('Escape');
    await expect.poll(() => drawnAt(page, 0.35, 0.4)).toBeGreaterThan(6);
  });

  test('dragging over the lanes makes a loop', async () => {
    await open(0);
    const [from, to] = [await onLanes(page, 0.25), await onLanes(page, 0.35)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    await page.getByText(/Loop 0:0[45]\.\d to 0:0[67]\.\d/).waitFor();
    await page.evaluate('window.__back = 0; document.querySelector("video").addEventListener("seeked", () => { window.__back += 1; })');
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('4');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => page.evaluate<number>('window.__back')).toBeGreaterThanOrEqual(3);
    expect(await atMs(page)).toBeLessThan(8_000);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'No loop' }).click();
    expect(await page.getByText(/Loop 0:/).count()).toBe(0);
  });

  test('keys do what the field knows, and nothing while somebody types', async () => {
    await open(0, '?t=10000');
    const press = async (key: string, ms: number): Promise<void> => {
      await page.keyboard.press(key);
      await expect.poll(async () => Math.abs(await atMs(page) - ms), { message: key }).toBeLessThan(2);
    };
    await press('Shift+ArrowRight', 15_000);
    await press('j', 5_000);
    await press('Control+ArrowRight', FILM_MS);
    await press('2', 4_000);
    await press('.', 4_150);
    await press(',', 4_050);
    await page.keyboard.press('m');
    expect(await page.evaluate('document.querySelector("video").muted')).toBe(true);
    await page.keyboard.press('c');
    await expect.poll(() => page.evaluate('[...document.querySelector("video").textTracks].map(({ mode }) => mode)')).toEqual(['showing']);
    expect(await page.evaluate('document.querySelector("video").textTracks[0].cues[0].getCueAsHTML().textContent')).toBe('Hello <i>world</i>');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('10 % to 90 % of the medium').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // A dialog that closed gives the focus back to where it was, and may do so a moment later.
    await expect.poll(async () => { await page.keyboard.press('/'); return page.evaluate('document.activeElement.matches("[data-player-search]")'); }).toBe(true);
    await page.keyboard.type('m5 ');
    expect(await page.evaluate('document.querySelector("video").muted')).toBe(true);
    expect(Math.abs(await atMs(page) - 4_050)).toBeLessThan(2);
  });

  test('the same stands in a list for the keyboard, and hostile words stay words', async () => {
    await open(0);
    await page.getByRole('button', { name: 'As a list' }).click();
    const item = page.getByRole('listitem').getByRole('button', { name: 'Text: <b>SALE</b> مرحبا' });
    await item.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => atMs(page)).toBe(8_000);
    expect(await page.locator('main b').count()).toBe(0);
    await page.getByRole('button', { name: 'As lanes' }).click();
    await lanesOf(page).waitFor();
  });

  test('a turned film has its boxes where it is seen', async () => {
    await open(2);
    expect(await page.evaluate('document.querySelector("video").videoHeight > document.querySelector("video").videoWidth')).toBe(true);
    await expect.poll(() => drawnAt(page, 0.1, 0.2)).toBeGreaterThan(6);
    expect(await drawnAt(page, 0.4, 0.2)).toBeGreaterThan(6);
    expect(await drawnAt(page, 0.6, 0.6)).toBe(0);
  });

  test('what browsers cannot play comes as HLS', async () => {
    await open(3, '?t=1000');
    await expect.poll(async () => Math.abs(await atMs(page) - 1_000)).toBeLessThan(100);
    expect(await page.evaluate('document.querySelector("video").src.startsWith("blob:")')).toBe(true);
    await page.keyboard.press('Space');
    await expect.poll(() => atMs(page)).toBeGreaterThan(1_300);
    expect(complaints).toEqual([]);
  });

  test('20,000 findings: zooming, panning and seeking stay smooth at a quarter of the speed', async () => {
    const started = Date.now();
    await open(1);
    await page.getByText(/\bScenes\b/).first().waitFor();
    console.log(`20,000 findings are on the page after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    const work = await watchWork(context, page);
    const spent: { name: string; ms: number }[] = [];
    const take = async (name: string, step: () => Promise<unknown>): Promise<void> => { spent.push({ name, ms: Math.round(await work.ofStep(step)) }); };
    const middle = await onLanes(page, 0.4);
    await page.mouse.move(middle.x, middle.y);
    for (const y of [-400, -400, -400, 500, 500]) await take('zoom', () => page.mouse.wheel(0, y));
    for (const x of [300, -300, 600]) await take('pan', () => page.mouse.wheel(x, 0));
    for (const share of [0.1, 0.9, 0.3]) await take('seek', async () => { const at = await onLanes(page, share); await page.mouse.click(at.x, at.y); });
    for (const key of ['+', '-', '0', 'n', 'p', '7', 'ArrowRight']) await take(`key ${key}`, () => page.keyboard.press(key));
    await work.end();
    console.log(`processor time per step, four times slowed: ${spent.map(({ name, ms }) => `${name} ${ms}`).join(', ')} ms`);
    for (const { name, ms } of spent) expect(ms, name).toBeLessThan(MOST_WORK_MS);
    expect(complaints).toEqual([]);
  });

  test.for(['dark', 'light'] as const)('is usable by everyone: %s', async (colorScheme) => {
    const own = await browser.newContext({ locale: 'de-DE', colorScheme, serviceWorkers: 'block', bypassCSP: true, reducedMotion: 'reduce', viewport: { width: 1280, height: 1000 } });
    try {
      await signInto(own);
      const shown = await own.newPage();
      await shown.goto(addressOf(0, '?t=2500'));
      await lanesOf(shown).waitFor();
      await shown.getByRole('button', { name: 'Abspielen' }).waitFor();
      expect(await violationsOf(shown, { within: 'main' })).toEqual([]);
      for (const width of [320, 390, 768, 2560]) {
        await shown.setViewportSize({ width, height: 800 });
        expect(await shown.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'), String(width)).toBeLessThanOrEqual(0);
      }
    } finally {
      await own.close();
    }
  });
});
