/** A driver and an encrypted file brought together. */
import type { KeyObject } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';
import { openEncrypted, type ReadableFile } from './encrypted-file.ts';
import { encryptStream } from './encrypt-stream.ts';
import type { FileContext } from './file-format.ts';
import type { StorageDriver } from './storage-driver.ts';

/** Whose file it is, and the key that opens it. Without the key it is noise: forgetting every copy of it deletes the file. */
export interface FileAccess { fileKey: KeyObject; context: FileContext }

/** @throws AppError NOT_FOUND, KEY_UNAVAILABLE (wrong key), STORED_FILE_DAMAGED, and what the driver throws */
export async function openStored(driver: StorageDriver, key: string, { fileKey, context }: FileAccess, signal?: AbortSignal): Promise<ReadableFile> {
  const found = await driver.stat(key, signal);
  if (!found) throw new AppError('NOT_FOUND', `Nothing is stored under ${key}.`);
  return openEncrypted({ sizeBytes: found.sizeBytes, read: (range, readSignal) => driver.read(key, range, readSignal) }, fileKey, context, signal);
}

/** Encrypts and writes in one go, for small things made here (thumbnails, storyboards); a new key for each writing. */
export const writeStored = (driver: StorageDriver, key: string, { fileKey, context }: FileAccess, plaintext: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, signal?: AbortSignal): Promise<{ sizeBytes: number }> =>
  driver.write(key, encryptStream(plaintext, fileKey, context), signal);
