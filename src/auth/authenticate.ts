/** Whoever asks becomes a principal, or nobody. Nothing is remembered between requests, so a revocation holds at once. */
import type { Permission } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { apiKeyHolder, deleteSessions, noteKeyUse, sessionHolder, type Database, type SessionHolder } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { KeyRing } from '../storage/index.ts';
import { ensureOwnWorkspace } from './new-workspace.ts';
import { permissionsOf } from './permissions.ts';
import type { Principal } from './principal.ts';
import { headerOf, readSessionToken, type RequestHeaders } from './session-cookie.ts';
import type { AuthSettings } from './settings.ts';
import { API_KEY_PREFIX, hashToken } from './tokens.ts';

/** How long the token before a rotation is good for, for requests that were under way. */
const GRACE_MS = 60_000;

export interface Asked {
  /** Header `AIMA-Workspace` or query `workspace`; absent: the session's, else the account's own. */
  workspaceId?: string;
  /** Address of the caller, as the trusted proxies say it. */
  ip: string;
}

export interface AuthenticateParts {
  database: Database;
  masterKeys: KeyRing;
  settings: Pick<AuthSettings, 'publicUrl' | 'secret'>;
}

// Whether it exists is not told to those who do not belong to it.
const noSuchWorkspace = (): AppError => new AppError('NOT_FOUND', 'There is no such workspace among yours.');

async function keyPrincipal({ database }: AuthenticateParts, token: string, asked: Asked): Promise<Principal | undefined> {
  const holder = await database.read('everything', (tx) => apiKeyHolder(tx, hashToken(token)));
  if (!holder) return undefined;
  if (asked.workspaceId !== undefined && asked.workspaceId !== holder.workspaceId) throw noSuchWorkspace();
  if (!holder.noted) await database.transaction('everything', (tx) => noteKeyUse(tx, holder.keyId));
  const role = permissionsOf(holder.workspaceRole, holder.accountRole, holder.batchRoles);
  const permissions: ReadonlySet<Permission> = role.intersection(new Set(holder.scopes));
  const { userId, workspaceId, workspaceRole, accountRole, keyId } = holder;
  return { kind: 'api_key', userId, actor: `api_key:${keyId}`, workspaceId, workspaceRole, accountRole, permissions };
}

/** A token that was replaced a while ago is in a second pair of hands: whoever it is, the session ends. */
async function endReused({ database }: AuthenticateParts, { userId, sessionId }: SessionHolder): Promise<undefined> {
  await database.transaction('everything', async (tx) => {
    await deleteSessions(tx, userId, { sessionId });
    await recordAudit(tx, { workspaceId: null, actor: 'system:sessions', action: 'session.reuse_detected', objectType: 'account', objectId: userId });
  });
  return undefined;
}

async function sessionPrincipal(parts: AuthenticateParts, token: string, asked: Asked): Promise<Principal | undefined> {
  const holder = await parts.database.read('everything', (tx) => sessionHolder(tx, token));
  if (!holder) return undefined;
  if (!holder.current && Date.now() - holder.rotatedAt.getTime() > GRACE_MS) return endReused(parts, holder);
  const { userId, accountRole, sessionId, memberships, activeWorkspaceId } = holder;
  const own = memberships.find(({ workspaceId }) => workspaceId === (asked.workspaceId ?? activeWorkspaceId)) ?? (asked.workspaceId === undefined ? memberships[0] : undefined);
  if (!own && asked.workspaceId !== undefined) throw noSuchWorkspace();
  if (!own) {
    const made = await parts.database.transaction('everything', (tx) => ensureOwnWorkspace(tx, parts.masterKeys, userId));
    return made === undefined ? undefined : sessionPrincipal(parts, token, asked);
  }
  const permissions = permissionsOf(own.role, accountRole, holder.batchRoles);
  return { kind: 'user', userId, actor: `user:${userId}`, sessionId, workspaceId: own.workspaceId, workspaceRole: own.role, accountRole, permissions };
}

/**
 * A bearer key counts before a cookie. Whether a write with a cookie comes from an own page is asked in front of this (src/http).
 *
 * @throws AppError NOT_FOUND: no member of the workspace asked for
 */
export async function authenticate(parts: AuthenticateParts, headers: RequestHeaders, asked: Asked): Promise<Principal | undefined> {
  const authorization = headerOf(headers, 'authorization');
  if (authorization !== undefined) {
    const [scheme, token, ...more] = authorization.trim().split(/\s+/);
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || !token.startsWith(API_KEY_PREFIX) || more.length > 0) return undefined;
    return keyPrincipal(parts, token, asked);
  }
  const token = readSessionToken(headers, parts.settings);
  if (token === undefined) return undefined;
  return sessionPrincipal(parts, token, asked);
}
