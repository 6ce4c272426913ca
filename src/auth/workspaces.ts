/** Workspaces and who belongs to them. */
import type { WorkspaceRole } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import {
  deleteMember, insertInvitation, insertMember, listInvitations, listMembers, listMemberships, lockOwners, openInvitation, renameWorkspace, revokeInvitation, setMemberRole,
  spendInvitation, accountById, type InvitationRow, type MemberRow, type MembershipRow, type OpenInvitation, type Transaction,
} from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { makeWorkspace } from './new-workspace.ts';
import type { People } from './people.ts';
import { requirePermission, requirePerson, type Principal } from './principal.ts';
import { hashToken, newToken } from './tokens.ts';

const noMember = (): AppError => new AppError('NOT_FOUND', 'There is no such member.');

export async function workspaces({ database }: People, { userId, kind, workspaceId }: Principal): Promise<MembershipRow[]> {
  const all = await database.read('everything', (tx) => listMemberships(tx, userId));
  // A key belongs to one workspace and shall not tell of others.
  return kind === 'user' ? all : all.filter(({ id }) => id === workspaceId);
}

export async function createWorkspace({ database, masterKeys }: People, principal: Principal, name: string): Promise<MembershipRow> {
  requirePerson(principal);
  const { userId, actor } = principal;
  return database.transaction('everything', async (tx) => {
    const before = (await listMemberships(tx, userId)).find(({ id }) => id === principal.makesId);
    if (before) return before;
    const id = await makeWorkspace(tx, masterKeys, { id: principal.makesId, name, ownerId: userId });
    await recordAudit(tx, { workspaceId: id, actor, action: 'workspace.created', objectType: 'workspace', objectId: id });
    const made = (await listMemberships(tx, userId)).find((each) => each.id === id);
    if (!made) throw new Error('The new workspace is not there.');
    return made;
  });
}

export async function rename({ database }: People, principal: Principal, name: string): Promise<void> {
  requirePermission(principal, 'workspace:manage');
  const { workspaceId, actor } = principal;
  await database.transaction({ workspaceId }, async (tx) => {
    await renameWorkspace(tx, workspaceId, name);
    await recordAudit(tx, { workspaceId, actor, action: 'workspace.renamed', objectType: 'workspace', objectId: workspaceId });
  });
}

export async function members({ database }: People, { workspaceId }: Principal): Promise<MemberRow[]> {
  return database.read({ workspaceId }, (tx) => listMembers(tx, workspaceId));
}

/** @throws AppError STATE_FORBIDS: a workspace keeps an owner */
async function keepAnOwner(tx: Transaction, workspaceId: string, leaving: string): Promise<void> {
  const owners = await lockOwners(tx, workspaceId);
  if (owners.length === 1 && owners[0] === leaving) throw new AppError('STATE_FORBIDS', 'A workspace has at least one owner; make somebody else owner first.');
}

/** @throws AppError NOT_FOUND, STATE_FORBIDS (the last owner) */
export async function changeRole({ database }: People, principal: Principal, userId: string, role: WorkspaceRole): Promise<void> {
  requirePermission(principal, 'workspace:manage');
  const { workspaceId, actor } = principal;
  await database.transaction({ workspaceId }, async (tx) => {
    if (role !== 'owner') await keepAnOwner(tx, workspaceId, userId);
    if (!await setMemberRole(tx, workspaceId, userId, role)) throw noMember();
    await recordAudit(tx, { workspaceId, actor, action: 'member.role_changed', objectType: 'account', objectId: userId, details: { role } });
  });
}

/** Their keys of this workspace go with them. Everybody may leave. @throws AppError NOT_FOUND, STATE_FORBIDS (the last owner) */
export async function removeMember({ database }: People, principal: Principal, userId: string): Promise<void> {
  const leaves = principal.kind === 'user' && userId === principal.userId;
  if (!leaves) requirePermission(principal, 'workspace:manage');
  const { workspaceId, actor } = principal;
  await database.transaction({ workspaceId }, async (tx) => {
    await keepAnOwner(tx, workspaceId, userId);
    if (!await deleteMember(tx, workspaceId, userId)) throw noMember();
    await recordAudit(tx, { workspaceId, actor, action: leaves ? 'member.left' : 'member.removed', objectType: 'account', objectId: userId });
  });
}

/** @returns the link's token, shown only now: the inviter hands it on */
export async function invite({ database, settings }: People, principal: Principal, { role, email }: { role: WorkspaceRole; email?: string | undefined }): Promise<{ token: string; row: InvitationRow }> {
  requirePermission(principal, 'workspace:manage');
  requirePerson(principal);
  const { workspaceId, userId, actor } = principal;
  const token = newToken();
  const row = await database.transaction({ workspaceId }, async (tx) => {
    const made = await insertInvitation(tx, { workspaceId, role, email, tokenHash: hashToken(token), invitedBy: userId, lastsMs: settings.invitationMs });
    await recordAudit(tx, { workspaceId, actor, action: 'invitation.created', objectType: 'invitation', objectId: made.id, details: { role } });
    return made;
  });
  return { token, row };
}

export async function invitations({ database }: People, principal: Principal): Promise<InvitationRow[]> {
  requirePermission(principal, 'workspace:manage');
  const { workspaceId } = principal;
  return database.read({ workspaceId }, (tx) => listInvitations(tx, workspaceId));
}

/** @throws AppError NOT_FOUND */
export async function withdrawInvitation({ database }: People, principal: Principal, id: string): Promise<void> {
  requirePermission(principal, 'workspace:manage');
  const { workspaceId, actor } = principal;
  await database.transaction({ workspaceId }, async (tx) => {
    if (!await revokeInvitation(tx, workspaceId, id)) throw new AppError('NOT_FOUND', 'There is no such open invitation.');
    await recordAudit(tx, { workspaceId, actor, action: 'invitation.withdrawn', objectType: 'invitation', objectId: id });
  });
}

const linkInvalid = (): AppError => new AppError('LINK_INVALID', 'This invitation does not work any more.');

/** What an invitation is for, to whoever holds its link. @throws AppError LINK_INVALID */
export async function lookAtInvitation({ database }: People, token: string): Promise<OpenInvitation> {
  const invitation = await database.transaction('everything', (tx) => openInvitation(tx, hashToken(token)));
  if (!invitation) throw linkInvalid();
  return invitation;
}

/** By somebody who has an account. @returns the workspace @throws AppError LINK_INVALID, CONFLICT (a member already) */
export async function acceptInvitation({ database }: People, principal: Principal, token: string): Promise<string> {
  requirePerson(principal);
  const { userId, actor } = principal;
  return database.transaction('everything', async (tx) => {
    const invitation = await openInvitation(tx, hashToken(token));
    const account = await accountById(tx, userId);
    if (!invitation || (invitation.email !== null && invitation.email !== account?.email)) throw linkInvalid();
    const { workspaceId, role, id } = invitation;
    if (!await insertMember(tx, { workspaceId, userId, role })) throw new AppError('CONFLICT', 'You belong to this workspace already.');
    await spendInvitation(tx, id, userId);
    await recordAudit(tx, { workspaceId, actor, action: 'member.joined', objectType: 'account', objectId: userId, details: { role, invitation: id } });
    return workspaceId;
  });
}
