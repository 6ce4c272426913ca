/**
 * The whole way of two real files in a browser, once in each language: uploaded, made a job, priced, started, watched, looked at,
 * corrected, completed in two steps, wiped, archived, used again. In between the server is killed and comes back.
 */
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { needsMedia } from '../support/media.ts';
import { ADMIN, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { complaintsOf } from './page-checks.ts';

const missing = missingForBrowser();
const LONG = { timeout: 120_000 };
const NAME = 'Ferien رحلة <img src=x onerror=alert(1)>';

const WORDS = {
  en: {
    account: 'Make the account', noSample: 'Without a sample', choose: 'Choose files', newJob: 'New job with 2 media', dialog: 'New job', name: 'Name', create: 'Create the job', all: (family: string) => `All of “${family}”`,
    families: ['See', 'Hear', 'People', 'Understand', 'Safety'], colours: 'Colours', start: 'Start analysis', free: 'Start, free of charge', complete: 'Complete job', findings: 'Findings', right: 'Right', next: 'See what will be deleted',
    looked: /I have looked at the results/, confirm: 'Delete media and complete', archived: 'Take out of the archive', archive: 'Archive', reuse: 'Use again', make: 'Make the new job', offline: /No connection to AIMA/,
  },
  de: {
    account: 'Konto anlegen', noSample: 'Ohne Beispiel', choose: 'Dateien auswählen', newJob: 'Neuer Auftrag mit 2 Medien', dialog: 'Neuer Auftrag', name: 'Name', create: 'Auftrag anlegen', all: (family: string) => `Alle aus „${family}“`,
    families: ['Sehen', 'Hören', 'Menschen', 'Verstehen', 'Sicherheit'], colours: 'Farben', start: 'Analyse starten', free: 'Kostenlos starten', complete: 'Auftrag abschließen', findings: 'Funde', right: 'Richtig', next: 'Ansehen, was gelöscht wird',
    looked: /Ich habe die Ergebnisse angesehen/, confirm: 'Medien löschen und abschließen', archived: 'Aus dem Archiv holen', archive: 'Archiv', reuse: 'Wiederverwenden', make: 'Neuen Auftrag anlegen', offline: /Keine Verbindung zu AIMA/,
  },
} as const;

describe.skipIf(missing !== '')('the whole way', () => {
  let [server, browser, context, page, data, port]: [ServerProgram, Browser, BrowserContext, Page, string, number] = [] as never; // set before the first test
  let complaints: string[] = [];

  const start = (): Promise<ServerProgram> => startServerProgram({ data, env: { AIMA_LOG_LEVEL: 'error', AIMA_PORT: String(port) } });
  beforeAll(async () => {
    data = realpathSync(mkdtempSync(path.join(tmpdir(), 'aima-flow-')));
    port = await freePort();
    [server, browser] = await Promise.all([start(), openBrowser()]);
    context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
    complaints = complaintsOf(context);
    page = await context.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.end();
    rmSync(data, { recursive: true, force: true });
  });

  const button = (name: string | RegExp, within: Page | Locator = page): Locator => within.getByRole('button', { name, exact: true });

  test('the first account, by the one-time link', async () => {
    await page.goto(server.welcomeLink ?? '');
    await button(WORDS.en.account).waitFor();
    await page.getByLabel('Name', { exact: true }).fill(ADMIN.name);
    await page.getByLabel('Mail address').fill(ADMIN.email);
    await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await button(WORDS.en.account).click();
    await page.getByRole('heading', { name: 'What this machine can do' }).waitFor(LONG);
  });

  test.for(['en', 'de'] as const)('from upload to reuse (%s)', { timeout: 400_000 }, async (language, context_) => {
    const t = WORDS[language];
    await page.evaluate(`localStorage.setItem('aima-language', '${language}')`);
    const copies = ['sign-yes.mkv', 'ocr-english.png'].map((name) => {
      const file = needsMedia(context_, name);
      const copy = path.join(data, `${language} ${path.basename(file)}`);
      copyFileSync(file, copy);
      return copy;
    });
    await page.goto(server.url);
    await page.getByLabel(t.choose).first().setInputFiles(copies);
    await button(t.newJob).click(LONG);
    const dialog = page.getByRole('dialog', { name: t.dialog });
    await dialog.getByLabel(t.name, { exact: true }).fill(`${NAME} ${language}`);
    await button(t.create, dialog).click();
    await page.waitForURL(/\/jobs\/[\w-]+$/);
    const job = page.url();

    // Of everything that could be looked for, the colours.
    for (const family of t.families) {
      const whole = page.getByRole('checkbox', { name: t.all(family) });
      if (await whole.count() > 0) { await whole.check(); await whole.uncheck(); }
    }
    await page.getByRole('checkbox', { name: new RegExp(`^${t.colours}`) }).first().check();
    await button(t.start).click(LONG);
    await button(t.free, page.getByRole('dialog')).click(LONG);

    await button(t.complete).waitFor(LONG);
    await expect.poll(() => page.locator('main a[href*="/media/"]').count(), LONG).toBeGreaterThan(1);
    await page.locator('main a[href*="/media/"]').first().click();
    await page.waitForURL(/\/media\//);
    const panel = page.locator('[data-player-panel]');
    const inOrder = async (): Promise<void> => {
      await panel.getByRole('tab', { name: t.findings }).click(LONG);
      await panel.getByRole('combobox').first().selectOption('time');
    };
    await inOrder();
    await panel.getByRole('listitem').first().getByRole('button').first().click();
    await button(t.right, panel.locator('[data-finding-card]')).click();
    const marked = panel.getByRole('listitem').getByText(t.right, { exact: true }).first();
    await marked.waitFor();

    if (language === 'en') {
      await server.end('SIGKILL');
      await page.getByText(t.offline).waitFor(LONG);
      server = await start();
      await page.getByText(t.offline).waitFor({ state: 'detached', ...LONG });
      await page.reload();
      await inOrder();
      await marked.waitFor(LONG);
    }

    await page.goto(job);
    await button(t.complete).click(LONG);
    const completion = page.getByRole('dialog');
    await button(t.next, completion).click();
    await completion.getByLabel(t.looked).check();
    await button(t.confirm, completion).click();
    await button(t.archived).waitFor(LONG);

    await page.getByRole('link', { name: t.archive, exact: true }).first().click();
    await page.getByText(`${NAME} ${language}`).first().waitFor();
    await page.getByRole('article').filter({ hasText: `${NAME} ${language}` }).getByRole('button').last().click();
    await page.getByRole('menuitem', { name: t.reuse }).click();
    await button(t.make, page.getByRole('dialog')).click();
    await page.waitForURL((url) => /\/jobs\/[\w-]+$/.test(url.pathname) && url.href !== job);
    await page.getByRole('heading', { level: 1, name: `${NAME} ${language}` }).waitFor();
  });

  // While the server was gone the browser says so of each attempt.
  test('nothing broke the policy or a script on the way', () => { expect(complaints.filter((each) => !each.includes('ERR_CONNECTION_REFUSED'))).toEqual([]); });
});
