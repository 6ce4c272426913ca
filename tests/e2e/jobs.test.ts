/** The jobs page and a job before its start, in a real browser on the real server, with an emulated provider of machines. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Client } from '@aima/contract/client';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLenders, type Lenders } from '../support/api-fuzz/lenders.ts';
import { needsMedia } from '../support/media.ts';
import { browserCookies, clientOf, firstAdmin, session, startServerProgram, type ServerProgram } from '../support/server.ts';
import { inTheme, violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
const NAME = 'Ausflug שלום <img src=x onerror=alert(1)>';
const VIEWER = { email: 'viewer@example.com', name: 'Vera Viewer', password: 'a long enough password 8' };
/** Refused on purpose: the browser says so of each answer. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d/;

async function upload(client: Client, file: string): Promise<string> {
  const content = readFileSync(file);
  const id = await client.upload({ name: path.basename(file), sizeBytes: content.length, read: (start, end) => Promise.resolve(new Uint8Array(content.subarray(start, end))) });
  await expect.poll(async () => (await client.api.getUpload({ path: { id } })).mediaId).toBeTruthy();
  return (await client.api.getUpload({ path: { id } })).mediaId ?? '';
}

/** In both themes, at the sizes of phones and of a desk. @param part what axe looks at */
async function looksRight(page: Page, where: string, part = 'body'): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await inTheme(page, theme);
    expect(await violationsOf(page, { within: part }), `${where} in ${theme}`).toEqual([]);
  }
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'), `${where} at ${width}`).toBeLessThanOrEqual(0);
  }
}

describe.skipIf(missing !== '')('jobs and a job before its start', () => {
  let [lenders, server, browser, admin, context, page]: [Lenders, ServerProgram, Browser, Client, BrowserContext, Page] = [] as never; // set before the first test
  const complaints: string[] = [];

  const signedIn = async (cookie: string): Promise<BrowserContext> => {
    const made = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
    await made.addCookies(browserCookies(server.url, cookie));
    return made;
  };
  const watched = async (from: BrowserContext): Promise<Page> => {
    const opened = await from.newPage();
    opened.on('console', (message) => { if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text()); });
    opened.on('pageerror', (error) => { complaints.push(String(error)); });
    return opened;
  };

  beforeAll(async () => {
    lenders = await openLenders();
    [server, browser] = await Promise.all([startServerProgram({ env: { AIMA_LOG_LEVEL: 'error', ...lenders.env, AIMA_LEAST_RELIABILITY: '0' } }), openBrowser()]);
    const { cookie } = await firstAdmin(server.url, server.welcomeLink ?? '');
    admin = clientOf(server.url, cookie);
    context = await signedIn(cookie);
    page = await watched(context);
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
    await lenders.close();
  });
  afterEach(() => { expect(complaints.splice(0)).toEqual([]); });

  let jobId = '';
  const sum = (): Locator => page.locator('[data-summary]');
  const startButton = (of: Page = page): Locator => of.getByRole('button', { name: 'Start analysis' });
  const offer = (text: RegExp): Locator => page.getByRole('radio', { name: text }).first();

  test('a job of two real media says what it holds, how long it takes and what it costs', async (t) => {
    const [film, photo] = [needsMedia(t, 'short-30s.mp4'), needsMedia(t, 'ocr-sign.png')];
    const mediaIds = [await upload(admin, film), await upload(admin, photo)];
    jobId = (await admin.api.createJob({ body: { name: NAME, mediaIds } })).id;
    await page.goto(`${server.url}/jobs/${jobId}`);
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await expect.poll(() => sum().textContent()).toMatch(/^30 secs of film, 1 photo, \d+ analyzers, about .+ on this machine, free of charge\.$/);
    await page.getByText('short-30s.mp4').waitFor();
    await expect.poll(() => page.locator('[data-analyzer=text_overlay] [data-price]').textContent()).toBe('free');
    await looksRight(page, 'before');
  });

  test('an analyzer less is another sum; what a chosen one needs runs anyway, and says so', async () => {
    const analyzers = async (): Promise<number> => Number(/(\d+) analyzers/.exec(await sum().textContent() ?? '')?.[1]);
    const all = await analyzers();
    await page.getByRole('checkbox', { name: 'Text on screen' }).uncheck();
    await page.locator('[data-analyzer=text_overlay]').getByText('Runs anyway, for:').waitFor();
    await page.getByRole('checkbox', { name: 'Camera movement' }).uncheck();
    await expect.poll(analyzers).toBeLessThan(all);
    await expect.poll(async () => (await admin.api.getJob({ path: { jobId } })).settings.analyzers?.filter(({ on }) => on === false).map(({ name }) => name)).toContain('camera_analysis');
    await page.getByRole('button', { name: 'As in the profile' }).click();
    await expect.poll(analyzers).toBe(all);
    expect((await admin.api.getJob({ path: { jobId } })).settings.analyzers).toBeUndefined();
  });

  test('rented machines have prices, also of each analyzer; a limit that is too low is refused in words', async () => {
    await offer(/at RunPod/).check();
    await expect.poll(() => sum().textContent()).toMatch(/on one .+, \$[\d.]+ to \$[\d.]+, at most \$5\.00\.$/);
    await expect.poll(() => page.locator('[data-analyzer=text_overlay] [data-price]').textContent()).toMatch(/\$0\.\d+$/);
    await page.getByLabel('Cost limit of this job, in USD').fill('0.0001');
    await expect.poll(() => sum().textContent()).toContain('at most $0.0001');
    await startButton().click();
    const dialog = page.getByRole('dialog', { name: 'Start the analysis now?' });
    await dialog.getByText(/2 media .* leave this machine for a rented one: RunPod/).waitFor();
    await dialog.getByRole('button', { name: /^Start for \$/ }).click();
    await dialog.getByRole('alert').getByText(/nothing was started/).waitFor();
    await looksRight(page, 'refused start', '[role=dialog]');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await admin.api.getJob({ path: { jobId } })).state).toBe('ready');
    await offer(/^This machine/).check();
  });

  test('whoever may only look sees time and price, and no start', async () => {
    const { link } = await admin.api.invite({ body: { role: 'viewer' } });
    const answer = await session(server.url, '').ask('POST', '/api/v1/auth/sign-up', { ...VIEWER, invitationToken: new URL(link).hash.replace('#token=', '') });
    expect(answer.status).toBeLessThan(300);
    const cookie = answer.headers.getSetCookie().map((each) => each.split(';', 1)[0]).join('; ');
    // They have a workspace of their own, too.
    const chosen = await session(server.url, cookie).ask('PUT', '/api/v1/me/workspace', undefined, { 'aima-workspace': (await admin.api.getMe({})).workspaceId });
    expect(chosen.status).toBeLessThan(300);
    const theirs = await signedIn(cookie);
    const seen = await watched(theirs);
    await seen.goto(`${server.url}/jobs/${jobId}`);
    await seen.locator('[data-summary]').waitFor();
    await seen.getByText('Your role in this workspace does not start jobs.').waitFor();
    expect(await startButton(seen).count() + await seen.getByRole('radio').count() + await seen.getByRole('button', { name: 'Add media' }).count()).toBe(0);
    expect(await seen.getByRole('checkbox', { name: 'Text on screen' }).isDisabled()).toBe(true);
    await seen.goto(`${server.url}/jobs`);
    await seen.getByRole('article').first().waitFor();
    expect(await seen.getByRole('button', { name: /New job|Select|More about/ }).count()).toBe(0);
    await theirs.close();
  });

  test('two tabs that rename the job see each other, and nothing is overwritten unseen', async () => {
    const other = await watched(context);
    await other.goto(`${server.url}/jobs/${jobId}`);
    const form = (of: Page): Locator => of.getByRole('form', { name: 'About this job' });
    await form(other).getByLabel('Name', { exact: true }).fill('Mine');
    await form(page).getByLabel('Name', { exact: true }).fill('Theirs');
    await form(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor();
    await form(other).getByRole('alert').getByText('Name is now: Theirs').waitFor();
    expect(await form(other).getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await form(other).getByRole('button', { name: 'Go on with mine' }).click();
    await form(other).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
    await other.close();
  });

  test('two tabs that change what is looked for see both, and one decides', async () => {
    const other = await watched(context);
    await other.goto(`${server.url}/jobs/${jobId}`);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => { letGo = resolve; });
    let first = true;
    await other.route(`**/api/v1/jobs/${jobId}`, async (route) => {
      if (route.request().method() === 'PATCH' && first) {
        first = false;
        await held;
      }
      await route.continue();
    });
    const saving = other.waitForRequest((request) => request.method() === 'PATCH');
    await other.getByRole('checkbox', { name: 'Camera movement' }).uncheck();
    await saving;
    await page.getByRole('checkbox', { name: 'Colours' }).uncheck();
    await expect.poll(async () => (await admin.api.getJob({ path: { jobId } })).settings.analyzers).toBeTruthy();
    letGo();
    const note = other.getByRole('alert').filter({ hasText: 'Somebody else changed what is looked for' });
    await note.getByText('Only in theirs: Camera movement.').waitFor();
    await note.getByText('Only in yours: Colours.').waitFor();
    expect(await startButton(other).isDisabled()).toBe(true);
    await note.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => other.getByRole('checkbox', { name: 'Colours' }).isChecked()).toBe(false);
    await page.getByRole('button', { name: 'As in the profile' }).click();
    await other.close();
  });

  test('the list shows a start of somebody else by itself; a start here asks twice', async () => {
    const list = await watched(context);
    await list.goto(`${server.url}/jobs`);
    const card = (id: string): Locator => list.locator(`[data-job="${id}"]`);
    await card(jobId).getByText('Ready to start').waitFor();
    const [{ mediaId } = { mediaId: '' }] = (await admin.api.getJob({ path: { jobId } })).media.filter(({ kind }) => kind === 'image');
    const settings = { analyzers: [{ name: 'color_analysis' }], fresh: true };
    const other = await admin.api.createJob({ body: { name: 'Of another client', mediaIds: [mediaId], settings } });
    await card(other.id).getByText('Ready to start').waitFor();
    await admin.api.startJob({ path: { jobId: other.id }, body: { offerId: 'this-machine' } });
    await expect.poll(() => card(other.id).getAttribute('data-state')).not.toBe('ready');
    await startButton().click();
    const dialog = page.getByRole('dialog', { name: 'Start the analysis now?' });
    await dialog.getByText('It runs on this machine and costs nothing.').waitFor();
    expect((await admin.api.getJob({ path: { jobId } })).state).toBe('ready');
    await dialog.getByRole('button', { name: 'Start, free of charge' }).click();
    await startButton().waitFor({ state: 'detached' });
    await expect.poll(() => card(jobId).getAttribute('data-state')).toMatch(/queued|analysing/);
    await admin.api.cancelJob({ path: { jobId } });
    await card(jobId).getByText('Cancelled').waitFor();
    await card(other.id).getByText('ML finished').waitFor({ timeout: 60_000 });
    await list.close();
  }, 120_000);

  test('many jobs are started only after their sum, and each says what came of it', async () => {
    const mediaIds = (await admin.api.getJob({ path: { jobId } })).media.filter(({ kind }) => kind === 'image').map((medium) => medium.mediaId);
    const settings = { analyzers: [{ name: 'color_analysis' }] };
    const made = [];
    for (const name of ['Series 1', 'Series 2', 'Series 3']) made.push(await admin.api.createJob({ body: { name, mediaIds, settings } }));
    await page.goto(`${server.url}/jobs?text=Series`);
    await expect.poll(() => page.getByRole('article').count()).toBe(3);
    await looksRight(page, 'jobs');
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByRole('button', { name: 'Start (3)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start 3 jobs?' });
    await dialog.getByText('All together free of charge').waitFor();
    const [first] = made;
    if (!first) throw new Error('no job was made');
    // One of them is started by somebody else before the second step.
    await admin.api.startJob({ path: { jobId: first.id }, body: { offerId: 'this-machine' } });
    await dialog.getByRole('button', { name: 'Start 3 jobs, free of charge' }).click();
    await dialog.getByText('2 of 3 done').waitFor();
    await dialog.getByRole('listitem').filter({ hasText: 'Series 1' }).getByText(/^Refused: /).waitFor();
    await dialog.getByRole('contentinfo').or(dialog.getByText('Close', { exact: true })).last().click();
    for (const { id } of made) await expect.poll(async () => (await admin.api.getJob({ path: { jobId: id } })).state).not.toBe('ready');
  }, 120_000);

  test('in German the badges have their German names', async () => {
    await page.evaluate("localStorage.setItem('aima-language', 'de')");
    await page.goto(`${server.url}/jobs`);
    await page.getByRole('heading', { level: 1, name: 'Aufträge' }).waitFor();
    for (const badge of ['Erstellt', 'ML-Abgeschlossen', 'LLM-Verarbeitung', 'Fertig']) await page.getByRole('button', { name: badge, exact: true }).waitFor();
    await page.locator('[data-stage=ml_done]').first().getByText('ML-Abgeschlossen').waitFor();
    await page.goto(`${server.url}/jobs?text=nichts+dergleichen`);
    await page.getByText('Kein Auftrag passt').waitFor();
  });
});
