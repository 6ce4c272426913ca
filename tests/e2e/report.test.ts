import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { renderReport, type ReportInput, type ReportKeyframe } from '../../src/reports/index.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { makeEmpty, makeFilm, makeGuarded, makeHostile, makeHuge, makePhoto, makeSound, makeStatuses } from './report-fixture.ts';
import { thorough } from '../support/thorough.ts';

const missing = missingForBrowser();

/** Chromium's hint about the tests' own way of looking at canvases. */
const READS_PIXELS = 'readback operations using getImageData';

let folder = '';
let browser: Browser | undefined;
let keyframes: ReportKeyframe[];
let problems: string[];
let requests: string[];

function ffmpeg(...words: string[]): void {
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...words], { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr}`);
}

/** Renders a page beside the made media and opens it as a file in a fresh profile. */
async function open(input: Partial<ReportInput>, more: { context?: BrowserContextOptions; hash?: string } = {}): Promise<Page> {
  const html = renderReport({ document: makeFilm(), keyframes, mediaUrl: 'film.mp4', mediaMime: 'video/mp4', language: 'de', ...input });
  const file = path.join(folder, 'report page.html');
  writeFileSync(file, html);
  if (!browser) throw new Error('the browser did not start');
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...more.context });
  const page = await context.newPage();
  problems = [];
  requests = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !message.text().includes(READS_PIXELS) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => !request.url().startsWith('data:') && requests.push(decodeURI(path.basename(new URL(request.url()).pathname))));
  await page.goto(pathToFileURL(file).href + (more.hash ?? ''));
  await page.waitForSelector('footer');
  return page;
}

/** Waits for an expression in the page. Playwright's own waiting evaluates inside the page, which its policy rightly forbids. */
const until = (page: Page, expression: string): Promise<void> => expect.poll(() => page.evaluate<boolean>(expression), { message: expression, timeout: 15_000 }).toBe(true);
const isPaused = (page: Page): Promise<boolean> => page.evaluate(`document.querySelector('video').paused`);
const mediumReady = (page: Page): Promise<void> => until(page, `document.querySelector('video').readyState >= 2`);
const clock = (page: Page): Promise<string> => page.locator('.time-now').innerText();
const boxes = (page: Page): Promise<string | null> => page.locator('.overlay').getAttribute('data-boxes');
const paintedPixels = (page: Page): Promise<number> =>
  page.evaluate(`(() => { const c = document.querySelector('.overlay'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n += 1; return n; })()`);

/** Axe-like basics: names, ids, pictures; plus nothing wider than the page. */
const accessibilityFaults = (page: Page): Promise<string[]> => page.evaluate(`(() => {
  const faults = [];
  const shown = (e) => e.checkVisibility();
  for (const e of document.querySelectorAll('button, input, select, summary, [role=slider], [role=tab], [role=tabpanel], dialog, table, section')) {
    const labelled = e.getAttribute('aria-labelledby');
    const name = e.getAttribute('aria-label') || (labelled && document.getElementById(labelled)?.textContent) || e.textContent.trim();
    if (!name) faults.push('no name: ' + e.outerHTML.slice(0, 120));
  }
  for (const e of document.querySelectorAll('[aria-controls]')) if (!document.getElementById(e.getAttribute('aria-controls'))) faults.push('controls nothing: ' + e.id);
  for (const e of document.querySelectorAll('img')) if (shown(e) && !e.alt) faults.push('picture without text');
  for (const e of document.querySelectorAll('canvas')) if (!e.closest('[aria-hidden=true]') && !e.getAttribute('aria-label')) faults.push('canvas without text');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  if (document.querySelectorAll('h1').length !== 1 || !document.querySelector('main') || !document.documentElement.lang) faults.push('no heading, main or language');
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) faults.push('wider than the page: ' + root.scrollWidth);
  return faults;
})()`);

const smallTargets = (page: Page): Promise<string[]> => page.evaluate(`[...document.querySelectorAll('button, select, input, summary')].filter((e) => e.checkVisibility()).filter((e) => { const r = e.getBoundingClientRect(); return r.height < 43.5 || r.width < 43.5; }).map((e) => e.outerHTML.slice(0, 90))`);

beforeAll(async () => {
  if (missing !== '') return;
  folder = mkdtempSync(path.join(tmpdir(), 'aima-report-'));
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30:d=30,format=yuv420p', '-f', 'lavfi', '-i', 'sine=f=220:d=30', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-c:a', 'aac', '-movflags', '+faststart', 'film.mp4');
  ffmpeg('-i', 'film.mp4', '-frames:v', '1', 'photo.jpg');
  ffmpeg('-i', 'film.mp4', '-vn', '-ar', '16000', 'sound.wav');
  ffmpeg('-i', 'film.mp4', '-vf', 'fps=1/5,scale=160:-2', 'key%02d.jpg');
  keyframes = Array.from({ length: 6 }, (_, i) => ({ atMs: i * 5000, width: 160, height: 90, jpegBase64: readFileSync(path.join(folder, `key0${i + 1}.jpg`)).toString('base64') }));
  browser = await openBrowser();
});
afterEach(async () => {
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(missing !== '')('the report page', () => {
  test.each(['de', 'en'] as const)('opens from disk in %s without an error, asking only for itself and its medium', async (language) => {
    const page = await open({ document: makeFilm(language), language });
    await mediumReady(page);
    expect([...new Set(requests)].sort()).toEqual(['film.mp4', 'report page.html']);
    expect(problems).toEqual([]);
    expect(await page.locator('h1').innerText()).toBe('Reise/Küste im Herbst.mp4');
    expect(await page.getByRole('tab').first().innerText()).toContain(language === 'de' ? 'Gesprochenes' : 'Transcript');
    expect(await page.locator('.runs tbody tr').count()).toBe(10);
  });

  test('a click on the transcript goes there; the moment stands in the address', async () => {
    const page = await open({});
    await mediumReady(page);
    await page.getByRole('button', { name: /If you like this video/ }).click();
    await until(page, `Math.abs(document.querySelector('video').currentTime - 13) < 0.05`);
    expect(await clock(page)).toBe('00:13.0');
    await until(page, `location.hash === '#t=13'`);
    expect(await page.locator('[aria-current]').innerText()).toContain('If you like');
    expect(await page.locator('.finding-card').innerText()).toContain('speech_transcription-lite');
  });

  test('boxes stand over the picture at their time, and can be switched off per analyzer', async () => {
    const page = await open({}, { hash: '#t=6' });
    await mediumReady(page);
    await expect.poll(async () => [await clock(page), await boxes(page)]).toEqual(['00:06.0', '2']);
    await expect.poll(() => paintedPixels(page)).toBeGreaterThan(500);
    await page.getByRole('button', { name: 'Rahmen: Gesichter' }).click();
    await expect.poll(() => boxes(page)).toBe('1');
    await page.evaluate(`location.hash = '#t=22'`);
    await until(page, `document.querySelector('.overlay').dataset.boxes === '0'`);
    await expect.poll(() => paintedPixels(page)).toBe(0);
  });

  test('going to a cut shows the first frame of the new shot, however its time was rounded', async () => {
    const half = (colour: string): string[] => ['-f', 'lavfi', '-i', `color=${colour}:s=320x180:r=30000/1001:d=4.5045`];
    ffmpeg(...half('red'), ...half('blue'), '-filter_complex', 'concat=n=2,format=yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', 'cut.mp4');
    // Frame 135 begins at 4504.5 ms.
    for (const [seconds, colour] of [['4.47', 'red'], ['4.504', 'blue'], ['4.505', 'blue']] as const) {
      const page = await open({ document: makeFilm('de', { fps: 30_000 / 1001, durationMs: 9009 }), mediaUrl: 'cut.mp4' }, { hash: `#t=${seconds}` });
      await until(page, `(() => { const v = document.querySelector('video'); return v.readyState >= 2 && !v.seeking && v.currentTime > 4; })()`);
      for (const chip of await page.locator('.box-toggles .chip').all()) await chip.click();
      // A busy machine paints the frame a while after the seek is over; half a second also shows a red that does not stay.
      await page.waitForTimeout(500);
      await expect.poll(async () => {
        const { dominant } = await sharp(await page.locator('.stage').screenshot()).stats();
        return dominant.r > dominant.b ? 'red' : 'blue';
      }, { message: seconds, timeout: 15_000 }).toBe(colour);
    }
  });

  test('hostile strings are shown and never run', async () => {
    const page = await open({ document: makeHostile() });
    await page.getByRole('tab', { name: /Ergebnisse/ }).click();
    for (const row of await page.locator('.tab-panel:not([hidden]) .item').all()) await row.click();
    for (const fold of await page.locator('.runs summary').all()) await fold.click();
    await page.locator('.timeline-scroll').hover({ position: { x: 60, y: 100 } });
    expect(await page.evaluate('window.__pwned')).toBeUndefined();
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0);
    expect(await page.locator('.finding-card').count()).toBe(5);
    expect(problems).toEqual([]);
    expect([...new Set(requests)].sort()).toEqual(['film.mp4', 'report page.html']);
  });

  test('the keyboard plays, jumps, steps, searches and helps', async () => {
    const page = await open({});
    await mediumReady(page);
    const press = async (...keys: string[]): Promise<string> => {
      for (const key of keys) await page.keyboard.press(key);
      return clock(page);
    };
    expect(await press('ArrowRight', 'ArrowRight')).toBe('00:20.0');
    expect(await press('Shift+ArrowLeft')).toBe('00:15.0');
    expect(await press('j', 'l', 'l')).toBe('00:25.0');
    expect(await press('1')).toBe('00:03.0');
    expect(await press('.', '.', '.', '.')).toBe('00:03.1');
    expect(await press(',', ',', ',', ',')).toBe('00:03.0');
    expect(await press('ArrowLeft')).toBe('00:00.0');
    await page.keyboard.press('m');
    expect(await page.evaluate(`document.querySelector('video').muted`)).toBe(true);
    await page.keyboard.press(' ');
    await until(page, `document.querySelector('video').currentTime > 0.2`);
    await page.keyboard.press('k');
    expect(await isPaused(page)).toBe(true);
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await page.evaluate(`document.activeElement.type`)).toBe('search');
    await page.keyboard.type('k5?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('k5?');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    expect(await isPaused(page)).toBe(true);
  });

  test('space plays after a click on a button, and presses the button that was reached by keyboard', async () => {
    const page = await open({});
    await mediumReady(page);
    await page.getByRole('button', { name: /And so/ }).click();
    await page.keyboard.press(' ');
    await until(page, `!document.querySelector('video').paused`);
    await page.keyboard.press(' ');
    expect(await isPaused(page)).toBe(true);
    await page.getByRole('button', { name: 'Rahmen: Gesichter' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press(' ');
    expect(await page.getByRole('button', { name: 'Rahmen: Gesichter' }).getAttribute('aria-pressed')).toBe('false');
    expect(await isPaused(page)).toBe(true);
  });

  test('search counts its hits in every list and marks them', async () => {
    const page = await open({});
    await page.getByRole('searchbox').fill('link');
    await until(page, `document.querySelector('#tab-text .count').textContent === '1'`);
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Gesprochenes1', 'Text1', 'Ergebnisse3', 'Farben']);
    expect(await page.locator('.tab-panel:not([hidden]) mark').allInnerTexts()).toEqual(['link']);
    await page.getByRole('searchbox').fill('gibt es nicht');
    await page.locator('.tab-panel:not([hidden])').getByText('Nichts passt zu „gibt es nicht“.').waitFor();
  });

  test('a medium that is not there is said plainly, and everything else works', async () => {
    const page = await open({ mediaUrl: 'moved%20away.mp4' });
    await page.getByText('Die Datei ließ sich nicht öffnen').waitFor();
    expect(await page.locator('.stage img.medium').isVisible()).toBe(true);
    await page.getByRole('button', { name: /If you like this video/ }).click();
    expect([await clock(page), await boxes(page)]).toEqual(['00:13.0', '1']);
    await page.keyboard.press(' ');
    await until(page, `document.querySelector('.time-now').textContent > '00:13.3'`);
    await page.keyboard.press(' ');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('the timeline seeks on click, says what lies under the pointer, zooms by wheel and buttons', async () => {
    const page = await open({});
    await mediumReady(page);
    const lanes = page.locator('.timeline-scroll');
    await lanes.scrollIntoViewIfNeeded();
    await page.waitForTimeout(500); // longer than a page scroll keeps the wheel for itself
    const size = await lanes.boundingBox();
    if (!size) throw new Error('the timeline has no size');
    await lanes.click({ position: { x: size.width / 2, y: 10 } });
    expect(await clock(page)).toBe('00:15.0');
    const camera = await page.evaluate<number>(`[...document.querySelectorAll('.lane-name')].find((e) => e.textContent === 'Kamera').offsetTop`);
    await lanes.hover({ position: { x: size.width * 0.1, y: camera + 8 } });
    expect(await page.locator('.tooltip').innerText()).toMatch(/00:00\.0–00:04\.5 · ruhig\s+Die Kamera bewegt sich\.\s+\S+/);
    const width = (): Promise<number> => page.evaluate(`document.querySelector('.timeline-inner').clientWidth`);
    const before = await width();
    await page.mouse.wheel(0, -300);
    await until(page, `document.querySelector('.timeline-inner').clientWidth > ${before}`);
    await page.getByRole('button', { name: 'Alles zeigen' }).click();
    expect(await width()).toBe(before);
    await page.getByRole('button', { name: 'Vergrößern' }).click();
    expect(await width()).toBeGreaterThan(before * 1.5);
    expect(await lanes.getAttribute('aria-valuetext')).toBe('00:15.0');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('.lane-chooser summary').click();
    const names = page.locator('.lane-name');
    const all = await names.count();
    await page.getByRole('button', { name: 'Kamera', exact: true }).click();
    expect(await names.count()).toBe(all - 1);
  });
});

describe.skipIf(missing !== '')('what is held, veiled or drawn as a body', () => {
  const striped = (page: Page, x: number): Promise<number> => page.evaluate(`(() => { const c = document.querySelector('.timeline-inner canvas'); const k = c.width / c.clientWidth; const d = c.getContext('2d').getImageData(Math.round(${x} * c.width), Math.round(30 * k), 1, Math.round(300 * k)).data; return new Set(Array.from({ length: d.length / 4 }, (_, i) => [...d.slice(i * 4, i * 4 + 4)].join())).size; })()`);

  test.each(['de', 'en'] as const)('a held stretch is said calmly, hatched and never shown, in %s', async (language) => {
    const page = await open({ document: makeGuarded(language), language }, { hash: '#t=14' });
    await mediumReady(page);
    const notice = page.locator('.held-notice');
    expect(await notice.innerText()).toContain(language === 'de' ? 'Teile dieses Mediums sind zurückgehalten' : 'Parts of this medium are held');
    expect(await notice.innerText()).toContain('The message of the gate.');
    expect(await page.locator('.held-cover').isVisible()).toBe(true);
    expect(await page.evaluate(`(() => { const cover = document.querySelector('.held-cover').getBoundingClientRect(); const stage = document.querySelector('.stage').getBoundingClientRect(); return [cover.width - stage.width, cover.height - stage.height]; })()`)).toEqual([0, 0]);
    expect(await page.locator('.quiet-lanes').innerText()).toContain(language === 'de' ? 'Teilweise zurückgehalten: Objekte' : 'Held back in part: Objects');
    await page.locator('.timeline-scroll').scrollIntoViewIfNeeded();
    // Nothing but paper and stripes from the filmstrip down, where elsewhere pictures and lanes are.
    expect(await striped(page, 14 / 30)).toBeLessThan(30);
    expect(await striped(page, 3 / 30)).toBeGreaterThan(30);
    await page.evaluate(`location.hash = '#t=20'`);
    await until(page, `!document.querySelector('.held-cover').checkVisibility()`);
    expect([...problems, ...(await accessibilityFaults(page))]).toEqual([]);
  });

  test('pictures rated suggestive start blurred, filmstrip too, until a click that does not start the film', async () => {
    const page = await open({ document: makeGuarded() }, { hash: '#t=2' });
    await mediumReady(page);
    const blur = (): Promise<string> => page.evaluate(`getComputedStyle(document.querySelector('video')).filter`);
    const strip = (): Promise<string> => page.evaluate(`(() => { const c = document.querySelector('.timeline-inner canvas'); const k = c.width / c.clientWidth; return [...c.getContext('2d').getImageData(0, Math.round(26 * k), Math.round(80 * k), Math.round(40 * k)).data].join(); })()`);
    expect(await blur()).toMatch(/^blur\(\d\d+px\)$/);
    expect(await page.locator('.veil').innerText()).toContain('möglicherweise freizügig');
    const veiled = await strip();
    await page.locator('.veil').click({ position: { x: 20, y: 20 } });
    expect([await isPaused(page), await blur()]).toEqual([true, 'blur(36px)']);
    await page.getByRole('button', { name: 'Zeigen', exact: true }).focus();
    await page.keyboard.press('Enter');
    expect([await isPaused(page), await blur(), await page.locator('.veil').count()]).toEqual([true, 'none', 0]);
    await expect.poll(strip).not.toBe(veiled);
    expect(problems).toEqual([]);
  });

  test('nothing is blurred or covered where nothing was rated or held', async () => {
    const page = await open({});
    expect([await page.locator('.veil').count(), await page.locator('.held-notice').count(), await page.locator('.held-cover').isVisible()]).toEqual([0, 0, false]);
  });

  test('a body is drawn as lines that can be switched off; gaze, age and expression are told, not drawn', async () => {
    const page = await open({ document: makeGuarded('en'), language: 'en' }, { hash: '#t=24' });
    await mediumReady(page);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    expect(await page.locator('.box-toggles .chip').allInnerTexts()).toEqual(['Objects', 'Faces', 'On-screen text', 'Body pose']);
    for (const name of ['Objects', 'Faces', 'On-screen text']) await page.getByRole('button', { name: `Boxes: ${name}` }).click();
    expect(await boxes(page)).toBe('1');
    // Half way between the left hip and the left knee, and beside the body.
    const painted = (x: number, y: number): Promise<number> => page.evaluate(`(() => { const c = document.querySelector('.overlay'); return c.getContext('2d').getImageData(Math.round(${x} * c.width), Math.round(${y} * c.height), 1, 1).data[3]; })()`);
    expect([await painted(0.46, 0.675) > 0, await painted(0.5, 0.675) > 0]).toEqual([true, false]);
    await page.getByRole('button', { name: 'Boxes: Body pose' }).click();
    expect([await boxes(page), await paintedPixels(page)]).toEqual(['0', 0]);
    await page.getByRole('tab', { name: /Findings/ }).click();
    await page.getByRole('combobox', { name: 'Analyzer' }).selectOption('age_estimation');
    await page.getByRole('button', { name: /Apparent age/ }).click();
    const card = await page.locator('.finding-card').innerText();
    expect(card).toContain('25–38 years (estimate)');
    // Ids of models are names; everything else is in words.
    await page.evaluate(`document.querySelectorAll('.models').forEach((e) => e.remove())`);
    expect(await page.locator('body').innerText()).not.toMatch(/\b[a-z]+(_[a-z]+)+\b/);
  });
});

describe.skipIf(missing !== '')('the report page of other documents', () => {
  test('20,000 observations are drawn, listed in parts and found', async () => {
    const page = await open({ document: makeHuge(20_000), language: 'en' }, { hash: '#t=20' });
    await mediumReady(page);
    expect(await page.locator('.tab-panel:not([hidden]) .item').count()).toBe(200);
    await page.getByRole('button', { name: 'Show 200 more' }).click();
    expect(await page.locator('.tab-panel:not([hidden]) .item').count()).toBe(400);
    await page.getByRole('searchbox').fill('text 19998');
    await until(page, `document.querySelector('#tab-text .count').textContent === '1'`);
    for (let i = 0; i < 12; i += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(Number(await boxes(page))).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  test.each([
    ['de', ['wartet', 'läuft', 'fertig', 'abgebrochen', 'nicht gelaufen', 'fehlgeschlagen', 'zurückgehalten', 'kein Ton in der Datei', 'some new reason', '42 %'], 'Das wurde nicht analysiert: nicht gelaufen: diese Sprache braucht die großen Modelle'],
    ['en', ['waiting', 'running', 'done', 'cancelled', 'not run', 'failed', 'held', 'no sound in the file', 'some new reason', '42 %'], 'This was not analysed: not run: this language needs the full models'],
  ] as const)('every status has its words in %s', async (language, words, empty) => {
    const page = await open({ document: makeStatuses(language), language });
    const table = (await page.locator('.runs').innerText()).replaceAll('\u00a0', ' ');
    for (const word of words) expect(table).toContain(word);
    expect(await page.locator('#panel-transcript').innerText()).toContain(empty);
  });

  test('a photo has its boxes, text and colours, and no timeline', async () => {
    const page = await open({ document: makePhoto(), mediaUrl: 'photo.jpg', keyframes: [] });
    await until(page, `document.querySelector('.overlay').dataset.boxes === '2'`);
    expect(await paintedPixels(page)).toBeGreaterThan(500);
    expect(await page.locator('.timeline').count()).toBe(0);
    await page.getByRole('tab', { name: 'Farben' }).click();
    expect(await page.locator('.palette').innerText()).toContain('#2f4858');
    expect([...problems, ...(await accessibilityFaults(page))]).toEqual([]);
  });

  test('sound plays, with its lanes and transcript', async () => {
    const page = await open({ document: makeSound(), mediaUrl: 'sound.wav', keyframes: [], language: 'en' });
    await page.getByRole('button', { name: 'Play' }).click();
    await until(page, `document.querySelector('audio').currentTime > 0.2`);
    expect(await page.locator('.lane-name').allInnerTexts()).toEqual(['Speech', 'Loudness']);
    expect([...problems, ...(await accessibilityFaults(page))]).toEqual([]);
  });

  test('an empty document without a medium is a page that says so', async () => {
    const page = await open({ document: makeEmpty(), mediaUrl: null, keyframes: [], language: 'en' });
    expect(await page.locator('main').innerText()).toContain('No playable file lies beside this report.');
    expect(await page.locator('main').innerText()).toContain('Nothing was run on this file.');
    expect([...problems, ...(await accessibilityFaults(page))]).toEqual([]);
  });

  test.each(thorough ? [320, 390, 768, 1280, 2560] : [320, 1280])('fits %i pixels in both themes, with names for everything', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open({}, { context: { viewport: { width, height: 900 }, colorScheme } });
      expect(await accessibilityFaults(page)).toEqual([]);
      if (width <= 390) expect(await smallTargets(page)).toEqual([]);
      const background = await page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
      expect(background).toBe(colorScheme === 'light' ? 'rgb(244, 245, 247)' : 'rgb(14, 18, 24)');
    }
  });
});
