/** Keys of workspaces that every process of a test knows. */
import { createHash } from 'node:crypto';
import { keyFromBytes, type KeyRing } from '../../src/storage/index.ts';

export const fixedKeys = (workspaceId: string): Promise<KeyRing> => Promise.resolve({ current: keyFromBytes(createHash('sha256').update(workspaceId).digest()), earlier: [] });
