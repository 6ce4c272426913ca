/** Single sign-on with a real OpenID Connect provider. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { OidcProvider } from '../../src/auth/settings.ts';
import { rowsOf } from '../../src/db/database.ts';
import { insertAccount, type Database } from '../../src/db/index.ts';
import { makePerson } from './people.ts';
import { CLIENT_ID, CLIENT_SECRET, signInAtProvider, startOidcServer, type OidcServer } from './oidc-server.ts';
import { peopleServer, testBrowser, type Answer, type PeopleServer, type TestBrowser } from './people-client.ts';

const OURS = 'http://localhost:8000';
const someone = (): OidcServer['person'] => ({ sub: randomUUID(), email: `${randomUUID()}@example.test`, email_verified: true, name: 'Grace Provider' });

/** `database`: opened before the first test. */
export function singleSignOnCases(database: () => Database): void {
  let provider: OidcServer;
  let server: PeopleServer;
  const config = (more: Record<string, unknown> = {}): OidcProvider =>
    OidcProvider.parse({ id: 'company', name: 'Company', issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, createsAccounts: true, ...more });
  beforeAll(async () => {
    provider = await startOidcServer(`${OURS}/api/auth/callback/company`);
    server = await peopleServer(database(), { oidc: [config()] });
  });
  afterAll(async () => {
    await server.app.close();
    await provider.stop();
  });

  /** To the provider and back. */
  async function goRound(page: TestBrowser, next = '/jobs'): Promise<Answer> {
    const start = await page.ask('POST', '/auth/sign-in/providers/company', { next });
    expect(start.status).toBe(200);
    const back = new URL(await signInAtProvider(String(start.body['url']), OURS));
    return page.ask('GET', `${back.pathname}${back.search}`);
  }

  test('whom the provider vouches for has an account, the same one each time', async () => {
    const page = testBrowser(server.app);
    expect((await page.ask('GET', '/auth')).body['providers']).toEqual([{ id: 'company', name: 'Company' }]);
    provider.person = someone();
    const answer = await goRound(page);
    expect([answer.status, answer.headers['location']]).toEqual([302, '/jobs']);
    const me = (await page.ask('GET', '/me')).body;
    expect(me).toMatchObject({ account: { email: provider.person.email, name: 'Grace Provider', role: 'personal' }, workspaces: [{ personal: true, role: 'owner' }] });
    const again = testBrowser(server.app);
    await goRound(again);
    expect((await again.ask('GET', '/me')).body).toMatchObject({ account: { id: (me['account'] as Record<string, unknown>)['id'] } });
  });

  test('where the provider makes no accounts, strangers are sent to the sign-in page', async () => {
    const closed = await peopleServer(database(), { oidc: [config({ createsAccounts: false })] });
    provider.person = someone();
    const page = testBrowser(closed.app);
    const answer = await goRound(page);
    expect(String(answer.headers['location'])).toMatch(/\/sign-in\?error=/);
    expect((await page.ask('GET', '/me')).status).toBe(401);
    await closed.app.close();
  });

  test('a mail address of somebody else\'s account opens nothing', async () => {
    provider.person = someone();
    await database().transaction('everything', (tx) => insertAccount(tx, { email: provider.person.email ?? '', name: 'First', role: 'admin' }));
    const page = testBrowser(server.app);
    expect(String((await goRound(page)).headers['location'])).toMatch(/\/sign-in\?error=/);
    expect((await page.ask('GET', '/me')).status).toBe(401);
  });

  test('who is signed in joins the provider\'s account and signs in with it from then on', async () => {
    const person = await makePerson(database());
    const page = testBrowser(server.app);
    page.cookies.set('aima.session_token', person.cookie.cookie.slice('aima.session_token='.length));
    provider.person = someone();
    const start = await page.ask('POST', '/me/providers/company', { next: '/account' });
    const back = new URL(await signInAtProvider(String(start.body['url']), OURS));
    expect((await page.ask('GET', `${back.pathname}${back.search}`)).headers['location']).toBe('/account');
    const elsewhere = testBrowser(server.app);
    await goRound(elsewhere);
    expect((await elsewhere.ask('GET', '/me')).body).toMatchObject({ account: { id: person.userId, email: person.email } });
    expect((await testBrowser(server.app).ask('POST', '/me/providers/company', {})).status).toBe(401);
  });

  test('an answer belongs to the browser that asked, and counts once', async () => {
    provider.person = someone();
    const page = testBrowser(server.app);
    const start = await page.ask('POST', '/auth/sign-in/providers/company', {});
    const back = new URL(await signInAtProvider(String(start.body['url']), OURS));
    const stranger = testBrowser(server.app);
    expect(String((await stranger.ask('GET', `${back.pathname}${back.search}`)).headers['location'])).toContain('error=');
    expect((await stranger.ask('GET', '/me')).status).toBe(401);
    const other = testBrowser(server.app);
    await other.ask('POST', '/auth/sign-in/providers/company', {});
    expect(String((await other.ask('GET', `${back.pathname}?code=stolen&state=made-up`)).headers['location'])).toContain('error=');
    expect((await other.ask('GET', '/me')).status).toBe(401);
  });

  test('afterwards one is on this server, wherever the request wanted to go', async () => {
    const page = testBrowser(server.app);
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\nb']) {
      expect(await page.ask('POST', '/auth/sign-in/providers/company', { next }), next).toMatchObject({ status: 400, body: { code: 'INVALID_MESSAGE' } });
    }
    expect((await page.ask('POST', '/auth/sign-in/providers/unknown', {})).status).toBe(404);
  });

  test('a provider that is away holds nobody else up, and is asked again when it is back', async () => {
    const before = await startOidcServer(`${OURS}/api/auth/callback/company`);
    await before.stop();
    const gone = await peopleServer(database(), { oidc: [config({ issuer: before.issuer })] });
    const page = testBrowser(gone.app);
    expect(await page.ask('POST', '/auth/sign-in', { email: 'a@b.example', password: 'wrong password' })).toMatchObject({ status: 401 });
    expect(await page.ask('POST', '/auth/sign-in/providers/company', {})).toMatchObject({ status: 502, body: { code: 'SIGN_IN_SERVICE_UNREACHABLE' } });
    const back = await startOidcServer(`${OURS}/api/auth/callback/company`, Number(new URL(before.issuer).port));
    expect(await page.ask('POST', '/auth/sign-in/providers/company', {})).toMatchObject({ status: 200 });
    await back.stop();
    await gone.app.close();
  });

  test('of the provider nothing is kept but who somebody is', async () => {
    provider.person = someone();
    await goRound(testBrowser(server.app));
    const rows = await database().read('everything', (tx) => rowsOf(tx, sql`select access_token, refresh_token, id_token, password from account_credential where account_id = ${provider.person.sub}`, z.record(z.string(), z.null())));
    expect(rows).toHaveLength(1);
  });
}
