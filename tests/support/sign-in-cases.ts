/** Registration, sign-in and everything that follows from it: one set of tests for both databases. */
import { randomUUID } from 'node:crypto';
import { generateSync } from 'otplib';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  acceptInvitation, accounts, authenticate, changeAccount, changeInstallation, changePassword, changeRole, confirmAuthenticator, createApiKey, createWorkspace, disableAuthenticator,
  endApiKey, endSessions, enrolAuthenticator, finishWithSecondFactor, invite, members, openPeople, ownSessions, passwordLink, removeMember, resetSecondFactor, rotate, setNewPassword, signInWithPassword, signOut, signUp,
  welcomeLink, withdrawInvitation, workspaceExistence, type People, type Principal, type Visitor,
} from '../../src/auth/index.ts';
import type { AuthSettings } from '../../src/auth/settings.ts';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { makePerson, testAuthSettings, testMasterKeys } from './people.ts';

const PASSWORD = 'correct horse battery';

interface Browser extends Visitor {
  headers: Headers;
  take(cookies: readonly string[]): void;
}

/** Keeps cookies. */
function browser(ip = '127.0.0.1'): Browser {
  const kept = new Map<string, string>();
  const headers = new Headers({ 'user-agent': 'test browser' });
  return {
    headers, ip,
    take(cookies) {
      for (const cookie of cookies) {
        const [pair = ''] = cookie.split(';', 1);
        const name = pair.slice(0, pair.indexOf('='));
        if (/max-age=0/i.test(cookie)) kept.delete(name);
        else kept.set(name, pair);
      }
      headers.set('cookie', [...kept.values()].join('; '));
    },
  };
}

const who = (people: People, visitor: Visitor): Promise<Principal | undefined> => authenticate(people, visitor.headers, { ip: visitor.ip });

async function whoSurely(people: People, visitor: Visitor): Promise<Principal> {
  const principal = await who(people, visitor);
  if (!principal) throw new Error('Nobody is signed in.');
  return principal;
}

const execute = (people: People, query: ReturnType<typeof sql>): Promise<unknown> => people.database.transaction('everything', (tx) => tx.execute(query));

async function auditOf(people: People, objectId: string): Promise<string[]> {
  const rows = await people.database.read('everything', (tx) => rowsOf(tx, sql`select action from audit_entry where object_id = ${objectId} order by seq`, z.object({ action: z.string() })));
  return rows.map(({ action }) => action);
}

const tokenOf = (link: string | undefined): string => /#token=(.+)$/.exec(link ?? '')?.[1] ?? '';
const newMail = (): string => `${randomUUID()}@example.test`;

/** Somebody with a password, signed in. */
async function register(people: People, ip?: string): Promise<{ visitor: Browser; principal: Principal; email: string }> {
  await execute(people, sql`update installation set registration = 'open'`);
  const visitor = browser(ip);
  const email = newMail();
  visitor.take((await signUp(people, { email, name: 'Somebody', password: PASSWORD }, visitor)).cookies);
  await execute(people, sql`update installation set registration = 'invitations'`);
  return { visitor, principal: await whoSurely(people, visitor), email };
}

const open = (database: Database, more: Partial<AuthSettings> = {}): People => openPeople({ database, masterKeys: testMasterKeys, settings: { ...testAuthSettings, ...more } });

/** `database`: opened before the first test, and without any account. */
export function signInCases(database: () => Database): void {
  registrationCases(database);
  passwordCases(database);
  forgottenPasswordCases(database);
  secondFactorCases(database);
  belongingCases(database);
}

function registrationCases(database: () => Database): void {
  test('the first administrator comes by a link that works once; after that nobody comes without an invitation', async () => {
    const people = open(database());
    const early = tokenOf(await welcomeLink(people, 'http://127.0.0.1:8000/'));
    const link = await welcomeLink(people, 'http://127.0.0.1:8000/');
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8000\/welcome#token=[\w-]{43}$/);
    const email = newMail();
    const asked = { email, name: 'First', password: PASSWORD };
    await expect(signUp(people, asked, browser())).rejects.toMatchObject({ code: 'REGISTRATION_CLOSED' });
    // A new start makes a new link.
    await expect(signUp(people, { ...asked, welcomeToken: early }, browser())).rejects.toMatchObject({ code: 'LINK_INVALID' });
    const visitor = browser();
    const both = await Promise.allSettled([1, 2].map((n) => signUp(people, { ...asked, email: `${n}${email}`, welcomeToken: tokenOf(link) }, visitor)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const result of both) if (result.status === 'fulfilled') visitor.take(result.value.cookies);
    const principal = await whoSurely(people, visitor);
    expect(principal).toMatchObject({ accountRole: 'admin', workspaceRole: 'owner' });
    expect(principal.permissions.has('system:manage')).toBe(true);
    await expect(signUp(people, { ...asked, welcomeToken: tokenOf(link) }, browser())).rejects.toMatchObject({ code: 'LINK_INVALID' });
    expect(await welcomeLink(people, 'http://127.0.0.1:8000')).toBeUndefined();
    expect(await auditOf(people, principal.userId)).toEqual(['account.created', 'account.signed_in']);
  });

  test('the link lies in the database as a hash only', async () => {
    const people = open(database());
    await execute(people, sql`update account set role = 'personal'`);
    const token = tokenOf(await welcomeLink(people, 'http://a'));
    const [row] = await people.database.read('everything', (tx) => rowsOf(tx, sql`select welcome_hash as hash from installation`, z.object({ hash: z.string() })));
    await execute(people, sql`update account set role = 'admin'`);
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(token).not.toBe('');
    expect(row?.hash).not.toContain(token);
  });

  test('open registration makes personal accounts; a second account of one address and weak passwords are refused', async () => {
    const people = open(database());
    await execute(people, sql`update installation set registration = 'open'`);
    const email = newMail();
    const asked = { email, name: 'A', password: PASSWORD };
    const visitor = browser();
    visitor.take((await signUp(people, asked, visitor)).cookies);
    expect(await who(people, visitor)).toMatchObject({ accountRole: 'personal' });
    await expect(signUp(people, { ...asked, email: email.toUpperCase() }, browser())).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const password of ['short', 'aaaaaaaaaaaaaaaa', 'x'.repeat(200)]) await expect(signUp(people, { ...asked, email: newMail(), password }, browser())).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await execute(people, sql`update installation set registration = 'invitations'`);
    await expect(signUp(people, { ...asked, email: newMail() }, browser())).rejects.toMatchObject({ code: 'REGISTRATION_CLOSED' });
  });

  test('an invitation brings an enterprise account into the workspace, once; withdrawn, expired and foreign ones bring nobody', async () => {
    const people = open(database());
    const owner = (await makePerson(database())).principal;
    const email = newMail();
    const { token } = await invite(people, owner, { role: 'editor', email });
    const asked = { name: 'Guest', password: PASSWORD, invitationToken: token };
    await expect(signUp(people, { ...asked, email: newMail() }, browser())).rejects.toMatchObject({ code: 'LINK_INVALID' });
    const visitor = browser();
    visitor.take((await signUp(people, { ...asked, email }, visitor)).cookies);
    expect(await authenticate(people, visitor.headers, { ip: '', workspaceId: owner.workspaceId })).toMatchObject({ accountRole: 'enterprise', workspaceRole: 'editor' });
    await expect(signUp(people, { ...asked, email: newMail() }, browser())).rejects.toMatchObject({ code: 'LINK_INVALID' });
    const withdrawn = await invite(people, owner, { role: 'viewer' });
    await withdrawInvitation(people, owner, withdrawn.row.id);
    const late = await invite(people, owner, { role: 'viewer' });
    await execute(people, sql`update workspace_invitation set expires_at = now() - interval '1 second' where id = ${late.row.id}`);
    const shared = await invite(people, owner, { role: 'viewer' });
    const both = await Promise.allSettled([1, 2].map(async () => acceptInvitation(people, (await makePerson(database())).principal, shared.token)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const invitationToken of [withdrawn.token, late.token, 'nonsense']) {
      await expect(signUp(people, { ...asked, email: newMail(), invitationToken }, browser())).rejects.toMatchObject({ code: 'LINK_INVALID' });
      await expect(acceptInvitation(people, (await makePerson(database())).principal, invitationToken)).rejects.toMatchObject({ code: 'LINK_INVALID' });
    }
  });
}

function passwordCases(database: () => Database): void {
  test('sign in, be known, sign out, be unknown', async () => {
    const people = open(database());
    const { email } = await register(people);
    const visitor = browser();
    const result = await signInWithPassword(people, { email: email.toUpperCase(), password: PASSWORD }, visitor);
    expect(result.state).toBe('signed_in');
    expect(result.cookies.join()).toMatch(/aima\.session_token=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax/);
    visitor.take(result.cookies);
    const principal = await whoSurely(people, visitor);
    const stolen = new Headers(visitor.headers);
    visitor.take(await signOut(people, principal, visitor));
    expect(visitor.headers.get('cookie') ?? '').not.toContain('session_token');
    expect(await authenticate(people, stolen, { ip: '' })).toBeUndefined();
  });

  test('under https cookies are for https alone', async () => {
    const people = open(database(), { publicUrl: 'https://aima.example' });
    const { visitor } = await register(people);
    expect(visitor.headers.get('cookie')).toMatch(/^__Secure-aima\.session_token=/);
  });

  test('an unknown account and a wrong password are told in the same words', async () => {
    const people = open(database());
    const { email } = await register(people);
    const failure = async (asked: { email: string; password: string }): Promise<unknown> => signInWithPassword(people, asked, browser()).then(() => 'in', ({ code, message }: { code: string; message: string }) => [code, message]);
    const wrong = await failure({ email, password: 'wrong password' });
    expect(wrong).toEqual(['SIGN_IN_FAILED', 'Mail address and password do not belong together.']);
    for (const asked of [{ email: newMail(), password: PASSWORD }, { email: 'no address', password: PASSWORD }, { email, password: 'x'.repeat(1000) }]) expect(await failure(asked)).toEqual(wrong);
  });

  test('after repeated failures an account is locked, known or not, also for the right password, until the time that is told', async () => {
    const people = open(database(), { lockOut: { perAccount: 3, perAddress: 1000, windowMs: 60_000, lockMs: 60_000 } });
    const { email } = await register(people, '192.0.2.1');
    for (const name of [email, newMail()]) {
      const codes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => signInWithPassword(people, { email: name, password: 'wrong password' }, browser('192.0.2.1')).catch(({ code }: { code: string }) => code)));
      expect(codes.sort()).toEqual(['SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_LOCKED', 'SIGN_IN_LOCKED', 'SIGN_IN_LOCKED']);
      const locked = await signInWithPassword(people, { email: name, password: PASSWORD }, browser('192.0.2.1')).catch((error: unknown) => error);
      expect(locked).toMatchObject({ code: 'SIGN_IN_LOCKED', details: { lockedUntil: expect.stringMatching(/^2\d{3}-.*Z$/) as string, retryAfterSeconds: expect.any(Number) as number } });
    }
    await execute(people, sql`update sign_in_failure set locked_until = now() - interval '1 second' where locked_until is not null`);
    expect((await signInWithPassword(people, { email, password: PASSWORD }, browser('192.0.2.1'))).state).toBe('signed_in');
  });

  test('an address that tries many accounts is locked; others are not', async () => {
    const people = open(database(), { lockOut: { perAccount: 1000, perAddress: 3, windowMs: 60_000, lockMs: 60_000 } });
    const { email } = await register(people, '192.0.2.2');
    for (let i = 0; i < 3; i++) await expect(signInWithPassword(people, { email: newMail(), password: 'wrong password' }, browser('192.0.2.3'))).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    await expect(signInWithPassword(people, { email, password: PASSWORD }, browser('192.0.2.3'))).rejects.toMatchObject({ code: 'SIGN_IN_LOCKED' });
    expect((await signInWithPassword(people, { email, password: PASSWORD }, browser('192.0.2.4'))).state).toBe('signed_in');
  });

  test('a changed password ends all other sessions and gives this one a new token', async () => {
    const people = open(database());
    const { visitor, principal, email } = await register(people);
    const elsewhere = browser();
    elsewhere.take((await signInWithPassword(people, { email, password: PASSWORD }, elsewhere)).cookies);
    await expect(changePassword(people, principal, { current: 'wrong password', next: 'another password' }, visitor)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    const cookie = await changePassword(people, principal, { current: PASSWORD, next: 'another password' }, visitor);
    expect(await who(people, elsewhere)).toBeUndefined();
    visitor.take([cookie ?? '']);
    expect(await who(people, visitor)).toMatchObject({ userId: principal.userId });
    await expect(signInWithPassword(people, { email, password: PASSWORD }, browser())).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect((await signInWithPassword(people, { email, password: 'another password' }, browser())).state).toBe('signed_in');
  });

  test('tokens change with time; own sessions are listed and ended one by one', async () => {
    const people = open(database(), { rotateAfterMs: 0 });
    const { visitor, principal, email } = await register(people);
    const before = visitor.headers.get('cookie');
    const rotated = await rotate(people, visitor.headers);
    visitor.take([rotated ?? '']);
    expect(visitor.headers.get('cookie')).not.toBe(before);
    expect(await who(people, visitor)).toMatchObject({ sessionId: principal.sessionId });
    expect(await rotate(open(database()), visitor.headers)).toBeUndefined();
    const elsewhere = browser('192.0.2.9');
    elsewhere.take((await signInWithPassword(people, { email, password: PASSWORD }, elsewhere)).cookies);
    const sessions = await ownSessions(people, principal);
    expect(sessions.map(({ current, ipAddress, userAgent }) => ({ current, ipAddress, userAgent }))).toEqual([
      { current: false, ipAddress: '192.0.2.9', userAgent: 'test browser' }, { current: true, ipAddress: '127.0.0.1', userAgent: 'test browser' },
    ]);
    const stranger = (await makePerson(database())).principal;
    const sessionId = sessions[0]?.id ?? '';
    await expect(endSessions(people, stranger, { sessionId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await endSessions(people, principal, { sessionId });
    expect(await who(people, elsewhere)).toBeUndefined();
    expect(await who(people, visitor)).toBeDefined();
  });
}

function forgottenPasswordCases(database: () => Database): void {
  test('an administrator\'s link sets a new password once, ends the sessions and keeps the second factor', async () => {
    const people = open(database());
    const { visitor, principal, email } = await register(people);
    const admin = (await makePerson(database(), { accountRole: 'admin' })).principal;
    await expect(passwordLink(people, principal, principal.userId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(passwordLink(people, admin, admin.userId)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const earlier = await passwordLink(people, admin, principal.userId);
    const { token } = await passwordLink(people, admin, principal.userId);
    await expect(setNewPassword(people, { token, password: 'short' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await setNewPassword(people, { token, password: 'a new password' });
    expect(await who(people, visitor)).toBeUndefined();
    for (const used of [token, earlier.token, 'nonsense']) await expect(setNewPassword(people, { token: used, password: 'a new password' })).rejects.toMatchObject({ code: 'LINK_INVALID' });
    const late = await passwordLink(people, admin, principal.userId);
    await execute(people, sql`update account_verification set expires_at = now() - interval '1 second' where value = ${`new-password ${principal.userId}`}`);
    await expect(setNewPassword(people, { token: late.token, password: 'another new one' })).rejects.toMatchObject({ code: 'LINK_INVALID' });
    expect((await signInWithPassword(people, { email, password: 'a new password' }, browser())).state).toBe('signed_in');
    await expect(signInWithPassword(people, { email, password: PASSWORD }, browser())).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
  });
}

function secondFactorCases(database: () => Database): void {
  test('an authenticator is asked for once it was confirmed; a recovery code works once', async () => {
    const people = open(database());
    const { visitor, principal, email } = await register(people);
    await expect(enrolAuthenticator(people, principal, 'wrong password', visitor)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    const { uri, recoveryCodes } = await enrolAuthenticator(people, principal, PASSWORD, visitor);
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    expect((await signInWithPassword(people, { email, password: PASSWORD }, browser())).state).toBe('signed_in');
    const wrongCode = (Number(generateSync({ secret })) + 1).toString().padStart(6, '0').slice(-6);
    await expect(confirmAuthenticator(people, principal, wrongCode, visitor)).rejects.toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    visitor.take(await confirmAuthenticator(people, principal, generateSync({ secret }), visitor));
    expect(await who(people, visitor)).toBeDefined();

    const enter = async (): Promise<Browser> => {
      const fresh = browser();
      const result = await signInWithPassword(people, { email, password: PASSWORD }, fresh);
      expect(result.state).toBe('second_factor');
      fresh.take(result.cookies);
      expect(await who(people, fresh)).toBeUndefined();
      return fresh;
    };
    const first = await enter();
    await expect(finishWithSecondFactor(people, { kind: 'totp', code: wrongCode }, first)).rejects.toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    const shown = generateSync({ secret });
    first.take((await finishWithSecondFactor(people, { kind: 'totp', code: shown }, first)).cookies);
    expect(await who(people, first)).toMatchObject({ userId: principal.userId });
    // Whoever saw the code being typed cannot use it again.
    await expect(finishWithSecondFactor(people, { kind: 'totp', code: shown }, await enter())).rejects.toMatchObject({ code: 'SECOND_FACTOR_WRONG', message: 'This code was used already; wait for the next one.' });
    expect(await ownSessions(people, principal)).toHaveLength(3);
    const code = recoveryCodes[0] ?? '';
    const second = await enter();
    second.take((await finishWithSecondFactor(people, { kind: 'recovery', code }, second)).cookies);
    expect(await who(people, second)).toBeDefined();
    await expect(finishWithSecondFactor(people, { kind: 'recovery', code }, await enter())).rejects.toMatchObject({ code: 'SECOND_FACTOR_WRONG' });
    await expect(finishWithSecondFactor(people, { kind: 'totp', code: generateSync({ secret }) }, browser())).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });

    visitor.take(await disableAuthenticator(people, await whoSurely(people, second), PASSWORD, second));
    expect((await signInWithPassword(people, { email, password: PASSWORD }, browser())).state).toBe('signed_in');
    expect(await auditOf(people, principal.userId)).toEqual(expect.arrayContaining(['account.second_factor_enabled', 'account.second_factor_disabled']));
  });

  test('an administrator resets a second factor, disables and enables accounts, and one administrator stays', async () => {
    const people = open(database());
    const { visitor, principal, email } = await register(people);
    const { uri } = await enrolAuthenticator(people, principal, PASSWORD, visitor);
    visitor.take(await confirmAuthenticator(people, principal, generateSync({ secret: new URL(uri).searchParams.get('secret') ?? '' }), visitor));
    const admin = (await makePerson(database(), { accountRole: 'admin' })).principal;
    await expect(resetSecondFactor(people, principal, admin.userId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await resetSecondFactor(people, admin, principal.userId);
    expect(await who(people, visitor)).toBeUndefined();
    const again = browser();
    again.take((await signInWithPassword(people, { email, password: PASSWORD }, again)).cookies);
    await changeAccount(people, admin, principal.userId, { disabled: true });
    expect(await who(people, again)).toBeUndefined();
    await expect(signInWithPassword(people, { email, password: PASSWORD }, browser())).rejects.toMatchObject({ code: 'ACCOUNT_DISABLED' });
    await changeAccount(people, admin, principal.userId, { disabled: false, role: 'enterprise' });
    const enabled = browser();
    enabled.take((await signInWithPassword(people, { email, password: PASSWORD }, enabled)).cookies);
    expect(await who(people, enabled)).toMatchObject({ accountRole: 'enterprise' });
    await execute(people, sql`update account set role = 'personal' where id <> ${admin.userId} and role = 'admin'`);
    for (const change of [{ disabled: true }, { role: 'personal' as const }]) await expect(changeAccount(people, admin, admin.userId, change)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });
}

function belongingCases(database: () => Database): void {
  test('roles without the right invite nobody and change nobody; the last owner stays', async () => {
    const people = open(database());
    const owner = (await makePerson(database())).principal;
    const { workspaceId } = owner;
    const editor = (await makePerson(database(), { workspaceId, role: 'editor' })).principal;
    await expect(invite(people, editor, { role: 'owner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(changeRole(people, editor, editor.userId, 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeMember(people, editor, owner.userId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(removeMember(people, owner, owner.userId)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(changeRole(people, owner, owner.userId, 'viewer')).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await changeRole(people, owner, editor.userId, 'owner');
    // Both want to leave at once: one stays.
    const left = await Promise.allSettled([removeMember(people, owner, owner.userId), removeMember(people, { ...editor, permissions: owner.permissions }, editor.userId)]);
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await members(people, owner)).toHaveLength(1);
  });

  test('an account joins another workspace by a link and sees its members, not those of others', async () => {
    const people = open(database());
    const owner = (await makePerson(database())).principal;
    const guest = await makePerson(database());
    const { token } = await invite(people, owner, { role: 'viewer' });
    expect(await acceptInvitation(people, guest.principal, token)).toBe(owner.workspaceId);
    await expect(acceptInvitation(people, guest.principal, token)).rejects.toMatchObject({ code: 'LINK_INVALID' });
    expect((await members(people, owner)).map(({ userId }) => userId).sort()).toEqual([owner.userId, guest.userId].sort());
    expect((await members(people, guest.principal)).map(({ userId }) => userId)).toEqual([guest.userId]);
    const made = await createWorkspace(people, owner, 'Studio');
    expect(await authenticate(people, guest.cookie, { ip: '', workspaceId: made.id }).catch(({ code }: { code: string }) => code)).toBe('NOT_FOUND');
  });

  test('keys have a part of their owner\'s permissions, an expiry, and an end; a key makes no keys', async () => {
    const people = open(database());
    const owner = (await makePerson(database())).principal;
    const viewer = (await makePerson(database(), { workspaceId: owner.workspaceId, role: 'viewer' })).principal;
    await expect(createApiKey(people, viewer, { name: 'k', scopes: ['media:write'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(createApiKey(people, owner, { name: 'k', scopes: ['media:read'], expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    const { key, row } = await createApiKey(people, owner, { name: 'k', scopes: ['media:read', 'jobs:read'], expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(key).toMatch(/^aima_[\w-]{43}$/);
    const asKey = await authenticate(people, { authorization: `Bearer ${key}` }, { ip: '' });
    expect([...asKey?.permissions ?? []].sort()).toEqual(['jobs:read', 'media:read']);
    if (!asKey) throw new Error('The key opens nothing.');
    await expect(createApiKey(people, asKey, { name: 'k', scopes: ['media:read'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(endApiKey(people, viewer, row.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await endApiKey(people, owner, row.id);
    expect(await authenticate(people, { authorization: `Bearer ${key}` }, { ip: '' })).toBeUndefined();
    const rows = await people.database.read('everything', (tx) => rowsOf(tx, sql`select token_hash as hash from api_key where id = ${row.id}`, z.object({ hash: z.string() })));
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('an administrator sees that workspaces exist and who has accounts, page by page, and nothing more', async () => {
    const people = open(database());
    const admin = (await makePerson(database(), { accountRole: 'admin' })).principal;
    const other = await makePerson(database());
    const page = await workspaceExistence(people, admin, { limit: 500 });
    const found = page.items.find(({ id }) => id === other.workspaceId);
    expect(Object.keys(found ?? {}).sort()).toEqual(['createdAt', 'id', 'members', 'personal']);
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 100; pages++) {
      const { items, next } = await accounts(people, admin, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...items.map(({ id }) => id));
      cursor = next;
      if (cursor === undefined) break;
    }
    const [all] = await people.database.read('everything', (tx) => rowsOf(tx, sql`select count(*)::integer as count from account`, z.object({ count: z.int() })));
    expect([seen.length, new Set(seen).size]).toEqual([all?.count, all?.count]);
    for (const asked of [accounts(people, other.principal, { limit: 1 }), workspaceExistence(people, other.principal, { limit: 1 }), changeInstallation(people, other.principal, { registration: 'open' })]) {
      await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await changeInstallation(people, admin, { registration: 'invitations', batchRoles: ['admin'] })).toMatchObject({ registration: 'invitations', batchRoles: ['admin'] });
    await changeInstallation(people, admin, { batchRoles: ['personal', 'enterprise', 'admin'] });
  });
}
