/** What can be said of a file before anything decodes it: size, hash, first bytes. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';

/** Prefix and absolute path keep dashes, colons and other signs in names from being read as options or protocols. */
export const asInput = (file: string): string => `file:${path.resolve(file)}`;

/** Size in bytes. Throws MEDIA_MISSING, MEDIA_EMPTY, MEDIA_UNREADABLE. */
export async function sizeOfMedia(file: string): Promise<number> {
  const name = path.basename(file);
  const found = await stat(file).catch((error: unknown) => {
    throw openFailure(error, name);
  });
  if (!found.isFile()) throw new AppError('MEDIA_UNREADABLE', `'${name}' is not a file.`);
  if (found.size === 0) throw new AppError('MEDIA_EMPTY', `'${name}' is empty (0 bytes).`);
  return found.size;
}

function openFailure(error: unknown, name: string): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('MEDIA_MISSING', `There is no file '${name}'.`, {}, error);
  if (code === 'EACCES' || code === 'EPERM') return new AppError('MEDIA_UNREADABLE', `Not allowed to read '${name}'.`, {}, error);
  return new AppError('MEDIA_UNREADABLE', `'${name}' cannot be opened.`, {}, error);
}

/** The first bytes of a file, up to `length`. Throws MEDIA_MISSING or MEDIA_UNREADABLE. */
export async function firstBytes(file: string, length: number): Promise<Buffer> {
  const name = path.basename(file);
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw openFailure(error, name);
  }
}

/** Reads the whole file once. Throws MEDIA_MISSING or MEDIA_UNREADABLE. */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(1 << 20);
  let sizeBytes = 0;
  try {
    await using handle = await open(file, 'r');
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(block, 0, block.length, null);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      sizeBytes += bytesRead;
    }
  } catch (error) {
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    throw openFailure(error, path.basename(file));
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
