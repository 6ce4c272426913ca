/** The panel beside the player in a real browser: what people correct stays, is taken back, and is seen in another tab; whatever words findings hold, nothing of them runs. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/index.ts';
import { storeRun } from '../../src/results/index.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { freePort } from '../support/free-port.ts';
import { ffmpeg, makeFilm } from '../support/made-media.ts';
import { ADMIN, startServerProgram } from '../support/server.ts';
import { violationsOf } from './axe.ts';
import { startAnalysedServer, type AnalysedServer, type Finding } from './analysed-media.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
const HOSTILE = '"><img src=x onerror="document.title=1"><script>document.title=2</script>{{7*7}}\u202egnp';
const RIGHT_TO_LEFT = 'שלום עולם, זה טקסט';

const speech = (number: number, startMs: number, text: string, more: Partial<Finding> = {}): Finding =>
  ({ analyzer: 'speech_transcription', key: `s${number}`, label: 'speech', startMs, endMs: startMs + 900, text, confidence: 0.82, sentence: `Speech: “${text}”`, ...more });
const turn = (number: number, startMs: number, endMs: number): Finding => ({ analyzer: 'speaker_diarization', label: 'speaker_turn', speakerId: `speaker-${number}`, startMs, endMs, confidence: 0.5, sentence: `Speaker ${number} talks.` });

const FINDINGS: readonly Finding[] = [
  speech(0, 0, 'Good morning everybody'), speech(1, 1000, 'and welcome to the house'), speech(2, 2000, HOSTILE), speech(3, 3000, RIGHT_TO_LEFT), speech(4, 4000, 'The end of the story'),
  turn(1, 0, 2000), turn(2, 2000, 5000),
  { analyzer: 'text_overlay', startMs: 500, endMs: 2500, text: HOSTILE, trackId: 'text-1', box: { x: 0.1, y: 0.1, w: 0.3, h: 0.1 }, confidence: 0.9, sentence: HOSTILE },
  { analyzer: 'object_detection', key: 'car', label: HOSTILE, startMs: 1000, endMs: 1000, trackId: HOSTILE, box: { x: 0.4, y: 0.4, w: 0.2, h: 0.2 }, confidence: 0.82, attributes: { summary: HOSTILE }, sentence: 'Object: a strange thing, likely.' },
  { analyzer: 'nsfw_rating', label: 'none', startMs: 0, endMs: 5000, confidence: 1, sentence: 'Nothing explicit recognised.' },
];
/** Far more phrases than fit into the list. */
const LONG: readonly Finding[] = Array.from({ length: 400 }, (_, i) => speech(i, i * 10, `Phrase number ${i}.`, { endMs: i * 10 + 9 }));
const PHOTO: readonly Finding[] = [{ analyzer: 'face_detection', label: 'face', startMs: 0, endMs: 0, trackId: 'face-1', box: { x: 0.3, y: 0.3, w: 0.2, h: 0.3 }, confidence: 0.9, sentence: 'A face, very likely.' }];

const work = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'aima-test-')));
const complaints: string[] = [];
let world: AnalysedServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let film: string;
let photo: string;
let talk: string;

const newPage = async (): Promise<Page> => {
  const made = await context.newPage();
  made.on('console', (message) => { if (message.type() === 'error' && !/Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) complaints.push(message.text()); });
  made.on('pageerror', (error) => { complaints.push(String(error)); });
  return made;
};
beforeAll(async () => {
  if (missing !== '') return;
  const data = path.join(work, 'data');
  await emptyDatabase(path.join(data, 'database'));
  const files = [await makeFilm(path.join(work, 'film.mp4'), { seconds: 5, size: '160x120', fps: 10 }), path.join(work, 'photo.png')] as const;
  const long = await makeFilm(path.join(work, 'long.mp4'), { seconds: 4, size: '160x120', fps: 10 });
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=1600x1000', '-frames:v', '1', files[1]);
  [world, browser] = await Promise.all([startAnalysedServer([{ file: files[0], findings: FINDINGS }, { file: files[1], findings: PHOTO }, { file: long, findings: LONG }], { data, port: await freePort() }), openBrowser()]);
  context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await context.request.post(`${world.server.url}/api/v1/auth/sign-in`, { data: { email: ADMIN.email, password: ADMIN.password }, headers: { origin: world.server.url } });
  [film, photo, talk] = world.media.map((medium) => `${world.server.url}${medium.path}`) as [string, string, string]; // as many media as files
  page = await newPage();
}, 180_000);
afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await world.server.end();
  rmSync(work, { recursive: true, force: true });
});

const panel = (on: Page = page): Locator => on.locator('[data-player-panel]');
const phrase = (text: string, on: Page = page): Locator => panel(on).getByRole('listitem').filter({ hasText: text });
const card = (on: Page = page): Locator => panel(on).locator('[data-finding-card]');
const tab = (name: string, on: Page = page): Promise<void> => panel(on).getByRole('tab', { name }).click();
const edit = async (from: string, to: string, on: Page = page): Promise<void> => {
  await phrase(from, on).getByRole('button', { name: 'Change the text' }).click();
  await panel(on).getByRole('textbox', { name: 'Change the text' }).fill(to);
  await on.keyboard.press('Enter');
};

describe.skipIf(missing !== '')('corrections in the player', () => {
  test('a phrase is edited by keyboard, another tab sees it live, and it survives a reload', async () => {
    await page.goto(film);
    await phrase('Good morning everybody').waitFor();
    const other = await newPage();
    await other.goto(film);
    await phrase('Good morning everybody', other).waitFor();
    await edit('Good morning everybody', 'Good evening everybody');
    await phrase('Good evening everybody').waitFor();
    await phrase('Good evening everybody', other).waitFor();
    await page.reload();
    await phrase('Good evening everybody').waitFor();
    expect(await phrase('Good morning everybody').count()).toBe(0);
    await other.close();
  });

  test('a speaker is renamed in the whole medium, and one phrase is given to another speaker', async () => {
    await phrase('Good evening').getByRole('button', { name: 'Speaker: Speaker 1' }).click();
    await page.getByRole('menuitem', { name: 'Rename Speaker 1 everywhere' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(`Zoë <b>${RIGHT_TO_LEFT}</b>`);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    for (const text of ['Good evening', 'and welcome']) await phrase(text).getByText(`Zoë <b>${RIGHT_TO_LEFT}</b>`).waitFor();
    await phrase('and welcome').getByRole('button', { name: /^Speaker: Zoë/ }).click();
    await page.getByRole('menuitem', { name: 'Speaker 2' }).click();
    await phrase('and welcome').getByText('Speaker 2').waitFor();
    await phrase('Good evening').getByText('Zoë').waitFor();
  });

  test('subtitles are made in the browser, with the names that people gave', async () => {
    await panel().getByRole('button', { name: 'More' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'SRT' }).click()]);
    expect(download.suggestedFilename()).toBe('film.mp4.srt');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain(`1\n00:00:00,000 --> 00:00:00,900\nZoë <b>${RIGHT_TO_LEFT}</b>: Good evening everybody\n`);
    expect(text).toContain(`Speaker 2: ${RIGHT_TO_LEFT}`);
  });

  test('a finding is accepted, deleted, taken back and deleted again, with buttons and keys', async () => {
    await tab('Findings');
    await panel().getByRole('combobox', { name: 'Order' }).selectOption('time');
    await phrase('a strange thing').getByRole('button', { name: 'a strange thing' }).click();
    await expect.poll(() => card().innerText()).toContain('likely, 0.82');
    await card().getByRole('button', { name: 'Right', exact: true }).click();
    await phrase('a strange thing').getByText('Right', { exact: true }).waitFor();
    await card().getByRole('button', { name: 'Delete' }).click();
    await phrase('a strange thing').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await phrase('a strange thing').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await phrase('a strange thing').waitFor({ state: 'detached' });
    await panel().getByRole('button', { name: 'Undo (Ctrl+Z)' }).click();
    await phrase('a strange thing').getByText('Right', { exact: true }).waitFor();
    await panel().getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Corrections of this medium' }).click();
    await page.getByRole('dialog').getByText('marked as right').waitFor();
    await page.getByRole('dialog').getByText('Taken back').first().waitFor();
    await page.keyboard.press('Escape');
  });

  test('two who change the same phrase: the second is asked, and decides', async () => {
    await tab('Transcript');
    const other = await newPage();
    await other.goto(film);
    await phrase('The end of the story').getByRole('button', { name: 'Change the text' }).click();
    await panel().getByRole('textbox', { name: 'Change the text' }).fill('Mine');
    await edit('The end of the story', 'Theirs', other);
    await phrase('Theirs', other).waitFor();
    await panel().getByRole('button', { name: 'Save', exact: true }).click();
    const asked = page.getByRole('dialog', { name: 'Changed meanwhile' });
    await asked.getByText('Theirs').first().waitFor();
    await asked.getByRole('button', { name: 'Use mine' }).click();
    await phrase('Mine').waitFor();
    await phrase('Mine', other).waitFor();
    await other.close();
  });

  test('a finding that no model made is added', async () => {
    await panel().getByRole('button', { name: 'Add a finding' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a finding' });
    await dialog.getByLabel('Text').fill('Somebody whispers');
    await dialog.getByLabel('From').fill('0:04.2');
    await dialog.getByLabel('To').fill('0:09');
    await dialog.getByText('Minutes and seconds within the medium').first().waitFor();
    expect(await dialog.getByRole('button', { name: 'Add' }).isDisabled()).toBe(true);
    await dialog.getByLabel('To').fill('0:04.9');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await phrase('Somebody whispers').waitFor();
  });
});

describe.skipIf(missing !== '')('reading in the panel', () => {
  test('search: the slash, hits over everything, marked, round and round', async () => {
    await page.locator('h1').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('STRANGE');
    await panel().getByText('1 hit').waitFor();
    await page.keyboard.press('Enter');
    await panel().getByText('1 of 1').waitFor();
    await panel().locator('mark', { hasText: 'strange' }).waitFor();
    expect(await panel().getByRole('tab', { selected: true }).innerText()).toBe('Findings');
    await panel().getByRole('searchbox').fill('שלום');
    await page.keyboard.press('Shift+Enter');
    await panel().locator('mark', { hasText: 'שלום' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await panel().getByRole('searchbox').inputValue()).toBe('');
  });

  test('hostile words are words, and right-to-left text runs so', async () => {
    await tab('Transcript');
    await phrase('onerror').getByText(HOSTILE).waitFor();
    expect(await page.evaluate<string>(`getComputedStyle([...document.querySelectorAll('[data-player-panel] [data-main]')].find((each) => each.textContent.trim() === ${JSON.stringify(RIGHT_TO_LEFT)})).direction`)).toBe('rtl');
    for (const name of ['Text', 'Who', 'Findings']) await tab(name);
    await phrase('a strange thing').getByRole('button', { name: 'a strange thing' }).click();
    await card().getByText('How it was found').click();
    await card().getByText(HOSTILE).first().waitFor();
    expect(await page.locator('[data-player-panel] :is(img[src="x"], script)').count()).toBe(0);
    expect(await page.title()).toContain('film.mp4');
    expect(complaints).toEqual([]);
  });

  test('a long transcript follows the film until somebody scrolls, and again when asked; only what is in sight is on the page', async () => {
    await page.goto(talk);
    await page.getByRole('button', { name: 'Show it' }).click();
    await phrase('Phrase number 0.').waitFor();
    await page.locator('h1').focus();
    await page.keyboard.press('9');
    await phrase('Phrase number 360.').waitFor();
    expect(await phrase('Phrase number 0.').count()).toBe(0);
    expect(await panel().getByRole('listitem').count()).toBeLessThan(60);
    await phrase('Phrase number 360.').hover();
    await page.mouse.wheel(0, -200);
    await page.keyboard.press('1');
    await panel().getByRole('button', { name: 'Follow along' }).click();
    await phrase('Phrase number 40.').waitFor();
    await phrase('Phrase number 40.').getByRole('button', { name: 'Phrase number 40.' }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate<string>('document.activeElement.textContent')).toContain('Phrase number 399.');
    await phrase('Phrase number 399.').getByRole('button', { name: '0:03.9' }).click();
    await expect.poll(() => phrase('Phrase number 399.').locator('[aria-current]').count()).toBe(1);
  });
});

describe.skipIf(missing !== '')('photos, themes, and what is held', () => {
  test('a photo is unclear until asked for, then zoomed and moved by keys', async () => {
    await page.goto(photo);
    const frame = page.locator('[data-photo]');
    await page.getByText('Nothing has rated this yet').waitFor();
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByText('Nothing has rated this yet').waitFor({ state: 'detached' });
    const scale = (): Promise<number> => frame.getAttribute('data-scale').then(Number);
    const left = (): Promise<number> => frame.locator('img').boundingBox().then((box) => box?.x ?? NaN);
    expect(await scale()).toBe(1);
    await page.locator('h1').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('+');
    await expect.poll(scale).toBeCloseTo(1.25 ** 3, 2);
    const before = await left();
    await page.keyboard.press('ArrowRight');
    await expect.poll(left).toBeLessThan(before);
    await page.keyboard.press('-');
    await expect.poll(scale).toBeCloseTo(1.25 ** 2, 2);
    await page.keyboard.press('0');
    await expect.poll(scale).toBe(1);
    await frame.hover();
    await page.mouse.wheel(0, -300);
    await expect.poll(scale).toBeGreaterThan(1.2);
    await page.keyboard.press('0');
    await expect.poll(scale).toBe(1);
    const box = await frame.locator('img').boundingBox();
    if (!box) throw new Error('The photo is not on the page.');
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.45);
    await expect.poll(() => card().innerText()).toContain('A face, very likely.');
  });

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (theme) => {
    await page.evaluate((chosen) => { localStorage.setItem('aima-appearance', JSON.stringify({ state: { theme: chosen, base: 'light', own: {}, blur: true, narrow: false }, version: 0 })); }, theme);
    for (const address of [film, photo]) {
      await page.goto(address);
      await tab('Findings');
      await panel().getByRole('combobox', { name: 'Order' }).selectOption('time');
      await panel().getByRole('listitem').first().getByRole('button').first().click();
      await card().getByText('How it was found').click();
      expect(await violationsOf(page, { within: 'main' })).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test('what is held is told as held, with the reason and what the law asks, and an owner may release it', async () => {
    // What is on the page would complain that the server went.
    await page.goto('about:blank');
    await world.server.end();
    const { jobId, mediaId } = world.media[0] ?? { jobId: '', mediaId: '' };
    const database = await openDatabase({ folder: path.join(work, 'data', 'database') });
    const [workspace] = await database.read('everything', (tx) => rowsOf(tx, sql`select workspace_id::text as id from job where id = ${jobId}`, z.object({ id: z.string() })));
    const run = { id: `r-${mediaId.slice(2)}-body_pose-1`, mediaId, analyzer: 'body_pose', version: 1, status: 'held', reason: 'age_unknown', models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 0.8, held: [{ startMs: 1000, endMs: 2000, reason: 'age_unknown' }] } as const;
    await database.transaction({ workspaceId: workspace?.id ?? '' }, (tx) => storeRun(tx, { jobId, run: { ...run, models: [], held: [...run.held] }, observations: [] }));
    await database.close();
    world = { ...world, server: await startServerProgram({ data: path.join(work, 'data'), env: { AIMA_LOG_LEVEL: 'error', AIMA_PORT: new URL(world.server.url).port } }) };
    await page.goto(film);
    await panel().getByText('1 shot is held back').waitFor();
    expect(await phrase('a strange thing').count()).toBe(0);
    await panel().getByRole('button', { name: 'Why, and what now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Held back' });
    await dialog.getByText('the age of those in it cannot be judged').waitFor();
    await dialog.getByText('turn to the police').waitFor();
    await dialog.getByRole('button', { name: 'Release as not explicit' }).click();
    const release = page.getByRole('dialog', { name: 'Release as not explicit?' });
    expect(await release.getByRole('button', { name: 'Release as not explicit' }).isDisabled()).toBe(true);
    await release.getByRole('checkbox').check();
    await release.getByRole('button', { name: 'Release as not explicit' }).click();
    await page.getByRole('dialog', { name: 'Held back' }).getByText('Released as not explicit,').waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);
});
