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
}

/** @throws AppError FORBIDDEN */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (!principal.permissions.has(permission)) throw new AppError('FORBIDDEN', `This needs the permission ${permission}.`, { permission });
}
