/** What an administrator does: accounts, the installation, and that workspaces exist; never what is in them. */
import type { AccountRole, Page } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import {
  accountById, countActiveAdmins, deleteSecondFactors, deleteSessions, listAccounts, listWorkspaceExistence, readInstallation, updateAccount, updateInstallation,
  type AccountRow, type InstallationRow, type Registration, type WorkspaceExistence,
} from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { pageFrom, readCursor } from './page-cursor.ts';
import type { People } from './people.ts';
import { requirePermission, type Principal } from './principal.ts';

interface PageAsked { limit: number; cursor?: string | undefined }

const noAccount = (): AppError => new AppError('NOT_FOUND', 'There is no such account.');

export async function accounts({ database }: People, principal: Principal, { limit, cursor, email, text }: PageAsked & { email?: string | undefined; text?: string | undefined }): Promise<Page<AccountRow>> {
  requirePermission(principal, 'system:manage');
  const after = readCursor(cursor);
  return pageFrom(await database.read('everything', (tx) => listAccounts(tx, { limit: limit + 1, ...(after ? { after } : {}), ...(email === undefined ? {} : { email }), ...(text === undefined ? {} : { text }) })), limit);
}

/**
 * Disabling ends the account's sessions; its keys open nothing while it lasts.
 *
 * @throws AppError NOT_FOUND, STATE_FORBIDS (the last administrator)
 */
export async function changeAccount({ database }: People, principal: Principal, id: string, change: { role?: AccountRole | undefined; disabled?: boolean | undefined }): Promise<AccountRow> {
  requirePermission(principal, 'system:manage');
  return database.transaction('everything', async (tx) => {
    const before = await accountById(tx, id);
    if (!before) throw noAccount();
    const leaves = before.role === 'admin' && before.disabledAt === null && (change.disabled === true || (change.role !== undefined && change.role !== 'admin'));
    if (leaves && await countActiveAdmins(tx) < 2) throw new AppError('STATE_FORBIDS', 'An installation has at least one administrator; name another one first.');
    const after = await updateAccount(tx, id, change);
    if (!after) throw noAccount();
    if (change.disabled === true) await deleteSessions(tx, id);
    const details = { ...(change.role === undefined ? {} : { role: change.role }), ...(change.disabled === undefined ? {} : { disabled: change.disabled }) };
    await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'account.administered', objectType: 'account', objectId: id, details });
    return after;
  });
}

/** For somebody who lost authenticator and recovery codes: takes them and passkeys away, and ends the sessions. */
export async function resetSecondFactor({ database }: People, principal: Principal, id: string): Promise<void> {
  requirePermission(principal, 'system:manage');
  await database.transaction('everything', async (tx) => {
    if (!await accountById(tx, id)) throw noAccount();
    await deleteSecondFactors(tx, id);
    await deleteSessions(tx, id);
    await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'account.second_factor_reset', objectType: 'account', objectId: id });
  });
}

export async function workspaceExistence({ database }: People, principal: Principal, { limit, cursor }: PageAsked): Promise<Page<WorkspaceExistence>> {
  requirePermission(principal, 'system:manage');
  const after = readCursor(cursor);
  return pageFrom(await database.read('everything', (tx) => listWorkspaceExistence(tx, { limit: limit + 1, ...(after ? { after } : {}) })), limit);
}

export async function installation({ database }: Pick<People, 'database'>): Promise<InstallationRow> {
  return database.read('everything', readInstallation);
}

export async function changeInstallation({ database }: People, principal: Principal, change: { registration?: Registration | undefined; batchRoles?: AccountRole[] | undefined }): Promise<InstallationRow> {
  requirePermission(principal, 'system:manage');
  return database.transaction('everything', async (tx) => {
    await updateInstallation(tx, change);
    const details = { ...(change.registration === undefined ? {} : { registration: change.registration }), ...(change.batchRoles === undefined ? {} : { batchRoles: change.batchRoles.join(' ') }) };
    await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'installation.changed', objectType: 'installation', objectId: 'installation', details });
    return readInstallation(tx);
  });
}
