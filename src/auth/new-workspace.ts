/** Workspaces come with a key and an owner. */
import { accountWithoutWorkspace, insertMember, insertWorkspace, type Transaction } from '../db/index.ts';
import type { KeyRing } from '../storage/index.ts';
import { addWorkspaceKey } from './workspace-keys.ts';

/** From a transaction over everything. @returns its id */
export async function makeWorkspace(tx: Transaction, masterKeys: KeyRing, { id, name, ownerId, personal }: { id?: string | undefined; name: string; ownerId: string; personal?: true }): Promise<string> {
  const workspaceId = await insertWorkspace(tx, { id, name, ...(personal ? { personalOf: ownerId } : {}) });
  await addWorkspaceKey(tx, masterKeys, workspaceId);
  await insertMember(tx, { workspaceId, userId: ownerId, role: 'owner' });
  return workspaceId;
}

/** Accounts that single sign-on or a directory made get theirs at the first sign-in. @returns its id if it was made now */
export async function ensureOwnWorkspace(tx: Transaction, masterKeys: KeyRing, userId: string): Promise<string | undefined> {
  const account = await accountWithoutWorkspace(tx, userId);
  return account === undefined ? undefined : makeWorkspace(tx, masterKeys, { name: account.name, ownerId: userId, personal: true });
}
