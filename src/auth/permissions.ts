/** What a role may do: one table. */
import type { AccountRole, Permission, WorkspaceRole } from '@aima/contract';

const VIEWER: readonly Permission[] = ['media:read', 'jobs:read', 'results:read'];
const EDITOR: readonly Permission[] = [...VIEWER, 'media:write', 'jobs:write', 'jobs:start', 'jobs:confirm', 'jobs:batch', 'results:write'];
const OWNER: readonly Permission[] = [...EDITOR, 'audit:read', 'workspace:manage'];

const OF_ROLE: Record<WorkspaceRole, readonly Permission[]> = { viewer: VIEWER, editor: EDITOR, owner: OWNER };

/** @param batchRoles account roles that may run batches */
export function permissionsOf(workspaceRole: WorkspaceRole, accountRole: AccountRole, batchRoles: readonly AccountRole[]): Set<Permission> {
  const permissions = new Set(OF_ROLE[workspaceRole]);
  if (!batchRoles.includes(accountRole)) permissions.delete('jobs:batch');
  if (accountRole === 'admin') permissions.add('system:manage');
  return permissions;
}
