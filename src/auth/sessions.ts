/** A person's own sessions: who they are, which there are, ending them; tokens change as time goes by. */
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { recordAudit } from '../audit/index.ts';
import {
  accountById, deleteSessions, listMemberships, listSessions, passwordHashOf, rotateSession, sessionHolder, setActiveWorkspace, setPasswordHash, updateAccount,
  type AccountRow, type MembershipRow, type SessionRow,
} from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { beginAttempt } from './lock-out.ts';
import type { People } from './people.ts';
import { requirePerson, type Principal } from './principal.ts';
import { readSessionToken, sessionCookie, type RequestHeaders } from './session-cookie.ts';
import { checkNewPassword } from './sign-up.ts';
import { newToken } from './tokens.ts';

export interface Me {
  account: AccountRow;
  workspaces: MembershipRow[];
}

const gone = (): AppError => new AppError('SIGN_IN_REQUIRED', 'This account is not there any more.');

export async function whoAmI({ database }: People, { userId }: Principal): Promise<Me> {
  return database.read('everything', async (tx) => {
    const account = await accountById(tx, userId);
    if (!account) throw gone();
    return { account, workspaces: await listMemberships(tx, userId) };
  });
}

/**
 * Gives an old session's token a successor.
 *
 * @param now whatever its age
 * @returns the new cookie; undefined where it is young enough or another request did it just now
 */
export async function rotate({ database, settings }: People, headers: RequestHeaders, now?: 'now'): Promise<string | undefined> {
  const token = readSessionToken(headers, settings);
  if (token === undefined) return undefined;
  const holder = await database.read('everything', (tx) => sessionHolder(tx, token));
  if (!holder?.current || (!now && Date.now() - holder.rotatedAt.getTime() < settings.rotateAfterMs)) return undefined;
  const next = newToken();
  const done = await database.transaction('everything', (tx) => rotateSession(tx, holder.sessionId, token, next, settings.sessionMs));
  return done ? sessionCookie(settings, next) : undefined;
}

export async function ownSessions({ database }: People, principal: Principal): Promise<(SessionRow & { current: boolean })[]> {
  const sessionId = requirePerson(principal);
  const sessions = await database.read('everything', (tx) => listSessions(tx, principal.userId));
  return sessions.map((session) => ({ ...session, current: session.id === sessionId }));
}

/** @param which one of the own sessions, or all others @throws AppError NOT_FOUND */
export async function endSessions({ database }: People, principal: Principal, which: { sessionId: string } | 'others'): Promise<void> {
  const current = requirePerson(principal);
  const ended = await database.transaction('everything', async (tx) => {
    const count = await deleteSessions(tx, principal.userId, which === 'others' ? { except: current } : which);
    if (count > 0) await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'session.ended', objectType: 'account', objectId: principal.userId, details: { count } });
    return count;
  });
  if (ended === 0 && which !== 'others') throw new AppError('NOT_FOUND', 'There is no such session.');
}

/** Which workspace requests are about that name none. */
export async function chooseWorkspace({ database }: People, principal: Principal): Promise<void> {
  const sessionId = requirePerson(principal);
  await database.transaction('everything', (tx) => setActiveWorkspace(tx, sessionId, principal.workspaceId));
}

export async function changeOwnAccount({ database }: People, principal: Principal, change: { name?: string | undefined; preferences?: Record<string, unknown> | undefined }): Promise<AccountRow> {
  requirePerson(principal);
  const account = await database.transaction('everything', async (tx) => {
    const row = await updateAccount(tx, principal.userId, change);
    if (row) await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'account.changed', objectType: 'account', objectId: principal.userId });
    return row;
  });
  if (!account) throw gone();
  return account;
}

/**
 * Ends all other sessions, and gives this one a new token.
 *
 * @returns the new cookie
 * @throws AppError SIGN_IN_FAILED (wrong current password), SIGN_IN_LOCKED, STATE_FORBIDS (the account has none), INVALID_MESSAGE
 */
export async function changePassword(people: People, principal: Principal, { current, next }: { current: string; next: string }, { headers, ip }: { headers: RequestHeaders; ip: string }): Promise<string | undefined> {
  const sessionId = requirePerson(principal);
  const { database, settings } = people;
  const { userId, actor } = principal;
  const known = await database.read('everything', async (tx) => ({ hash: await passwordHashOf(tx, userId), account: await accountById(tx, userId) }));
  if (known.hash === undefined || !known.account) throw new AppError('STATE_FORBIDS', 'This account signs in without a password.');
  checkNewPassword(next, known.account.email, settings.passwordLength);
  const attempt = await beginAttempt(people, known.account.email, ip);
  if (!await verifyPassword({ hash: known.hash, password: current })) throw new AppError('SIGN_IN_FAILED', 'This is not the current password.');
  const hash = await hashPassword(next);
  await database.transaction('everything', async (tx) => {
    await setPasswordHash(tx, userId, hash);
    await deleteSessions(tx, userId, { except: sessionId });
    await attempt.succeeded(tx);
    await recordAudit(tx, { workspaceId: null, actor, action: 'account.password_changed', objectType: 'account', objectId: userId });
  });
  return rotate(people, headers, 'now');
}
