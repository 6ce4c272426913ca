/** Coming in, in a real browser: every way to sign in, invitations, new passwords, a session that ends under an open page, and the documentation under the strict policy. */
import { generateSync } from 'otplib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { CLIENT_ID, CLIENT_SECRET, startOidcServer, type OidcServer } from '../support/oidc-server.ts';
import { ADMIN, firstAdmin, session, signIn, startServerProgram, type ServerProgram } from '../support/server.ts';
import { missingForBrowser, openBrowser } from './browser.ts';
import { complaintsOf, lookAt } from './page-checks.ts';

const missing = missingForBrowser();
const NEW_PASSWORD = 'another long password 8';
const BORIS = { name: 'Boris Bildner', email: 'boris@example.com', password: 'a third long password 9' } as const;
const Link = z.object({ link: z.string() });

let server: ServerProgram;
let company: OidcServer;
let staff: OidcServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let base: string;

beforeAll(async () => {
  if (missing !== '') return;
  const port = await freePort();
  // Passkeys belong to a name, and an address is none.
  base = `http://localhost:${port}`;
  [company, staff] = await Promise.all([startOidcServer(`${base}/api/auth/callback/company`), startOidcServer(`${base}/api/auth/callback/staff`)]);
  const oidc = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  server = await startServerProgram({ env: {
    AIMA_LOG_LEVEL: 'error', AIMA_PORT: String(port), AIMA_PUBLIC_URL: base,
    AIMA_OIDC: JSON.stringify([{ id: 'company', name: 'Company', issuer: company.issuer, ...oidc }, { id: 'staff', name: 'Staff', issuer: staff.issuer, createsAccounts: true, ...oidc }]),
    AIMA_LDAP: JSON.stringify({ url: `ldap://127.0.0.1:${await freePort()}`, baseDn: 'dc=example,dc=test' }),
  } });
  browser = await openBrowser();
  context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  complaints = complaintsOf(context);
  context.setDefaultTimeout(25_000);
  page = await context.newPage();
});
afterAll(async () => {
  if (missing !== '') return;
  await browser.close();
  await server.end();
  await Promise.all([company.stop(), staff.stop()]);
});

const speak = async (language: 'Deutsch' | 'English'): Promise<void> => {
  await page.getByRole('button', { name: /^(?:Language|Sprache): / }).click();
  await page.getByRole('menuitem', { name: language }).click();
};
const password = (name = 'Password') => page.getByLabel(name, { exact: true });
const enter = async (person: { email: string; password: string }): Promise<void> => {
  await page.getByLabel('Mail address').fill(person.email);
  await password().fill(person.password);
  await page.keyboard.press('Enter');
};
const isIn = (name: string) => page.getByRole('button', { name: `Signed in as ${name}` });
const leave = async (name: string): Promise<void> => {
  await isIn(name).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
};

describe.skipIf(missing !== '')('coming in', () => {
  test('says that nobody administrates it, where the link is, and goes on by itself', async () => {
    await page.goto(base);
    await page.getByText('Nobody administrates this AIMA yet').waitFor();
    await lookAt(page, 'nobody-yet');
    await firstAdmin(base, server.welcomeLink ?? '');
    await password().waitFor();
    await lookAt(page, 'sign-in');
  });

  test.each([['/invitation', 'An invitation'], ['/new-password', 'A new password']])('%s without its token says so', async (address, title) => {
    await page.goto(base + address);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'lacks its second half' }).waitFor();
    await lookAt(page, `half-${address.slice(1)}`);
  });

  test('a wrong password is refused in both languages; the right one leads to where one wanted to go', async () => {
    await page.goto(`${base}/settings/account`);
    await page.waitForURL(/\/sign-in\?next=%2Fsettings%2Faccount/);
    await enter({ email: ADMIN.email, password: 'not the password' });
    await page.getByRole('alert').filter({ hasText: 'do not belong together' }).waitFor();
    await lookAt(page, 'refused');
    await speak('Deutsch');
    await page.getByRole('alert').filter({ hasText: 'gehören nicht zusammen' }).waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await speak('English');
    await page.getByRole('button', { name: 'Show the password' }).click();
    expect(await password().getAttribute('type')).toBe('text');
    await password().fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/settings\/account$/);
    await isIn(ADMIN.name).waitFor();
  });

  test('leads nowhere else after signing in', async () => {
    await page.goto(`${base}/sign-in?next=${encodeURIComponent('//evil.example/')}`);
    await page.waitForURL(`${base}/`);
    await leave(ADMIN.name);
    await page.goto(`${base}/sign-in?next=${encodeURIComponent('/\\evil.example')}`);
    await enter(ADMIN);
    await page.waitForURL(`${base}/`);
    await isIn(ADMIN.name).waitFor();
  });

  test('a session that ends under an open page: a dialog over it, and nothing that was typed is lost', async () => {
    await page.goto(`${base}/settings/account`);
    const typed = page.getByRole('searchbox', { name: 'Search everything' });
    await typed.fill('a half written thought');
    const admin = await signIn(base);
    expect((await admin.ask('DELETE', '/api/v1/me/sessions')).status).toBe(204);
    await page.getByRole('link', { name: 'Jobs' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password', { exact: true }).waitFor();
    await lookAt(page, 'again');
    // Put aside, so that the page can be read.
    await page.keyboard.press('Escape');
    await page.getByRole('status').filter({ hasText: 'You are signed out' }).getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await typed.inputValue()).toBe('a half written thought');
    expect(page.url()).toBe(`${base}/jobs`);
    // What was refused is there now, and live.
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('signing in in another tab is enough for both, and another person gets a page of their own', async () => {
    const typed = page.getByRole('searchbox', { name: 'Search everything' });
    const expireOn = async (name: string): Promise<void> => {
      await context.clearCookies();
      await page.getByRole('link', { name }).first().click();
      await page.getByRole('dialog', { name: 'Sign in again' }).getByLabel('Password', { exact: true }).waitFor();
    };
    await expireOn('Archive');
    const other = await context.newPage();
    await other.goto(`${base}/sign-in`);
    await other.getByLabel('Mail address').fill(ADMIN.email);
    await other.getByLabel('Password', { exact: true }).fill(ADMIN.password);
    await other.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Sign in again' }).waitFor({ state: 'detached' });
    await other.close();
    expect(await typed.inputValue()).toBe('a half written thought');
    await expireOn('Storage');
    staff.person = { sub: 'sam', email: 'sam@example.com', email_verified: true, name: 'Sam Staff' };
    const opened = context.waitForEvent('page');
    await page.getByRole('dialog').getByRole('button', { name: 'With Staff' }).click();
    await (await opened).waitForEvent('close');
    await isIn('Sam Staff').waitFor();
    expect(await typed.inputValue()).toBe('');
    await leave('Sam Staff');
  });

  test('an invitation: a new account joins, somebody with an account joins, and afterwards the link is spent', async () => {
    const admin = await signIn(base);
    const invite = (): Promise<string> => admin.json(Link, 'POST', '/api/v1/workspace/invitations', { role: 'editor' }).then(({ link }) => link);
    const [first, second] = [await invite(), await invite()];
    await page.goto(first);
    await page.getByText('You are invited to the workspace').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await lookAt(page, 'invitation');
    await page.getByLabel('Name').fill(BORIS.name);
    await page.getByLabel('Mail address').fill('no address');
    await password().fill(BORIS.password);
    await page.keyboard.press('Enter');
    expect(await page.locator('input:invalid').count()).toBe(1);
    await enter(BORIS);
    await isIn(BORIS.name).waitFor();
    // The page is about the workspace that he was invited to.
    const me = z.object({ workspaceId: z.string(), workspaces: z.array(z.object({ id: z.string(), role: z.string() })) }).parse(await page.evaluate("fetch('/api/v1/me').then((answer) => answer.json())"));
    expect(me.workspaces.map(({ role }) => role)).toEqual(['owner', 'editor']);
    expect(me.workspaceId).toBe(me.workspaces[1]?.id);
    await leave(BORIS.name);
    await page.goto(second);
    await page.getByRole('tab', { name: 'I have an account' }).click();
    await enter({ email: 'sam@example.com', password: 'wrong' });
    await page.getByRole('alert').waitFor();
    const window = context.waitForEvent('response', (response) => response.url().includes('/invitations/accept'));
    await page.getByRole('button', { name: 'With Staff' }).click();
    await page.getByText('You are signed in as Sam Staff.').waitFor();
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    expect((await window).status()).toBe(200);
    await isIn('Sam Staff').waitFor();
    await page.goto(second);
    await page.getByText('This invitation does not work any more.').waitFor();
    await page.goto(base);
    await leave('Sam Staff');
  });

  test('a one-time link sets a new password, in both languages, once', async () => {
    const admin = await signIn(base);
    const { account } = await admin.json(z.object({ account: z.object({ id: z.string() }) }), 'GET', '/api/v1/me');
    const { link } = await admin.json(Link, 'POST', `/api/v1/system/accounts/${account.id}/password-link`);
    await page.goto(link);
    await page.getByText('It replaces the old one').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await lookAt(page, 'new-password');
    await speak('Deutsch');
    await page.getByText('Es ersetzt das alte').waitFor();
    await speak('English');
    await password('New password').focus();
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    // The browser says in the person's language that it is too short; nothing is sent.
    expect(await page.locator('input:invalid').count()).toBe(1);
    await password('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('The new password is set').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Mail address').waitFor();
    await page.goto(link);
    await password('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('This link does not work any more.').waitFor();
  });

});

describe.skipIf(missing !== '')('the other ways in', () => {
  test('single sign-on leads to the provider and back, and says in both languages why it signed nobody in', async () => {
    company.person = { sub: 'stranger', email: 'stranger@example.test', email_verified: true, name: 'Stranger' };
    await page.goto(`${base}/sign-in`);
    await page.getByRole('button', { name: 'With Company' }).click();
    await page.waitForURL(/\/sign-in\?error=signup_disabled/);
    await page.getByText('There is no account for this person here yet').waitFor();
    await lookAt(page, 'refusal');
    await speak('Deutsch');
    await page.getByText('gibt es hier noch kein Konto').waitFor();
    await speak('English');
    await page.goto(`${base}/api/auth/callback/company?state=unknown&code=1`);
    await page.getByText('This sign-in took too long').waitFor();
    await page.goto(`${base}/sign-in?error=${encodeURIComponent('<b>constructor</b>')}`);
    await page.getByText('did not work (?)').waitFor();
    await page.goto(`${base}/sign-in?error=constructor`);
    await page.getByText('did not work (constructor)').waitFor();
  });

  test('the directory is asked instead of the mail address, and one that is away is told', async () => {
    await page.goto(`${base}/sign-in`);
    await page.getByRole('button', { name: 'With the directory instead' }).click();
    await page.getByLabel('Name in the directory').fill('ada');
    await password().fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'directory could not be asked' }).waitFor();
    await lookAt(page, 'directory');
    await page.getByRole('button', { name: 'With the mail address instead' }).click();
    await page.getByLabel('Mail address').waitFor();
  });

  test('a passkey signs in without a password; one that is not there is told', async () => {
    const devices = await context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    const authenticator = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
    const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', { options: authenticator });
    await page.goto(`${base}/sign-in`);
    await enter(BORIS);
    await isIn(BORIS.name).waitFor();
    const made = await page.evaluate<number>(`(async () => {
      const send = (url, body) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
      const options = await (await send('/api/v1/me/passkeys/options')).json();
      const key = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
      return (await send('/api/v1/me/passkeys', { name: 'Test', response: key.toJSON() })).status;
    })()`);
    expect(made).toBe(201);
    await leave(BORIS.name);
    await page.getByRole('button', { name: 'With a passkey' }).click();
    await isIn(BORIS.name).waitFor();
    await leave(BORIS.name);
    await devices.send('WebAuthn.clearCredentials', { authenticatorId });
    await page.getByRole('button', { name: 'With a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: 'No passkey was used' }).waitFor();
    await devices.send('WebAuthn.disable');
  });

  test('a second factor is asked for, also as a recovery code', async () => {
    const person = { email: ADMIN.email, password: NEW_PASSWORD };
    const admin = await signIn(base, person);
    const { uri, recoveryCodes } = await admin.json(z.object({ uri: z.string(), recoveryCodes: z.array(z.string()) }), 'POST', '/api/v1/me/authenticator', { password: NEW_PASSWORD });
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    expect((await admin.ask('POST', '/api/v1/me/authenticator/confirm', { code: generateSync({ secret }) })).status).toBe(204);
    await page.goto(base);
    await enter(person);
    await page.getByText('Enter the code that your authenticator shows now').waitFor();
    const right = generateSync({ secret });
    await page.getByLabel('Code').fill(right === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'With Company' }).isVisible()).toBe(false);
    await lookAt(page, 'second-factor');
    await page.getByLabel('Code').fill(recoveryCodes[0] ?? '');
    await page.keyboard.press('Enter');
    await isIn(ADMIN.name).waitFor();
    await leave(ADMIN.name);
  });

  test('after many failures it says until when the account is locked', async () => {
    const nobody = session(base, '');
    let status = 0;
    for (let tries = 0; tries < 12 && status !== 429; tries++) status = (await nobody.ask('POST', '/api/v1/auth/sign-in', { email: 'carla@example.com', password: 'wrong' })).status;
    expect(status).toBe(429);
    await enter({ email: 'carla@example.com', password: 'wrong' });
    await page.getByRole('alert').filter({ hasText: /locked until .+\d\d:\d\d/ }).waitFor();
    await lookAt(page, 'locked');
  });

  test('the documentation can be opened and tried, offline and under the policy', async () => {
    await page.goto(`${base}/docs/`);
    await page.getByText('Whether AIMA works').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('"product": "aima"').first().waitFor();
  });

  test('nothing broke the policy or a script', () => { expect(complaints).toEqual([]); });
});
