/** People for tests: who asks, and what they may do. */
import { randomUUID } from 'node:crypto';
import { Permission } from '@aima/contract';
import type { Principal } from '../../src/auth/principal.ts';

export function principalIn({ workspaceId }: { workspaceId: string }, permissions: readonly Permission[] = Permission.options): Principal {
  const userId = randomUUID();
  return { kind: 'user', userId, actor: `user:${userId}`, workspaceId, workspaceRole: 'owner', accountRole: 'personal', permissions: new Set(permissions) };
}
