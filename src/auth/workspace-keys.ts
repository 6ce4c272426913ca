/** Every workspace has keys of its own, under which its files' keys are wrapped; they are wrapped by the master key. */
import { insertWorkspaceKey, listWorkspaceKeys, replaceWrappedKey, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { needsRewrap, newKey, rewrapKey, unwrapKey, wrapKey, type KeyRing } from '../storage/index.ts';

/**
 * The workspace's ring: wraps with the newest key, unwraps with any.
 *
 * @throws AppError KEY_UNAVAILABLE: there is none, or the master key it is wrapped by is not in the ring
 */
export async function workspaceKeys(tx: Transaction, masterKeys: KeyRing, workspaceId: string): Promise<KeyRing> {
  const rows = await listWorkspaceKeys(tx, workspaceId);
  const [current, ...earlier] = rows.map(({ wrapped }) => unwrapKey(masterKeys, wrapped, { kind: 'workspace', workspaceId }));
  if (!current) throw new AppError('KEY_UNAVAILABLE', 'This workspace has no key.', { workspaceId });
  return { current, earlier };
}

/** A new key in front; the earlier ones go on opening what was wrapped under them. From a transaction over everything. */
export async function addWorkspaceKey(tx: Transaction, masterKeys: KeyRing, workspaceId: string): Promise<void> {
  await insertWorkspaceKey(tx, workspaceId, wrapKey(masterKeys, newKey(), { kind: 'workspace', workspaceId }));
}

/**
 * After a new master key was put in front: wraps what is under earlier ones anew.
 *
 * @returns how many were
 */
export async function rewrapWorkspaceKeys(tx: Transaction, masterKeys: KeyRing): Promise<number> {
  const old = (await listWorkspaceKeys(tx)).filter(({ wrapped }) => needsRewrap(masterKeys, wrapped));
  for (const { seq, workspaceId, wrapped } of old) await replaceWrappedKey(tx, seq, wrapped, rewrapKey(masterKeys, wrapped, { kind: 'workspace', workspaceId }));
  return old.length;
}
