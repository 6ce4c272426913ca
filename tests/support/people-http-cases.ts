/** What people's pages and programs see: the operations, their cookies, codes and refusals. */
import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcomeLink } from '../../src/auth/index.ts';
import type { Database } from '../../src/db/index.ts';
import { makePerson } from './people.ts';
import { peopleServer, testBrowser, type PeopleServer, type TestBrowser } from './people-client.ts';
import { softwarePasskey } from './software-passkey.ts';

const PASSWORD = 'correct horse battery';
const newMail = (): string => `${randomUUID()}@example.test`;

async function signedUp({ app, people }: PeopleServer): Promise<{ page: TestBrowser; email: string }> {
  await people.database.transaction('everything', (tx) => tx.execute(sql`update installation set registration = 'open'`));
  const page = testBrowser(app);
  const email = newMail();
  // Somebody administrates, or nobody else could come.
  await makePerson(people.database, { accountRole: 'admin' });
  expect((await page.ask('POST', '/auth/sign-up', { email, name: 'Somebody', password: PASSWORD })).status).toBe(201);
  return { page, email };
}

/** `database`: opened before the first test, and without any account. */
export function peopleHttpCases(database: () => Database): void {
  let server: PeopleServer;
  beforeAll(async () => { server = await peopleServer(database()); });
  afterAll(() => server.app.close());

  test('from the one-time link to an administrator who opens registration', async () => {
    const { app, people } = server;
    const token = (await welcomeLink(people, 'http://localhost:8000') ?? '').split('#token=')[1];
    const page = testBrowser(app);
    expect((await page.ask('GET', '/auth')).body).toMatchObject({ needsAdministrator: true, registration: 'invitations', directory: false, providers: [] });
    const asked = { email: newMail(), name: 'First', password: PASSWORD, welcomeToken: token };
    expect(await page.ask('POST', '/auth/sign-up', asked)).toMatchObject({ status: 201, body: { state: 'signed_in' } });
    expect((await page.ask('GET', '/auth')).body).toMatchObject({ needsAdministrator: false });
    const again = await testBrowser(app).ask('POST', '/auth/sign-up', { ...asked, email: newMail() });
    expect(again).toMatchObject({ status: 410, body: { code: 'LINK_INVALID' } });
    const me = await page.ask('GET', '/me');
    expect(me.body).toMatchObject({ account: { email: asked.email, role: 'admin', secondFactor: false }, workspaces: [{ personal: true, role: 'owner' }] });
    expect(me.body['permissions']).toContain('system:manage');
    expect(JSON.stringify(me.body)).not.toMatch(/password|hash|token/i);
    expect(await page.ask('PATCH', '/system/registration', { registration: 'open' })).toMatchObject({ status: 200, body: { registration: 'open' } });
    expect(await testBrowser(app).ask('POST', '/auth/sign-up', { email: newMail(), name: 'Second', password: PASSWORD })).toMatchObject({ status: 201 });
    expect((await page.ask('GET', '/system/accounts?limit=1')).body).toMatchObject({ items: [{ name: 'Second' }], next: expect.any(String) as string });
    expect((await page.ask('GET', '/system/accounts?text=sECO')).body).toMatchObject({ items: [{ name: 'Second' }] });
    expect((await page.ask('GET', `/system/accounts?text=${asked.email.slice(2)}`)).body).toMatchObject({ items: [{ name: 'First' }] });
    expect((await page.ask('GET', '/system/accounts?text=%25')).body).toMatchObject({ items: [] });
  });

  test('a page elsewhere changes nothing with a person\'s cookie', async () => {
    const { page } = await signedUp(server);
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }]) {
      expect(await page.ask('PATCH', '/me', { name: 'Stolen' }, headers)).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } });
      expect((await page.ask('POST', '/auth/sign-in', { email: 'a@b.example', password: 'x' }, headers)).status).toBe(403);
    }
    expect((await page.ask('PATCH', '/me', { name: 'Own', preferences: { language: 'de' } })).body).toMatchObject({ account: { name: 'Own' }, preferences: { language: 'de' } });
  });

  test('of better-auth\'s own addresses none is served', async () => {
    const page = testBrowser(server.app);
    for (const path of ['sign-up/email', 'sign-in/email', 'sign-in/username', 'get-session', 'callback/nobody', 'update-user', 'change-email', 'delete-user']) {
      for (const method of ['GET', 'POST'] as const) expect((await page.ask(method, `/api/auth/${path}`, method === 'POST' ? { email: 'a@b.example', password: 'x' } : undefined)).status, path).toBe(404);
    }
  });

  test('sign out, sign in with a code, list and end sessions', async () => {
    const { page, email } = await signedUp(server);
    const setup = (await page.ask('POST', '/me/authenticator', { password: PASSWORD })).body;
    const secret = new URL(String(setup['uri'])).searchParams.get('secret') ?? '';
    expect((await page.ask('POST', '/me/authenticator/confirm', { code: generateSync({ secret }) })).status).toBe(204);
    expect((await page.ask('POST', '/auth/sign-out')).status).toBe(204);
    expect(await page.ask('GET', '/me')).toMatchObject({ status: 401, body: { code: 'SIGN_IN_REQUIRED' } });
    expect((await page.ask('POST', '/auth/sign-in', { email, password: PASSWORD })).body).toEqual({ state: 'second_factor' });
    expect((await page.ask('GET', '/me')).status).toBe(401);
    expect(await page.ask('POST', '/auth/sign-in/second-factor', { code: '000' })).toMatchObject({ status: 400 });
    expect((await page.ask('POST', '/auth/sign-in/second-factor', { code: generateSync({ secret }) })).body).toEqual({ state: 'signed_in' });
    expect((await page.ask('GET', '/me')).body).toMatchObject({ account: { secondFactor: true } });
    expect((await page.ask('GET', '/me/sessions')).body['items']).toMatchObject([{ current: true }]);
    expect((await page.ask('POST', '/me/authenticator/recovery-codes', { password: PASSWORD })).body['recoveryCodes']).toHaveLength(10);
    expect((await page.ask('POST', '/me/authenticator/disable', { password: PASSWORD })).status).toBe(204);
    expect((await page.ask('DELETE', '/me/sessions')).status).toBe(204);
    expect((await page.ask('GET', '/me')).status).toBe(200);
  });

  test('a lock says when it ends', async () => {
    const page = testBrowser(server.app);
    const strict = await peopleServer(database(), { lockOut: { perAccount: 1, perAddress: 1000, windowMs: 60_000, lockMs: 60_000 } });
    const email = newMail();
    const strictPage = testBrowser(strict.app);
    expect((await page.ask('POST', '/auth/sign-in', { email, password: 'wrong password' })).status).toBe(401);
    const locked = await strictPage.ask('POST', '/auth/sign-in', { email, password: 'wrong password' });
    await strict.app.close();
    expect(locked).toMatchObject({ status: 429, body: { code: 'SIGN_IN_LOCKED' } });
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(50);
  });

  test('a passkey is added, signs in, is one of one\'s own, and goes', async () => {
    const { app } = server;
    const { page } = await signedUp(server);
    const key = softwarePasskey({ origin: 'http://localhost:8000', rpId: 'localhost' });
    const options = (await page.ask('POST', '/me/passkeys/options')).body;
    expect(options).toMatchObject({ rp: { id: 'localhost', name: 'AIMA' } });
    expect(await page.ask('POST', '/me/passkeys', { name: 'Laptop', response: key.create({ challenge: 'AAAA' }) })).toMatchObject({ status: 400 });
    const added = await page.ask('POST', '/me/passkeys', { name: 'Laptop', response: key.create((await page.ask('POST', '/me/passkeys/options')).body) });
    expect(added).toMatchObject({ status: 201, body: { name: 'Laptop' } });

    const elsewhere = testBrowser(app);
    const sign = async (passkey: typeof key): Promise<number> => (await elsewhere.ask('POST', '/auth/sign-in/passkey', passkey.get((await elsewhere.ask('POST', '/auth/sign-in/passkey/options')).body))).status;
    expect(await sign(softwarePasskey({ origin: 'http://localhost:8000', rpId: 'localhost' }))).toBe(401);
    expect(await sign(key)).toBe(200);
    expect((await elsewhere.ask('GET', '/me')).body['account']).toEqual({ ...((await page.ask('GET', '/me')).body['account'] as object), lastSignInAt: expect.any(String) as string });
    // The same answer does not open a second time.
    const challenge = (await elsewhere.ask('POST', '/auth/sign-in/passkey/options')).body;
    const answer = key.get(challenge);
    expect((await elsewhere.ask('POST', '/auth/sign-in/passkey', answer)).status).toBe(200);
    expect((await elsewhere.ask('POST', '/auth/sign-in/passkey', answer)).status).toBe(409);

    const stranger = await signedUp(server);
    const id = String(added.body['id']);
    expect((await stranger.page.ask('DELETE', `/me/passkeys/${id}`)).status).toBe(404);
    expect((await page.ask('GET', '/me/passkeys')).body['items']).toHaveLength(1);
    expect((await page.ask('DELETE', `/me/passkeys/${id}`)).status).toBe(204);
    expect(await sign(key)).toBe(401);
  });

  test('keys: made, used, limited, listed, ended; they do not touch accounts', async () => {
    const { app } = server;
    const { page } = await signedUp(server);
    const made = await page.ask('POST', '/api-keys', { name: 'script', scopes: ['media:read'] });
    expect(made.status).toBe(201);
    const program = testBrowser(app);
    const headers = { authorization: `Bearer ${String(made.body['key'])}` };
    expect((await program.ask('GET', '/me', undefined, headers)).body).toMatchObject({ permissions: ['media:read'] });
    const refused: [Parameters<TestBrowser['ask']>[0], string, unknown][] = [
      ['POST', '/api-keys', { name: 'more', scopes: ['media:read'] }], ['POST', '/me/password', { current: PASSWORD, next: 'another password' }], ['GET', '/me/sessions', undefined],
      ['POST', '/me/authenticator', {}], ['POST', '/me/passkeys/options', undefined], ['POST', '/workspaces', { name: 'w' }], ['PATCH', '/workspace', { name: 'w' }], ['PATCH', '/me', { name: 'w' }],
      ['GET', '/system/accounts', undefined], ['POST', '/auth/sign-out', undefined],
    ];
    for (const [method, path, body] of refused) expect(await program.ask(method, path, body, headers), path).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await page.ask('GET', '/api-keys')).body['items']).toMatchObject([{ name: 'script', lastUsedAt: expect.any(String) as string, revokedAt: null }]);
    expect((await page.ask('DELETE', `/api-keys/${String(made.body['id'])}`)).status).toBe(204);
    expect((await program.ask('GET', '/me', undefined, headers)).status).toBe(401);
  });

  test('workspaces: made, shared by a link, left; a stranger is told that there is none', async () => {
    const { app } = server;
    const owner = (await signedUp(server)).page;
    const guest = await signedUp(server);
    const workspace = (await owner.ask('POST', '/workspaces', { name: 'Studio' })).body;
    const inside = { 'aima-workspace': String(workspace['id']) };
    expect((await guest.page.ask('GET', '/workspace/members', undefined, inside)).status).toBe(404);
    const invitation = (await owner.ask('POST', '/workspace/invitations', { role: 'viewer', email: guest.email }, inside)).body;
    expect(invitation['link']).toBe(`http://localhost:8000/invitation#token=${String(invitation['token'])}`);
    expect((await testBrowser(app).ask('POST', '/invitations/look', { token: invitation['token'] })).body).toMatchObject({ workspace: 'Studio', role: 'viewer' });
    expect((await guest.page.ask('POST', '/invitations/accept', { token: invitation['token'] })).body).toEqual({ workspaceId: workspace['id'] });
    expect((await guest.page.ask('GET', '/workspace/members', undefined, inside)).body['items']).toHaveLength(2);
    expect(await guest.page.ask('PATCH', '/workspace', { name: 'Mine' }, inside)).toMatchObject({ status: 403 });
    const me = (await guest.page.ask('GET', '/me', undefined, inside)).body;
    expect(me).toMatchObject({ workspaceId: workspace['id'], permissions: ['jobs:read', 'media:read', 'results:read'] });
    expect((await guest.page.ask('PUT', '/me/workspace', undefined, inside)).status).toBe(204);
    expect((await guest.page.ask('GET', '/me')).body['workspaceId']).toBe(workspace['id']);
    const guestId = String((me['account'] as Record<string, unknown>)['id']);
    expect((await owner.ask('PATCH', `/workspace/members/${guestId}`, { role: 'editor' }, inside)).status).toBe(204);
    expect((await guest.page.ask('DELETE', `/workspace/members/${guestId}`, undefined, inside)).status).toBe(204);
    expect((await guest.page.ask('GET', '/me')).body['workspaceId']).not.toBe(workspace['id']);
    const ownerId = String(((await owner.ask('GET', '/me')).body['account'] as Record<string, unknown>)['id']);
    expect(await owner.ask('DELETE', `/workspace/members/${ownerId}`, undefined, inside)).toMatchObject({ status: 409, body: { code: 'STATE_FORBIDS' } });
  });

  test('a session\'s old cookie gets a successor with /me', async () => {
    const quick = await peopleServer(database(), { rotateAfterMs: 0 });
    const { page } = await signedUp(quick);
    const before = page.cookies.get('aima.session_token');
    expect((await page.ask('GET', '/me')).status).toBe(200);
    expect(page.cookies.get('aima.session_token')).not.toBe(before);
    expect((await page.ask('GET', '/me')).status).toBe(200);
    await quick.app.close();
  });
}
