/** Keys for programs: each belongs to one person in one workspace and may do a part of what they may. */
import type { Page, Permission } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { insertApiKey, listApiKeys, revokeApiKey, type ApiKeyRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { pageFrom, readCursor } from './page-cursor.ts';
import type { People } from './people.ts';
import { requirePerson, type Principal } from './principal.ts';
import { API_KEY_PREFIX, hashToken, newToken } from './tokens.ts';

export interface NewKey { name: string; scopes: readonly Permission[]; expiresAt?: string | undefined }

/**
 * @returns the key, shown only now, and its row
 * @throws AppError FORBIDDEN: an API key asks, or a scope that the person does not have; INVALID_MESSAGE: it would be expired
 */
export async function createApiKey({ database }: People, principal: Principal, { name, scopes, expiresAt }: NewKey): Promise<{ key: string; row: ApiKeyRow }> {
  requirePerson(principal);
  const missing = scopes.find((scope) => !principal.permissions.has(scope));
  if (missing !== undefined) throw new AppError('FORBIDDEN', `A key cannot do what its owner cannot: ${missing}.`, { permission: missing });
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) throw new AppError('INVALID_MESSAGE', 'The expiry lies in the past.');
  const key = `${API_KEY_PREFIX}${newToken()}`;
  const { workspaceId, userId, actor } = principal;
  const row = await database.transaction({ workspaceId }, async (tx) => {
    const made = await insertApiKey(tx, { workspaceId, userId, name, tokenHash: hashToken(key), ending: key.slice(-4), scopes: [...new Set(scopes)], expiresAt });
    await recordAudit(tx, { workspaceId, actor, action: 'api_key.created', objectType: 'api_key', objectId: made.id, details: { scopes: made.scopes.join(' '), expiresAt: expiresAt ?? null } });
    return made;
  });
  return { key, row };
}

/** Own keys; whoever manages the workspace sees all of it. */
export async function apiKeys({ database }: People, principal: Principal, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ApiKeyRow>> {
  const { workspaceId, permissions } = principal;
  const userId = permissions.has('workspace:manage') ? undefined : principal.userId;
  const rows = await database.read({ workspaceId }, (tx) => listApiKeys(tx, workspaceId, { userId, limit: limit + 1, after: readCursor(cursor) }));
  return pageFrom(rows, limit);
}

/** At once. @throws AppError NOT_FOUND */
export async function endApiKey({ database }: People, principal: Principal, id: string): Promise<void> {
  const { workspaceId, permissions, actor } = principal;
  const done = await database.transaction({ workspaceId }, async (tx) => {
    const revoked = await revokeApiKey(tx, workspaceId, id, permissions.has('workspace:manage') ? undefined : principal.userId);
    if (revoked) await recordAudit(tx, { workspaceId, actor, action: 'api_key.revoked', objectType: 'api_key', objectId: id });
    return revoked;
  });
  if (!done) throw new AppError('NOT_FOUND', 'There is no such key.');
}
