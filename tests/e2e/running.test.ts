/** A job watched in a real browser until it is archived, and a rented machine that the red button ends: on the real server, with an emulated provider. */
import { mkdtempSync, realpathSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from '@aima/contract/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realClock } from '../../src/kernel/clock.ts';
import { listen, type Listening } from '../emulators/core/http.ts';
import { noMachines } from '../emulators/core/machine-host.ts';
import { runpodEmulator, type RunPodEmulator } from '../emulators/runpod/index.ts';
import { makeFilm } from '../support/made-media.ts';
import { NO_WAITING, warmData } from '../support/rented-jobs.ts';
import { browserCookies, clientOf, firstAdmin, startServerProgram, type ServerProgram } from '../support/server.ts';
import { inTheme, violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
/** Without weights; the film has no sound, so that one does not run. */
const ANALYZERS = ['cut_analysis', 'color_analysis', 'content_quality', 'audio_analysis'];
const NAME = 'A film مع اسم طويل <b>not bold</b>';
const LONG_MS = 90_000;

describe.skipIf(missing !== '')('a job while it runs and afterwards', () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'aima-running-')));
  const complaints: string[] = [];
  let runpod: RunPodEmulator;
  let provider: Listening;
  let server: ServerProgram;
  let client: Client;
  let browser: Browser;
  let page: Page;
  let mediaId: string;

  beforeAll(async () => {
    const data = path.join(folder, 'data');
    // Nobody is behind its addresses: the machine is stopped before it would have let anybody in.
    runpod = runpodEmulator({ clock: realClock, seed: 'running', machines: noMachines(), knobs: NO_WAITING });
    [provider, browser] = await Promise.all([listen(runpod.handle), openBrowser(), warmData(data)]);
    server = await startServerProgram({ data, env: { AIMA_LOG_LEVEL: 'error', RUNPOD_API_KEY: 'runpod-key-ours', RUNPOD_API_URL: provider.url, RUNPOD_GRAPHQL_URL: `${provider.url}/graphql`, AIMA_LEAST_RELIABILITY: '0' } });
    const { cookie } = await firstAdmin(server.url, server.welcomeLink ?? '');
    client = clientOf(server.url, cookie);
    const context = await browser.newContext({ locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce', serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
    await context.addCookies(browserCookies(server.url, cookie));
    page = await context.newPage();
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(String(error)); });
    mediaId = await upload(await makeFilm(path.join(folder, 'رحلة <b>holiday.mp4'), { seconds: 4, silent: true }));
  }, 400_000);
  afterAll(async () => {
    await browser.close();
    await server.end();
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function upload(file: string): Promise<string> {
    const content = readFileSync(file);
    const id = await client.upload({ name: path.basename(file), sizeBytes: content.length, read: (start, end) => Promise.resolve(new Uint8Array(content.subarray(start, end))) });
    for (const until = Date.now() + LONG_MS; Date.now() < until; await sleep(200)) {
      const { mediaId: stored } = await client.api.getUpload({ path: { id } });
      if (stored) return stored;
    }
    throw new Error(`${file} was never stored`);
  }

  const makeJob = async (name: string): Promise<string> => (await client.api.createJob({ body: { name, mediaIds: [mediaId], settings: { analyzers: ANALYZERS.map((each) => ({ name: each })), fresh: true } } })).id;

  async function start(jobId: string, wanted: string): Promise<void> {
    const { offers } = await client.api.estimateJob({ path: { jobId } });
    const offer = offers.find((each) => each.provider === wanted);
    if (!offer) throw new Error(`${wanted} offers nothing`);
    await client.api.startJob({ path: { jobId }, body: { offerId: offer.id, costLimitUsd: 1 } });
  }

  /** In both themes, at the sizes of a phone and of a desk. */
  async function looksRight(where: string): Promise<void> {
    for (const theme of ['dark', 'light'] as const) {
      await inTheme(page, theme);
      expect(await violationsOf(page), `${where} in ${theme}`).toEqual([]);
    }
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'), `${where} at ${width}`).toBeLessThanOrEqual(0);
    }
  }

  const state = async (jobId: string): Promise<string> => (await client.api.getJob({ path: { jobId } })).state;

  test('a local job fills its list without a reload, and is completed in two steps', async () => {
    const jobId = await makeJob(NAME);
    await start(jobId, 'local');
    await page.goto(`${server.url}/jobs/${jobId}`);
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await page.getByText('1 job is being worked on. No machine is rented.').waitFor();
    const list = page.getByRole('list', { name: 'Analyzers and media' });
    await list.getByRole('button', { name: /cut_analysis/ }).waitFor();
    await list.getByRole('button', { name: /audio_analysis.*not run.*no sound/ }).waitFor({ timeout: LONG_MS });
    await looksRight('running');
    // From here on the page shows the end by itself: nothing loads it anew.
    await page.getByRole('button', { name: 'Complete job' }).waitFor({ timeout: LONG_MS });
    await page.getByRole('link', { name: /Open رحلة/ }).waitFor();
    await page.getByText('It ran on this machine and cost nothing.').waitFor();
    await looksRight('in review');

    await expect.poll(() => page.getByRole('button', { name: 'Complete job' }).isEnabled(), { timeout: LONG_MS }).toBe(true);
    await page.getByRole('button', { name: 'Complete job' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Step 1 of 2').waitFor();
    await dialog.getByRole('button', { name: 'See what will be deleted' }).click();
    await dialog.getByText(/1 medium, /).waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete media and complete' });
    expect(await confirm.isDisabled()).toBe(true);
    await looksRight('second step');
    expect(await state(jobId)).toBe('awaiting_review');
    await dialog.getByLabel(/I have looked at the results/).check();
    await confirm.click();
    await page.getByRole('button', { name: 'Take out of the archive' }).waitFor({ timeout: LONG_MS });
    expect(await state(jobId)).toBe('archived');
    expect((await client.api.getMedium({ path: { mediaId } })).state).toBe('wiped');
    await looksRight('archived');
  });

  test('a rented machine shows what it costs on every page, and the red button ends it', async () => {
    mediaId = await upload(await makeFilm(path.join(folder, 'second.mp4'), { seconds: 3, source: 'testsrc', silent: true }));
    const jobId = await makeJob('Rented');
    await page.goto(`${server.url}/machines`);
    await page.getByText('No machine is rented', { exact: true }).waitFor();
    await start(jobId, 'runpod');
    const bar = page.getByRole('region', { name: 'Rented machines and what they cost' });
    await bar.getByText('1 machine').waitFor({ timeout: LONG_MS });
    await page.getByRole('table', { name: 'Rented machines' }).getByRole('link', { name: /RunPod/ }).waitFor();
    await expect.poll(() => runpod.ledger.billing().length, { timeout: LONG_MS }).toBe(1);
    const spent = async (): Promise<number> => Number((await bar.getByTitle('Spent').innerText()).replace(/[^\d.]/g, ''));
    await expect.poll(spent, { timeout: LONG_MS }).toBeGreaterThan(0);
    const before = await spent();
    await expect.poll(spent).toBeGreaterThan(before);
    await looksRight('machines');
    await page.goto(`${server.url}/jobs/${jobId}`);
    await page.getByText('Limit of this job').waitFor();
    await looksRight('rented job');

    await bar.getByRole('button', { name: 'Stop all machines' }).click();
    const asked = page.getByRole('dialog', { name: 'Stop all rented machines?' });
    await asked.getByText(/RunPod · /).waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    expect(runpod.ledger.billing()).toHaveLength(1);
    await bar.getByRole('button', { name: 'Stop all machines' }).click();
    await asked.getByRole('button', { name: 'Stop now' }).click();
    const report = page.getByRole('dialog', { name: 'Stopped' });
    // Whoever was quicker: this stop, or the end that the job's own machine was told.
    await report.getByText(/machine is being ended|the provider (?:ends it|does not know it)/).first().waitFor({ timeout: LONG_MS });
    await looksRight('report');
    await report.getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => runpod.ledger.billing().length, { timeout: LONG_MS }).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).waitFor({ timeout: LONG_MS });
    expect(await state(jobId)).toBe('paused');
    await bar.waitFor({ state: 'detached', timeout: LONG_MS });
  });

  test('nothing broke the policy or a script', () => { expect(complaints).toEqual([]); });
});
