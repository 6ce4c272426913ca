/** For somebody who forgot their password: an administrator makes a link and hands it on, since no mail is sent yet. */
import { hashPassword } from 'better-auth/crypto';
import { recordAudit } from '../audit/index.ts';
import { accountById, deleteRows, deleteSessions, insertRow, passwordHashOf, setPasswordHash, type Condition } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { People } from './people.ts';
import { requirePermission, type Principal } from './principal.ts';
import { checkNewPassword } from './sign-up.ts';
import { hashToken, newToken } from './tokens.ts';

const LASTS_MS = 24 * 3_600_000;

const identifier = (token: string): string => `new-password ${hashToken(token)}`;
const where = (field: string, value: string): Condition => ({ field, value, operator: 'eq', connector: 'AND', mode: 'sensitive' });

/**
 * @returns token of the link, shown only now; good for a day and one use
 * @throws AppError NOT_FOUND, STATE_FORBIDS (the account has no password: a directory or provider vouches for it)
 */
export async function passwordLink({ database }: People, principal: Principal, userId: string): Promise<{ token: string; expiresAt: Date }> {
  requirePermission(principal, 'system:manage');
  const token = newToken();
  const expiresAt = new Date(Date.now() + LASTS_MS);
  await database.transaction('everything', async (tx) => {
    if (!await accountById(tx, userId)) throw new AppError('NOT_FOUND', 'There is no such account.');
    if (await passwordHashOf(tx, userId) === undefined) throw new AppError('STATE_FORBIDS', 'This account signs in without a password.');
    // One link at a time.
    await deleteRows(tx, 'verification', [where('value', `new-password ${userId}`)]);
    await insertRow(tx, 'verification', { identifier: identifier(token), value: `new-password ${userId}`, expiresAt });
    await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'account.password_link_made', objectType: 'account', objectId: userId });
  });
  return { token, expiresAt };
}

/** Ends all sessions; a second factor stays. @throws AppError LINK_INVALID, INVALID_MESSAGE (password) */
export async function setNewPassword({ database, settings }: People, { token, password }: { token: string; password: string }): Promise<void> {
  checkNewPassword(password, '', settings.passwordLength);
  const hash = await hashPassword(password);
  await database.transaction('everything', async (tx) => {
    const [row] = await deleteRows(tx, 'verification', [where('identifier', identifier(token))], 'one');
    const userId = typeof row?.['value'] === 'string' ? row['value'].split(' ')[1] : undefined;
    if (userId === undefined || !(row?.['expiresAt'] instanceof Date) || row['expiresAt'].getTime() <= Date.now()) throw new AppError('LINK_INVALID', 'This link does not work any more.');
    await setPasswordHash(tx, userId, hash);
    await deleteSessions(tx, userId);
    await recordAudit(tx, { workspaceId: null, actor: `user:${userId}`, action: 'account.password_changed', objectType: 'account', objectId: userId, details: { link: true } });
  });
}
