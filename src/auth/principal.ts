/** Who asks, and what they may do: the first line of every operation that touches a workspace's rows. */
import type { AccountRole, Permission, WorkspaceRole } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';

/** Somebody who signed in, or a program with an API key, inside one workspace. */
export interface Principal {
  kind: 'user' | 'api_key';
  userId: string;
  /** For the audit log: `user:ID` or `api_key:ID`. */
  actor: string;
  /** Of a person who signed in; keys have none. */
  sessionId?: string;
  workspaceId: string;
  workspaceRole: WorkspaceRole;
  accountRole: AccountRole;
  /** What the role gives, less what the key leaves out. */
  permissions: ReadonlySet<Permission>;
  /**
   * Of what this request makes, where it has an Idempotency-Key: a uuid that every repetition of it brings again. A server that
   * died between making it and keeping its answer is found out by it.
   */
  makesId?: string;
}

/** @throws AppError FORBIDDEN */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (!principal.permissions.has(permission)) throw new AppError('FORBIDDEN', `This needs the permission ${permission}.`, { permission });
}

/**
 * What concerns a person's own account is theirs alone: a key that fell into other hands must not change how its owner signs in.
 *
 * @returns the session in which they ask
 * @throws AppError FORBIDDEN
 */
export function requirePerson({ kind, sessionId }: Principal): string {
  if (kind !== 'user' || sessionId === undefined) throw new AppError('FORBIDDEN', 'This needs a signed-in person; an API key cannot do it.');
  return sessionId;
}
