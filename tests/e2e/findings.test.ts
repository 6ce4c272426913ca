/** Results, archive and storage in a real browser: what is found, in whose workspace, at which moment; what comes of a completed job and of its media. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/db/index.ts';
import { storeRun } from '../../src/results/index.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { browserCookies, freePort, type ServerProgram, type Session } from '../support/server.ts';
import { observationIn, storeJob } from '../support/stored-results.ts';
import { runIn } from '../support/results-cases.ts';
import { startAnalysedServer, type AnalysedMedium, type Finding } from './analysed-media.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { complaintsOf, lookAt } from './page-checks.ts';

const missing = missingForBrowser();
const HOSTILE = `"> dangerous <img src=x onerror="document.title='hurt'"><script>document.title='hurt'</script> =1+1 \u202eabc`;
const base = { confidence: 0.7, sentence: 'Something.', endMs: 0 };
const speech = (startMs: number, text: string, confidence = 0.9): Finding => ({ ...base, analyzer: 'speech_transcription', label: 'speech', startMs, endMs: startMs + 2000, text, confidence, sentence: 'Somebody speaks.', speakerId: 'speaker-1' });
const dog = (startMs: number, trackId: string): Finding => ({ ...base, analyzer: 'object_detection', label: 'dog', startMs, endMs: startMs, trackId, sentence: 'A dog, probably.' });

const FILM: Finding[] = [
  speech(1500, 'Let us climb the hill with the dog.'), speech(5200, 'The water is cold.', 0.2), ...Array.from({ length: 8 }, (_, i) => dog(2000 + i * 500, 'dog-1')),
  { ...base, analyzer: 'text_overlay', startMs: 3000, endMs: 4000, text: 'NEW SALE', sentence: 'Text in the picture.' }, { ...base, analyzer: 'text_overlay', startMs: 6000, endMs: 6500, text: HOSTILE, sentence: HOSTILE },
  { ...base, analyzer: 'scene_segmentation', label: 'scene', startMs: 0, endMs: 5000, sentence: 'Scene 1, outside.', confidence: 1 },
];
const SOUND: Finding[] = [speech(800, 'Nobody climbs a hill here.')];
/** Other work on the machine must not decide. */
const PATIENCE_MS = 30_000;
const Jobs = z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })) });
const Completion = z.object({ confirmationToken: z.string() });

function makeFiles(folder: string): [string, string] {
  mkdirSync(folder, { recursive: true });
  const [film, sound] = [path.join(folder, 'a walk.mp4'), path.join(folder, 'memo.flac')];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=8', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', film]);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=frequency=330:duration=3', sound]);
  return [film, sound];
}

/** Another workspace with a secret, and all jobs as if their analysis had just ended. */
async function prepareRows(data: string): Promise<void> {
  const database = await openDatabase({ folder: path.join(data, 'database') });
  try {
    const foreign = await storeJob(database);
    await database.transaction(foreign, (tx) => storeRun(tx, { jobId: foreign.jobId, run: runIn(foreign), observations: [observationIn(foreign, 1, { label: 'dog', text: 'a secret dog climbs the hill', sentence: 'Somebody speaks.' })] }));
    await database.transaction('everything', (tx) => tx.execute(sql`update job set name = name || ', and a name that is longer than any telephone is wide' where name like '%memo%'`));
    await database.transaction('everything', (tx) => tx.execute(sql`update job set stage = 'ml_done', state = 'awaiting_review', finished_at = now()`));
  } finally {
    await database.close();
  }
}

describe.skipIf(missing !== '')('results, archive and storage', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-findings-'));
  const data = path.join(folder, 'data');
  let [server, browser, admin, context, page, film]: [ServerProgram, Browser, Session, BrowserContext, Page, AnalysedMedium] = [] as never; // set before each test
  let complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(data);
    await emptyDatabase(path.join(data, 'database'));
    const [walk, memo] = makeFiles(path.join(folder, 'media'));
    const port = await freePort();
    const analysed = await startAnalysedServer([{ file: walk, findings: FILM }, { file: memo, findings: SOUND }], { data, port, stopped: () => prepareRows(data) });
    ({ server, session: admin } = analysed);
    browser = await openBrowser();
    film = analysed.media[0] ?? film;
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce', acceptDownloads: true });
    complaints = complaintsOf(context);
    await context.addCookies(browserCookies(server.url, admin.cookie));
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const hits = () => page.locator('a[data-hit]');
  const search = async (text: string): Promise<void> => {
    await page.goto(`${server.url}/findings?text=${encodeURIComponent(text)}`);
    await page.getByRole('status').filter({ hasText: /finding/ }).waitFor();
  };

  test('speech, text and labels are found, and a finding opens the player at its moment', async () => {
    await page.goto(server.url);
    await page.getByRole('searchbox', { name: 'Search everything' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('climb');
    await page.keyboard.press('Enter');
    await expect.poll(() => hits().allInnerTexts()).toEqual([expect.stringContaining('Let us climb the hill')]);
    expect(await hits().first().innerText()).toMatch(/0:01\.5[\s\S]*very likely, 0\.9/);
    expect(await page.locator('mark').allInnerTexts()).toEqual(['climb']);
    const address = new URL(await hits().first().getAttribute('href') ?? '', server.url);
    expect([address.pathname, address.searchParams.get('t')]).toEqual([film.path, '1500']);
    await page.getByRole('searchbox', { name: 'Search results' }).press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === film.path && url.searchParams.get('finding')?.includes('speech_transcription') === true);
    await search('hill');
    await expect.poll(() => hits().count()).toBe(2);
    await search('"new sale"');
    await expect.poll(() => hits().allInnerTexts()).toEqual([expect.stringContaining('NEW SALE')]);
    // Eight samples of one track are one row; the other dog is spoken of.
    await search('dog');
    await expect.poll(() => hits().count()).toBe(2);
    expect(await page.getByText('seen 8 times until').count()).toBe(1);
  });

  test('nothing of another workspace is found, counted or listed', async () => {
    await search('secret');
    await page.getByText('Nothing found').waitFor();
    await search('dog -nothing');
    expect(await page.getByRole('main').innerText()).not.toContain('secret');
    expect(await page.getByRole('status').filter({ hasText: 'finding' }).innerText()).toBe('9 findings');
    await page.goto(`${server.url}/findings`);
    await expect.poll(() => hits().allInnerTexts()).toEqual(['memo.flac', 'a walk.mp4']);
  });

  test('facets narrow, chips take it back, the star keeps it, and all of it stands in the address', async () => {
    await search('hill');
    await page.getByRole('button', { name: 'Sound 1' }).click();
    await expect.poll(() => hits().allInnerTexts()).toEqual([expect.stringContaining('Nobody climbs')]);
    expect(new URL(page.url()).searchParams.get('text')).toBe('kind:audio hill');
    await page.getByRole('button', { name: 'Save this search' }).click();
    await page.getByRole('button', { name: 'Without Medium Sound' }).click();
    await expect.poll(() => hits().count()).toBe(2);
    await page.reload();
    await page.getByRole('button', { name: 'Search for kind:audio hill' }).click();
    await expect.poll(() => hits().count()).toBe(1);
    const field = page.getByRole('searchbox', { name: 'Search results' });
    await field.fill('speaker:speaker-1 confidence:10% cold kind:video');
    await field.press('Enter');
    await expect.poll(() => hits().allInnerTexts()).toEqual([expect.stringContaining('hardly certain, 0.2')]);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await field.fill('confidence:banana');
    await field.press('Enter');
    await page.getByText('Nothing found').waitFor();
  });

  test('hostile text stays text, on the page and in a table', async () => {
    await search('dangerous');
    await expect.poll(() => hits().first().innerText()).toContain('<img src=x');
    expect(await page.title()).toBe('Results · AIMA');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'As CSV table' }).click()]);
    const table = readFileSync(await download.path(), 'utf8');
    expect(table.split('\r\n')).toHaveLength(3);
    expect(table).toContain('""> dangerous <img src=x');
  });

  test('what a job found is brought together', async () => {
    await page.goto(`${server.url}/findings`);
    await page.getByRole('button', { name: 'Overview of Job of a walk.mp4' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('a walk.mp4: most is found around 0:0').waitFor();
    await dialog.getByText('Scenes (1)').click();
    expect(await dialog.getByRole('link', { name: '0:00–0:05' }).getAttribute('href')).toBe(`${film.path}?t=0`);
    expect(await dialog.getByRole('link', { name: 'All findings, one a line (NDJSON)' }).getAttribute('href')).toBe(`/api/v1/jobs/${film.jobId}/observations.ndjson`);
    await lookAt(page, 'job-overview');
  });

  test('results fit and pass axe, searched and not', async () => {
    await search('dog or hill');
    await lookAt(page, 'findings-searched');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText('Narrow down').click();
    await page.getByRole('button', { name: 'Videos' }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.goto(`${server.url}/findings`);
    await hits().first().waitFor();
    await lookAt(page, 'findings');
  });

  test('a completed job is in the archive, says what was deleted, becomes a template and a new job, and goes for good', async () => {
    const name = 'Job of a walk.mp4';
    const { confirmationToken } = await admin.json(Completion, 'POST', `/api/v1/jobs/${film.jobId}/completion`, {});
    await admin.ask('POST', `/api/v1/jobs/${film.jobId}/completion/confirm`, { confirmationToken });
    await expect.poll(async () => (await admin.json(Jobs, 'GET', '/api/v1/archive')).items.map((job) => job.state), { timeout: PATIENCE_MS }).toEqual(['archived']);
    await page.goto(`${server.url}/archive?text=walk`);
    const menu = page.getByRole('button', { name: `What can be done with ${name}` });
    await menu.waitFor();
    await page.getByRole('button', { name: `About ${name}` }).focus();
    await page.getByRole('tooltip').getByText('Language of findings').waitFor();
    await page.keyboard.press('Escape');
    await lookAt(page, 'archive');
    const choose = async (action: string): Promise<void> => {
      await menu.click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await choose('What was deleted');
    await expect.poll(() => page.getByRole('dialog').getByRole('row').last().innerText()).toMatch(/a walk\.mp4[\s\S]*\d{4}/);
    await page.keyboard.press('Escape');
    await choose('Save as a template');
    await page.getByRole('textbox', { name: 'Name' }).fill('Walks');
    await page.getByRole('button', { name: 'Save the template' }).click();
    await page.getByRole('tab', { name: 'Templates' }).click();
    await page.getByRole('button', { name: 'New job by Walks' }).waitFor();
    await page.getByRole('tab', { name: 'Completed jobs' }).click();
    await choose('Use again');
    await page.getByRole('textbox', { name: 'Name' }).fill('The next walk');
    await page.getByRole('button', { name: 'Make the new job' }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    expect((await admin.json(Jobs, 'GET', '/api/v1/jobs?text=next')).items).toMatchObject([{ name: 'The next walk', state: 'preparing' }]);
    // Its findings are still found, without the medium.
    await search('climb');
    await expect.poll(() => hits().count()).toBe(1);
    await page.goto(`${server.url}/archive`);
    await choose('Delete for good');
    const remove = page.getByRole('dialog').getByRole('button', { name: 'Delete for good' });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: /Type the name/ }).fill(name);
    await remove.click();
    await page.getByText('Nothing is archived yet').waitFor();
    await search('climb');
    await page.getByText('Nothing found').waitFor();
  });

  test('storage says what is used and deletes on wish; the log tells of it at once', async () => {
    await page.goto(`${server.url}/storage`);
    await page.getByText('1 medium, encrypted').waitFor();
    const planned = page.getByRole('list', { name: 'Planned deletions' });
    expect(await planned.innerText()).toMatch(/memo\.flac[\s\S]*in (?:29|30) days/);
    await lookAt(page, 'storage');
    const log = page.getByRole('list', { name: 'Storage and deletion log' });
    await page.getByRole('combobox', { name: 'Show' }).selectOption('wiped');
    await expect.poll(() => log.innerText()).toContain('job completed, by you');
    await page.getByRole('button', { name: 'Delete now: memo.flac' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete now' }).click();
    // It belongs to a job that nobody completed.
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await admin.ask('DELETE', `/api/v1/jobs/${(await admin.json(Jobs, 'GET', '/api/v1/jobs?text=memo')).items[0]?.id ?? ''}`);
    await page.getByRole('button', { name: 'Delete now: memo.flac' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete now' }).click();
    await page.getByText('Nothing is planned.').waitFor();
    await expect.poll(() => log.innerText()).toContain('by hand, by you');
  });
});
