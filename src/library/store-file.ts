/** Stores a file or a stream that this machine has, by the same steps as an upload: for imports, thin entries and tests. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isErrorCode } from '@aima/contract';
import { findUpload, insertUpload, moveUpload, removeUpload } from '../db/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { completeUpload } from './complete-upload.ts';
import { newFileKey } from './file-keys.ts';
import type { Library } from './library.ts';
import { safeName } from './safe-name.ts';
import { alone, publishUpload } from './upload.ts';

const READ_BYTES = 2 ** 20;

interface StoreFileOptions {
  name?: string;
  /** The account that it belongs to; `system` where nobody asked. */
  ownerId?: string;
  jobId?: string;
  signal?: AbortSignal;
}

/** @throws AppError MEDIA_MISSING, MEDIA_UNREADABLE */
async function* readLocalFile(file: string): AsyncGenerator<Uint8Array> {
  await using handle = await open(file, 'r').catch((error: unknown) => { throw new AppError('MEDIA_MISSING', `'${path.basename(file)}' cannot be opened.`, {}, error); });
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * Encrypts, checks and keeps it. Content that the workspace has already is told by its medium.
 *
 * @param source an absolute path of this machine, which the caller has checked, or bytes as they come
 * @throws AppError MEDIA_* where it is refused, TOO_LARGE, DISK_FULL, CANCELLED
 */
export async function storeFile(library: Library, workspaceId: string, source: string | AsyncIterable<Uint8Array>, options: StoreFileOptions = {}): Promise<{ mediaId: string; uploadId: string }> {
  const { database, uploads, options: limits } = library;
  const { ownerId = 'system', jobId = null, signal = new AbortController().signal } = options;
  const name = safeName(options.name ?? (typeof source === 'string' ? path.basename(source) : 'unnamed'));
  const { fileId, fileKey, wrappedKey } = await newFileKey(library, workspaceId);
  const lifeMs = limits.uploadLifeMs;
  const upload = await database.transaction({ workspaceId }, (tx) =>
    insertUpload(tx, { ownerId, name, sizeBytes: limits.maxFileBytes, sha256: null, contentType: null, jobId, fileId, wrappedKey, importPath: null, lifeMs }));
  if (!upload) throw new AppError('INTERNAL', 'The upload was not created.');
  const key = { uploadId: upload.id, fileKey, context: { workspaceId, fileId } };
  try {
    const row = await alone(library, upload.id, signal, async (held) => {
      await uploads.create(key);
      const offsetBytes = await uploads.append(key, typeof source === 'string' ? readLocalFile(source) : source, { offset: 0, maxBytes: limits.maxFileBytes, signal: held });
      if (offsetBytes === 0) throw new AppError('MEDIA_EMPTY', `'${name}' is empty (0 bytes).`);
      await database.transaction({ workspaceId }, async (tx) => {
        const moved = await moveUpload(tx, upload.id, { offsetBytes, sizeBytes: offsetBytes, state: 'checking', lifeMs });
        if (moved) await publishUpload(tx, moved);
      });
      return completeUpload(library, workspaceId, upload.id, held);
    });
    if (row.state === 'done' && row.mediaId !== null) return { mediaId: row.mediaId, uploadId: upload.id };
    throw new AppError(row.code !== null && isErrorCode(row.code) ? row.code : 'INTERNAL', row.message ?? 'It was not stored.');
  } catch (error) {
    await abandon(library, workspaceId, upload.id);
    throw toAppError(error);
  }
}

/** What did not get as far as being complete is of no use to anybody. */
async function abandon({ database, uploads }: Library, workspaceId: string, id: string): Promise<void> {
  const receiving = await database.read({ workspaceId }, async (tx) => (await findUpload(tx, id))?.state === 'receiving');
  if (!receiving) return;
  await uploads.discard(id);
  await database.transaction({ workspaceId }, (tx) => removeUpload(tx, id));
}
