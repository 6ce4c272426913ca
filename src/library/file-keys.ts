/** Keys and places of one medium's files: the medium itself, and what is made from it under the same key. */
import { randomUUID, type KeyObject } from 'node:crypto';
import type { MediaRow, UploadRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { newKey, unwrapKey, wrapKey, type FileAccess, type UploadKey, type WrappedKey } from '../storage/index.ts';
import type { LibraryParts } from './library.ts';

type Keys = Pick<LibraryParts, 'workspaceKeys'>;

export const storageKeyOf = (workspaceId: string, fileId: string): string => `media/${workspaceId}/${fileId}`;

/** Everything that is made from a medium lies below this. */
export const picturesPrefix = (workspaceId: string, fileId: string): string => `pictures/${workspaceId}/${fileId}/`;

export interface NewFileKey { fileId: string; fileKey: KeyObject; wrappedKey: WrappedKey }

export async function newFileKey({ workspaceKeys }: Keys, workspaceId: string): Promise<NewFileKey> {
  const fileId = randomUUID();
  const fileKey = newKey();
  return { fileId, fileKey, wrappedKey: wrapKey(await workspaceKeys(workspaceId), fileKey, { kind: 'file', workspaceId, fileId }) };
}

const unwrapped = async ({ workspaceKeys }: Keys, workspaceId: string, fileId: string, wrapped: WrappedKey): Promise<KeyObject> =>
  unwrapKey(await workspaceKeys(workspaceId), wrapped, { kind: 'file', workspaceId, fileId });

/** @throws AppError KEY_UNAVAILABLE */
export async function uploadKey(keys: Keys, { id, workspaceId, fileId, wrappedKey }: Pick<UploadRow, 'id' | 'workspaceId' | 'fileId' | 'wrappedKey'>): Promise<UploadKey> {
  if (wrappedKey === null) throw new AppError('STATE_FORBIDS', 'This upload has ended.');
  return { uploadId: id, fileKey: await unwrapped(keys, workspaceId, fileId, wrappedKey), context: { workspaceId, fileId } };
}

/** @throws AppError NOT_FOUND where it was wiped, KEY_UNAVAILABLE */
export async function fileAccess(keys: Keys, { workspaceId, state, fileId, wrappedKey }: Pick<MediaRow, 'workspaceId' | 'state' | 'fileId' | 'wrappedKey'>): Promise<FileAccess> {
  if (state !== 'stored' || fileId === null || wrappedKey === null) throw new AppError('NOT_FOUND', 'This medium was wiped.');
  return { fileKey: await unwrapped(keys, workspaceId, fileId, wrappedKey), context: { workspaceId, fileId } };
}
