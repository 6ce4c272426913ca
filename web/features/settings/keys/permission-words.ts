/** Permissions in the words of the page; names with a colon are no keys of a dictionary. */
import type { Me } from '#lib/me.ts';

export type Permission = Me['permissions'][number];

export const PERMISSION_WORDS = {
  'media:read': 'mediaRead', 'media:write': 'mediaWrite', 'jobs:read': 'jobsRead', 'jobs:write': 'jobsWrite', 'jobs:start': 'jobsStart', 'jobs:confirm': 'jobsConfirm', 'jobs:batch': 'jobsBatch',
  'results:read': 'resultsRead', 'results:write': 'resultsWrite', 'audit:read': 'auditRead', 'workspace:manage': 'workspaceManage', 'system:manage': 'systemManage',
} as const satisfies Record<Permission, string>;

/** In the order in which they are asked. */
export const PERMISSIONS = Object.keys(PERMISSION_WORDS) as Permission[]; // the table has exactly these keys
