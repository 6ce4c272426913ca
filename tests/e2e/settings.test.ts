/** Settings and administration in a real browser against the real server, an emulated RunPod and Chromium's own authenticator. */
import { readFileSync } from 'node:fs';
import { generateSync } from 'otplib';
import type { Browser, BrowserContext, Download, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adjustableClock } from '../emulators/core/adjustable-clock.ts';
import { listen, type Listening } from '../emulators/core/http.ts';
import { runpodEmulator } from '../emulators/runpod/index.ts';
import { browserCookies, ADMIN, firstAdmin, freePort, session, signIn, startServerProgram, type ServerProgram, type Session } from '../support/server.ts';
import { onlyThorough } from '../support/thorough.ts';
import { violationsOf } from './axe.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
const SECTIONS = {
  settings: ['account', 'sign-in', 'sessions', 'appearance', 'workspace', 'limits', 'analysis', 'privacy', 'api-keys', 'log', 'providers'],
  administration: ['accounts', 'registration', 'workspaces', 'system', 'settings', 'provisioning', 'backup', 'audit'],
};
const NO_WAIT = { minMs: 0, maxMs: 0 };
const RUNPOD_KEY = 'runpod-key-ours';
const BOB = { email: 'bob@example.com', name: 'Bob ‮Builder', password: 'another long password 8' };
const Me = z.object({ account: z.object({ id: z.string() }) });
/** How a page learns that it may not, or that nobody is signed in. */
const EXPECTED = /Failed to load resource: the server responded with a status of 4\d\d|WebSocket/;

let [server, browser, runpod, admin, bob]: [ServerProgram, Browser, Listening, Session, Session] = [] as never; // set before the first test
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  if (missing !== '') return;
  const knobs = { createBefore: NO_WAIT, createAfter: NO_WAIT, answer: NO_WAIT, visible: NO_WAIT, changeVisible: NO_WAIT, perMinute: 1_000 };
  runpod = await listen(runpodEmulator({ clock: adjustableClock(), knobs }).handle);
  const port = String(await freePort());
  [server, browser] = await Promise.all([
    // Passkeys hold for names, not for numbers.
    startServerProgram({ env: { AIMA_LOG_LEVEL: 'error', AIMA_PORT: port, AIMA_PUBLIC_URL: `http://localhost:${port}`, RUNPOD_API_URL: runpod.url, RUNPOD_GRAPHQL_URL: `${runpod.url}/graphql`, VASTAI_API_URL: runpod.url, RUNPOD_API_KEY: '', VASTAI_API_KEY: '', VAST_AI_API_KEY: '' } }),
    openBrowser(),
  ]);
  server.url = `http://localhost:${port}`;
  admin = await firstAdmin(server.url, server.welcomeLink ?? '');
  await admin.json(z.unknown(), 'PATCH', '/api/v1/system/registration', { registration: 'open' });
  const made = await session(server.url, '').ask('POST', '/api/v1/auth/sign-up', BOB);
  if (!made.ok) throw new Error(await made.text());
  bob = await signIn(server.url, BOB);
}, 120_000);
afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await Promise.all([server.end(), runpod.close()]);
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(complaints.splice(0)).toEqual([]);
});

/** A browser of this person, or of nobody; in English unless told. */
const open = async (address: string, { who, theme = 'light', width = 1280 }: { who?: Session; theme?: 'light' | 'dark'; width?: number } = {}): Promise<Page> => {
  const context = await browser.newContext({ locale: 'en-GB', colorScheme: theme, viewport: { width, height: 900 }, serviceWorkers: 'block', reducedMotion: 'reduce', acceptDownloads: true });
  contexts.push(context);
  if (who) await context.addCookies(browserCookies(server.url, who.cookie));
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text()); });
  page.on('pageerror', (error) => { complaints.push(String(error)); });
  await page.goto(`${server.url}${address}`);
  return page;
};
/** What axe finds and what is too wide, one line each. */
const faultsOf = async (page: Page, where: string): Promise<string[]> => {
  const found = await violationsOf(page, { bestPractice: true });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  return [...found.map((each) => `${where}: ${each}`), ...(wide > 0 ? [`${where}: ${wide} too wide`] : [])];
};
const dialog = (page: Page): Locator => page.getByRole('dialog');
const textOf = async (file: Download): Promise<string> => readFileSync(await file.path(), 'utf8');

describe.skipIf(missing !== '')('settings', () => {
  test('what was typed is not lost by a wrong click, and comes to the server', async () => {
    const page = await open('/settings/account', { who: admin });
    await page.getByLabel('Name', { exact: true }).fill('Ada of Admin');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await dialog(page).getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('This session').waitFor();
    expect(await (await admin.ask('GET', '/api/v1/me')).json()).toMatchObject({ account: { name: 'Ada of Admin' } });
  });

  test('limits: a change of somebody else meanwhile is shown, not overwritten', async () => {
    const page = await open('/settings/limits', { who: admin });
    await page.getByLabel(/As the installation: \$5\.00/).uncheck();
    await page.getByLabel('Cost limit of a job (USD)').fill('3,5');
    await admin.json(z.unknown(), 'PATCH', '/api/v1/settings', { costLimitUsd: 9 });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else has changed this meanwhile.').waitFor();
    await page.getByText('Cost limit of a job (USD) is now: $9.00').waitFor();
    await page.getByRole('button', { name: 'Go on with mine' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(async () => (await admin.ask('GET', '/api/v1/settings')).json()).toMatchObject({ costLimitUsd: 3.5, installation: { costLimitUsd: 5 } });
  });

  test('an authenticator is set up by its QR code, signs in with its codes, and its recovery codes are kept', async () => {
    const page = await open('/settings/sign-in', { who: bob });
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await dialog(page).getByLabel('Password').fill(BOB.password);
    await dialog(page).getByRole('button', { name: 'Go on' }).click();
    await dialog(page).getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    expect(await faultsOf(page, 'QR code')).toEqual([]);
    const secret = (await dialog(page).getByLabel('Key', { exact: true }).innerText()).replaceAll(' ', '');
    await dialog(page).getByLabel(/Enter the six digits/).fill(generateSync({ secret }));
    await dialog(page).getByRole('button', { name: 'Confirm code' }).click();
    await dialog(page).getByText('They are shown only now').waitFor();
    const codes = await dialog(page).getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
    expect(codes.length).toBeGreaterThan(5);
    const [file] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('button', { name: 'Download' }).click()]);
    expect(file.suggestedFilename()).toBe('aima-recovery-codes-bob@example.com.txt');
    const kept = await textOf(file);
    for (const code of codes) expect(kept).toContain(`[ ] ${code}`);
    await dialog(page).getByLabel('I have kept the codes').check();
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'New recovery codes' }).waitFor();
    expect(await page.content()).not.toContain(codes[0]);

    const other = await open('/sign-in?next=/settings/sign-in');
    await other.getByLabel('Mail address').fill(BOB.email);
    await other.getByLabel('Password', { exact: true }).fill(BOB.password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByLabel('Code', { exact: true }).fill(codes[0] ?? '');
    await other.getByRole('button', { name: 'Continue' }).click();
    await other.getByRole('button', { name: 'Switch off' }).click();
    await dialog(other).getByLabel('Password').fill(BOB.password);
    await dialog(other).getByRole('button', { name: 'Switch off the second factor' }).click();
    await other.getByRole('button', { name: 'Set up', exact: true }).waitFor();
    bob = await signIn(server.url, BOB);
  }, 60_000);

  test('a passkey is added and deleted', async () => {
    const page = await open('/settings/sign-in', { who: bob });
    const line = await page.context().newCDPSession(page);
    await line.send('WebAuthn.enable');
    await line.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await dialog(page).getByLabel('Name').fill('مفتاح <b>Laptop</b>');
    await dialog(page).getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Passkey added.').waitFor();
    await page.getByRole('button', { name: 'Delete passkey: مفتاح <b>Laptop</b>' }).click();
    await dialog(page).getByRole('button', { name: 'Delete passkey' }).click();
    await page.getByText('No passkey yet.').waitFor();
  });

  test('an API key is shown once, works, and after revoking it does not', async () => {
    const page = await open('/settings/api-keys', { who: bob });
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog(page).getByLabel('Name', { exact: true }).fill('Nightly');
    await dialog(page).getByLabel('See media').check();
    expect(await faultsOf(page, 'new key')).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Make the key' }).click();
    const key = await dialog(page).getByLabel('Nightly').inputValue();
    const asked = (): Promise<number> => fetch(`${server.url}/api/v1/media`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
    expect(await asked()).toBe(200);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await page.getByText(`…${key.slice(-4)}`).waitFor();
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Revoke the key Nightly' }).click();
    await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('button', { name: 'Show one that has ended' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect(await asked()).toBe(401);
  });

  test('the key of a provider goes in, is tested, and is nowhere on the page again', async () => {
    const page = await open('/settings/providers', { who: admin });
    await page.getByRole('button', { name: 'Enter a key: RunPod' }).click();
    await dialog(page).getByLabel('API key').fill(RUNPOD_KEY);
    await dialog(page).getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('The key works').waitFor({ timeout: 60_000 });
    await page.getByText('Left in the account').waitFor();
    await page.reload();
    await page.getByText('The key works').waitFor();
    const everything = await page.evaluate<string>(`document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((field) => field.value).join() + JSON.stringify(localStorage)`);
    expect(everything).not.toContain(RUNPOD_KEY);
    await page.getByRole('button', { name: 'Remove the key of RunPod' }).click();
    await dialog(page).getByRole('button', { name: 'Remove the key', exact: true }).click();
    await page.getByRole('button', { name: 'Enter a key: RunPod' }).waitFor();
  }, 120_000);

  test('an analyzer tells how it works, its parameters, and the licences of its models', async () => {
    const page = await open('/settings/analysis', { who: admin, width: 390 });
    await page.getByLabel('Kind', { exact: true }).selectOption('pose');
    await page.getByRole('button', { name: /body_pose/ }).click();
    await dialog(page).getByText('movenet-lightning').waitFor();
    await dialog(page).getByText('MIT', { exact: true }).first().waitFor();
    expect(await faultsOf(page, 'analyzer')).toEqual([]);
  });

  test('somebody is invited by a link, gets another role, and as a viewer sees no more than that', async () => {
    const page = await open('/settings/workspace', { who: admin });
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Make the link' }).click();
    const link = await dialog(page).getByLabel('Link of the invitation').inputValue();
    expect(await faultsOf(page, 'invitation')).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    expect((await bob.ask('POST', '/api/v1/invitations/accept', { token: new URL(link).hash.replace('#token=', '') })).status).toBeLessThan(300);
    await page.reload();
    await page.getByLabel(/^Role of Bob/).selectOption('editor');
    await page.getByText(/Bob.*: Editor\./).waitFor();
    await page.getByLabel(/^Role of Bob/).selectOption('viewer');
    await page.getByText(/Bob.*: Viewer\./).waitFor();

    const his = await open('/settings/workspace', { who: bob });
    await his.getByRole('button', { name: /^Go to the workspace/ }).click();
    await his.getByText(/You are now in/).waitFor();
    await his.getByText('Viewer: Looks, changes nothing').waitFor();
    expect(await his.getByRole('button', { name: 'Invite', exact: true }).count()).toBe(0);
    expect(await his.getByLabel(/^Role of/).count()).toBe(0);
    for (const address of ['/settings/providers', '/settings/log', '/administration', '/administration/accounts']) {
      await his.goto(`${server.url}${address}`);
      await his.getByText('You may not see this').waitFor();
    }
    await his.goto(`${server.url}/settings/limits`);
    await his.getByText('Only owners of the workspace can change this.').waitFor();
    await his.goto(`${server.url}/settings/no-such-section`);
    await his.getByText('There is no such section').waitFor();
  }, 60_000);

  test('colours of one’s own: a weak pair is told, and they are used', async () => {
    const page = await open('/settings/appearance', { who: bob });
    await page.getByLabel('Your own', { exact: true }).check();
    await page.getByText('All pairs can be read (WCAG 2.2 AA).').waitFor();
    await page.getByLabel('Colour value of Quiet text').fill('#c0c4cc');
    await page.getByText('3 pairs of colours are hard to read').waitFor();
    expect(await faultsOf(page, 'own colours')).toEqual([]);
    await page.getByText(/^Quiet text on Ground of the page: 1\.\d : 1, at least 4\.5 : 1$/).waitFor();
    await page.getByLabel('Colour value of Cards').fill('#fff7e6');
    await page.getByRole('button', { name: 'Use these colours' }).click();
    expect(await page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('--aima-surface')`)).toBe('#fff7e6');
    await page.reload();
    await page.getByText('3 pairs of colours are hard to read').waitFor();
    expect(await page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('--aima-surface')`)).toBe('#fff7e6');
  });
});

describe.skipIf(missing !== '')('administration', () => {
  test('every section, both themes, a phone and a desk: axe finds nothing and nothing is too wide', async (context) => {
    onlyThorough(context);
    const faults: string[] = [];
    for (const [theme, width] of [['light', 390], ['dark', 1280]] as const) {
      const page = await open('/settings', { who: admin, theme, width });
      for (const [base, sections] of Object.entries(SECTIONS)) {
        for (const section of sections) {
          await page.goto(`${server.url}/${base}/${section}`);
          await page.locator('main h1').waitFor();
          // The policy forbids what Playwright's own waiting does in the page.
        await expect.poll(() => page.evaluate<number>('document.querySelectorAll("[aria-busy=true]").length'), { timeout: 20_000 }).toBe(0);
          faults.push(...await faultsOf(page, `${base}/${section} ${theme} ${width}`));
        }
      }
    }
    expect(faults).toEqual([]);
  }, 240_000);

  test('the set-up of machines: what a change does is shown before, and can be undone', async () => {
    const page = await open('/administration/provisioning', { who: admin });
    await page.getByLabel('Version of vLLM').fill('newest');
    await page.getByText('A version such as 0.11.2.').waitFor();
    expect(await page.getByRole('button', { name: 'Save as a new version' }).isDisabled()).toBe(true);
    await page.getByLabel('Version of vLLM').fill('0.10.1');
    await page.getByRole('button', { name: 'Save as a new version' }).click();
    await dialog(page).getByText('0.10.1').waitFor();
    expect(await faultsOf(page, 'review of the set-up')).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Change the set-up' }).click();
    await page.getByText('Version 1 holds from now on.').waitFor();
    await page.getByRole('button', { name: 'As AIMA brings it' }).click();
    await dialog(page).getByRole('button', { name: 'As AIMA brings it' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    expect(await (await admin.ask('GET', '/api/v1/system/provisioning')).json()).toMatchObject({ version: 2, edits: {} });
  });

  test('the log is verified in words, also against an end that was written down', async () => {
    const page = await open('/administration/audit', { who: admin });
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^The log is whole: all \d+ entries are as they were written\./).waitFor();
    const [seq, hash] = (await page.getByLabel(/^End of the log/).inputValue()).split(' ');
    await page.getByLabel('Number that you wrote down').fill(seq ?? '');
    await page.getByLabel('Its hash').fill('0'.repeat(64));
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(`Entry ${seq} is not the one that you wrote down: the log was written anew.`).waitFor();
    await page.getByLabel('Its hash').fill(hash ?? '');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/It also goes on from the end that you wrote down\./).waitFor();
    await page.getByLabel('What', { exact: true }).selectOption('provisioning.');
    await expect.poll(() => page.getByRole('list', { name: 'Entries' }).getByRole('listitem').count()).toBe(2);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export' }).click()]);
    expect((await textOf(file)).trim().split('\n')).toHaveLength(2);
  });

  test('an account is found, disabled, and its open page asks to sign in', async () => {
    const his = await open('/settings/account', { who: bob });
    await his.getByText('Who you are').waitFor();
    const page = await open('/administration/accounts', { who: admin });
    await page.getByLabel('Search name or mail address').fill('bob@');
    await page.getByRole('button', { name: /^Actions for Bob/ }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await dialog(page).getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('disabled', { exact: true }).waitFor();
    await his.getByText('Sign in again').first().waitFor({ timeout: 20_000 });
    const { account } = await admin.json(Me, 'GET', '/api/v1/me');
    expect((await admin.ask('PATCH', `/api/v1/system/accounts/${account.id}`, { disabled: true })).status).toBe(409);
    await page.getByRole('button', { name: /^Actions for Bob/ }).click();
    await page.getByRole('menuitem', { name: 'Enable' }).click();
    await dialog(page).getByRole('button', { name: 'Enable', exact: true }).click();
    await expect.poll(async () => (await session(server.url, '').ask('POST', '/api/v1/auth/sign-in', { email: BOB.email, password: BOB.password })).status).toBe(200);
  }, 60_000);

  test('a changed password ends all other sessions', async () => {
    const first = await signIn(server.url, BOB);
    const page = await open('/settings/account', { who: await signIn(server.url, BOB) });
    await page.getByLabel('Current password').fill(BOB.password);
    await page.getByLabel('New password', { exact: true }).fill('short');
    await page.getByText('At least 10 characters.', { exact: true }).waitFor();
    await page.getByLabel('New password', { exact: true }).fill('yet another password 9');
    await page.getByLabel('New password again').fill('yet another password 9');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Password changed. All other sessions have ended.').waitFor();
    expect((await first.ask('GET', '/api/v1/me')).status).toBe(401);
    expect((await signIn(server.url, ADMIN)).cookie).not.toBe('');
  });
});
