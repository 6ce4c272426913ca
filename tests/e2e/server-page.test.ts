/** The small page of the server, in a real browser: first account, every way to sign in, a new password, status, and the documentation under the strict policy. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { CLIENT_ID, CLIENT_SECRET, startOidcServer, type OidcServer } from '../support/oidc-server.ts';
import { ADMIN, signIn, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';

const missing = missingForBrowser();
/** With it each page is kept as a picture, for whoever wants to look. */
const PICTURES = process.env['AIMA_PAGE_PICTURES'];
const NEW_PASSWORD = 'another long password 8';
const SIZES = [{ width: 1280, height: 800 }, { width: 390, height: 844 }] as const;

describe.skipIf(missing !== '')('the page of the server', () => {
  let server: ServerProgram;
  let provider: OidcServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    provider = await startOidcServer(`http://127.0.0.1:${port}/api/auth/callback/company`);
    server = await startServerProgram({ env: {
      AIMA_LOG_LEVEL: 'error', AIMA_PORT: String(port),
      AIMA_OIDC: JSON.stringify([{ id: 'company', name: 'Company', issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }]),
      AIMA_LDAP: JSON.stringify({ url: `ldap://127.0.0.1:${await freePort()}`, baseDn: 'dc=example,dc=test' }),
    } });
    browser = await openBrowser();
    page = await browser.newPage({ locale: 'en-GB' });
    // A 401 is how a page learns that nobody is signed in; what breaks the policy or a script is none.
    page.on('console', (message) => { if (message.type() === 'error' && !/401|Failed to load resource/.test(message.text())) complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(String(error)); });
  });
  afterAll(async () => {
    await browser.close();
    await server.end();
    await provider.stop();
  });

  const keep = async (name: string): Promise<void> => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(overflow, `${name} at ${size.width}`).toBeLessThanOrEqual(0);
      if (PICTURES === undefined) continue;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: path.join(PICTURES, `${name}-${size.width}.png`), fullPage: true });
    }
    await page.setViewportSize(SIZES[0]);
  };

  /** As it is and in the other language. */
  const keepBoth = async (name: string, english: string, german: string): Promise<void> => {
    await page.getByText(english).first().waitFor();
    await keep(`${name}-en`);
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText(german).first().waitFor();
    await keep(`${name}-de`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(english).first().waitFor();
  };

  test('says that it works and that nobody administrates it', async () => {
    await page.goto(server.url);
    await page.getByText('It works.').waitFor();
    await page.getByText('Nobody administrates this AIMA yet').waitFor();
    await keep('first');
  });

  test('the one-time link makes the first account with the keyboard alone', async () => {
    await page.goto(server.welcomeLink ?? '');
    await page.getByRole('button', { name: 'Make the account' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await keep('welcome');
    await page.getByLabel('Name').focus();
    for (const text of [ADMIN.name, ADMIN.email, ADMIN.password]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
    await keep('signed-in');
  });

  test('signing out and in, with a wrong password in between', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    const form = page.locator('#password-form');
    await form.getByLabel('Mail address').fill(ADMIN.email);
    await form.getByLabel('Password').fill('not the password');
    await form.getByRole('button', { name: 'Sign in' }).click();
    await form.getByRole('alert').waitFor();
    await keep('refused');
    await form.getByLabel('Password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
  });

  test('the red button stops all rented machines, by the keyboard alone, and says what came of it', async () => {
    await page.getByText('No machine is rented now.').waitFor();
    await page.getByRole('button', { name: 'Stop all machines' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Stop all rented machines?').waitFor();
    await keep('stop');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await dialog.getByLabel(/whole installation/).check();
    const answer = page.waitForResponse((response) => response.url().endsWith('/emergency-stop'));
    await dialog.getByRole('button', { name: 'Stop now' }).click();
    expect((await answer).status()).toBe(200);
    await page.getByText('Stopped. Jobs paused: 0. Machines being ended: 0.').waitFor();
    await keep('stopped');
  });

  test('speaks German when asked to', async () => {
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText(`Angemeldet als ${ADMIN.name}`).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await keep('german');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
  });

  test('an invitation without its token says so', async () => {
    await page.goto(`${server.url}/invitation`);
    await page.getByRole('alert').first().waitFor();
    await keep('invitation');
  });

  test('a one-time link sets a new password', async () => {
    const admin = await signIn(server.url);
    const { account } = await admin.json(z.object({ account: z.object({ id: z.string() }) }), 'GET', '/api/v1/me');
    const { link } = await admin.json(z.object({ link: z.string() }), 'POST', `/api/v1/system/accounts/${account.id}/password-link`);
    await page.goto(link);
    expect(new URL(page.url()).hash).toBe('');
    await keepBoth('new-password', 'It replaces the old one', 'Es ersetzt das alte');
    await page.getByLabel('New password').focus();
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    // The browser says in the person's language that it is too short; nothing is sent.
    expect(await page.locator('input:invalid').count()).toBe(1);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('The new password is set').waitFor();
    await keep('new-password-set');
    await page.getByRole('link', { name: 'Sign in' }).click();
    // It ended the session of this browser, too.
    await page.locator('#password-form').waitFor();
    await page.goto(link);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('This link does not work any more.').waitFor();
    await keep('new-password-again');
  });

  test('a link for a new password without its token says so', async () => {
    const fresh = await browser.newPage({ locale: 'de-DE' });
    await fresh.goto(`${server.url}/new-password`);
    await fresh.getByText('Dieser Adresse fehlt die zweite Hälfte').waitFor();
    await fresh.close();
  });

  test('single sign-on leads to the provider and back, and says in both languages why it signed nobody in', async () => {
    provider.person = { sub: 'stranger', email: 'stranger@example.test', email_verified: true, name: 'Stranger' };
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'With Company' }).click();
    await page.waitForURL(/\/sign-in\?error=signup_disabled/);
    await keepBoth('refusal', 'There is no account for this person here yet', 'gibt es hier noch kein Konto');
    await page.goto(`${server.url}/api/auth/callback/company?state=unknown&code=1`);
    await page.getByText('This sign-in took too long').waitFor();
    await page.goto(`${server.url}/sign-in?error=${encodeURIComponent('<b>constructor</b>')}`);
    await page.getByText('did not work (?)').waitFor();
    await page.goto(`${server.url}/sign-in?error=constructor`);
    await page.getByText('did not work (constructor)').waitFor();
  });

  test('the directory is asked instead of the mail address, and one that is away is told', async () => {
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'With the directory instead' }).click();
    await page.getByLabel('Name in the directory').fill('ada');
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.locator('#password-form').getByRole('alert').waitFor();
    await keep('directory');
    await page.getByRole('button', { name: 'With the mail address instead' }).click();
    await page.getByLabel('Mail address').waitFor();
  });

  test('a second factor is asked for', async () => {
    const person = { email: ADMIN.email, password: NEW_PASSWORD };
    const admin = await signIn(server.url, person);
    const { uri } = await admin.json(z.object({ uri: z.string() }), 'POST', '/api/v1/me/authenticator', { password: NEW_PASSWORD });
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    expect((await admin.ask('POST', '/api/v1/me/authenticator/confirm', { code: generateSync({ secret }) })).status).toBe(204);
    await page.goto(server.url);
    await page.getByLabel('Mail address').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.keyboard.press('Enter');
    await page.getByText('Enter the code of your authenticator').waitFor();
    const right = generateSync({ secret });
    await page.getByLabel('Code').fill(right === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await page.locator('#code-form').getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'With Company' }).isVisible()).toBe(false);
    await keep('second-factor');
    await page.getByLabel('Code').fill(generateSync({ secret }));
    await page.keyboard.press('Enter');
    await page.getByText(`Signed in as ${ADMIN.name}`).waitFor();
  });

  test('the documentation can be opened and tried, offline and under the policy', async () => {
    await page.goto(`${server.url}/docs/`);
    await page.getByText('Whether AIMA works').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"product": "aima"').first().waitFor();
    if (PICTURES !== undefined) await page.screenshot({ path: path.join(PICTURES, 'docs.png') });
  });

  test('nothing broke the policy or a script', () => { expect(complaints).toEqual([]); });
});
