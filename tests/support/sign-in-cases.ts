/** Registration, sign-in and sessions: one set of tests for both databases. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  acceptInvitation, authenticate, changePassword, endSessions, invite, ownSessions,
  passwordLink, rotate, setNewPassword, signInWithPassword, signOut, signUp, welcomeLink, withdrawInvitation,
} from '../../src/auth/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { makePerson } from './people.ts';
import { auditOf, browser, execute, newMail, openOver, openRegistration, PASSWORD, register, tokenOf, who, whoSurely } from './people-visitor.ts';

/** `database`: opened before the first test, and without any account. */
export function signInCases(database: () => Database): void {
  registrationCases(database);
  passwordCases(database);
  forgottenPasswordCases(database);
}

function registrationCases(database: () => Database): void {
  test('the first administrator comes by a link that works once; after that nobody comes without an invitation', async () => {
    const people = openOver(database());
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
    const people = openOver(database());
    await execute(people, sql`update account set role = 'personal'`);
    const token = tokenOf(await welcomeLink(people, 'http://a'));
    const [row] = await people.database.read('everything', (tx) => rowsOf(tx, sql`select welcome_hash as hash from installation`, z.object({ hash: z.string() })));
    await execute(people, sql`update account set role = 'admin'`);
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(token).not.toBe('');
    expect(row?.hash).not.toContain(token);
  });

  test('open registration makes personal accounts; a second account of one address and weak passwords are refused', async () => {
    const people = openOver(database());
    await openRegistration(people);
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
    const people = openOver(database());
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
    const people = openOver(database());
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
    const people = openOver(database(), { publicUrl: 'https://aima.example' });
    const { visitor } = await register(people);
    expect(visitor.headers.get('cookie')).toMatch(/^__Secure-aima\.session_token=/);
  });

  test('an unknown account and a wrong password are told in the same words', async () => {
    const people = openOver(database());
    const { email } = await register(people);
    const failure = async (asked: { email: string; password: string }): Promise<unknown> => signInWithPassword(people, asked, browser()).then(() => 'in', ({ code, message }: { code: string; message: string }) => [code, message]);
    const wrong = await failure({ email, password: 'wrong password' });
    expect(wrong).toEqual(['SIGN_IN_FAILED', 'Mail address and password do not belong together.']);
    for (const asked of [{ email: newMail(), password: PASSWORD }, { email: 'no address', password: PASSWORD }, { email, password: 'x'.repeat(1000) }]) expect(await failure(asked)).toEqual(wrong);
  });

  test('after repeated failures an account is locked, known or not, also for the right password, until the time that is told', async () => {
    const people = openOver(database(), { lockOut: { perAccount: 3, perAddress: 1000, windowMs: 60_000, lockMs: 60_000 } });
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
    const people = openOver(database(), { lockOut: { perAccount: 1000, perAddress: 3, windowMs: 60_000, lockMs: 60_000 } });
    const { email } = await register(people, '192.0.2.2');
    for (let i = 0; i < 3; i++) await expect(signInWithPassword(people, { email: newMail(), password: 'wrong password' }, browser('192.0.2.3'))).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    await expect(signInWithPassword(people, { email, password: PASSWORD }, browser('192.0.2.3'))).rejects.toMatchObject({ code: 'SIGN_IN_LOCKED' });
    expect((await signInWithPassword(people, { email, password: PASSWORD }, browser('192.0.2.4'))).state).toBe('signed_in');
  });

  test('a changed password ends all other sessions and gives this one a new token', async () => {
    const people = openOver(database());
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
    const people = openOver(database(), { rotateAfterMs: 0 });
    const { visitor, principal, email } = await register(people);
    const before = visitor.headers.get('cookie');
    const rotated = await rotate(people, visitor.headers);
    visitor.take([rotated ?? '']);
    expect(visitor.headers.get('cookie')).not.toBe(before);
    expect(await who(people, visitor)).toMatchObject({ sessionId: principal.sessionId });
    expect(await rotate(openOver(database()), visitor.headers)).toBeUndefined();
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
    const people = openOver(database());
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
