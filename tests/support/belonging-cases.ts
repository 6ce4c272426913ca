/** Second factors, administration, workspaces and keys: one set of tests for both databases. */
import { generateSync } from 'otplib';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  acceptInvitation, accounts, authenticate, changeAccount, changeInstallation, changeRole, confirmAuthenticator, createApiKey, createWorkspace, disableAuthenticator,
  endApiKey, enrolAuthenticator, finishWithSecondFactor, invite, members, ownSessions, removeMember, resetSecondFactor, signInWithPassword, workspaceExistence,
} from '../../src/auth/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import type { Database } from '../../src/db/index.ts';
import { makePerson } from './people.ts';
import { auditOf, browser, type Browser, execute, openOver, PASSWORD, register, who, whoSurely } from './people-visitor.ts';

export function secondFactorCases(database: () => Database): void {
  test('an authenticator is asked for once it was confirmed; a recovery code works once', async () => {
    const people = openOver(database());
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
    const people = openOver(database());
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

export function belongingCases(database: () => Database): void {
  test('roles without the right invite nobody and change nobody; the last owner stays', async () => {
    const people = openOver(database());
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
    const people = openOver(database());
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
    const people = openOver(database());
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
    const people = openOver(database());
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
