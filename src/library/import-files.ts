/** Files of configured folders become media by the same steps as an upload; this machine is the client. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { endUpload, findUpload, insertUpload, moveUpload, type UploadRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { completeUpload } from './complete-upload.ts';
import { newFileKey, uploadKey } from './file-keys.ts';
import { listImportFolder, readImport, resolveBelow, type ImportEntry } from './import-folders.ts';
import type { Library } from './library.ts';
import { safeName } from './safe-name.ts';
import { alone, publishUpload } from './upload.ts';

const PROGRESS_BYTES = 64 * 2 ** 20;

export interface ImportRequest {
  folder: string;
  /** Below the folder. */
  paths: readonly string[];
  jobId?: string;
}

/** @throws AppError FORBIDDEN, MEDIA_MISSING */
export async function listFolder({ options }: Library, principal: Principal, folder: string, below: string, page: { limit: number; after?: string }): Promise<{ items: ImportEntry[]; next?: string }> {
  requirePermission(principal, 'media:write');
  return listImportFolder(options.importFolders, folder, below, page);
}

/** @throws AppError FORBIDDEN */
export function importFolderNames({ options }: Library, principal: Principal): string[] {
  requirePermission(principal, 'media:write');
  return options.importFolders.map(({ name }) => name);
}

async function beginImport(library: Library, principal: Principal, folder: string, below: string, jobId: string | null): Promise<UploadRow> {
  const { workspaceId, userId, actor } = principal;
  const { database, options, uploads } = library;
  const file = await resolveBelow(options.importFolders, folder, below);
  const found = await stat(file);
  if (!found.isFile()) throw new AppError('MEDIA_MISSING', 'This is not a file.');
  if (found.size > options.maxFileBytes) throw new AppError('TOO_LARGE', `A file may have ${options.maxFileBytes} bytes at most.`, { maxBytes: options.maxFileBytes });
  if (found.size === 0) throw new AppError('MEDIA_EMPTY', `'${path.basename(below)}' is empty (0 bytes).`);
  const { fileId, fileKey, wrappedKey } = await newFileKey(library, workspaceId);
  const row = await database.transaction({ workspaceId }, async (tx) => {
    const inserted = await insertUpload(tx, {
      ownerId: userId, name: safeName(path.posix.basename(below)), sizeBytes: found.size, sha256: null, contentType: null, jobId, fileId, wrappedKey,
      importPath: JSON.stringify([folder, below]), lifeMs: options.uploadLifeMs,
    });
    if (!inserted) throw new AppError('INTERNAL', 'The import was not created.');
    await recordAudit(tx, { workspaceId, actor, action: 'upload.created', objectType: 'upload', objectId: inserted.id, details: { sizeBytes: found.size, from: 'folder' } });
    await publishUpload(tx, inserted);
    return inserted;
  });
  await uploads.create({ uploadId: row.id, fileKey, context: { workspaceId, fileId } });
  return row;
}

/**
 * Begins to import the chosen files; they go on by themselves, also after a restart, and are told like uploads.
 *
 * @throws AppError FORBIDDEN, MEDIA_MISSING, MEDIA_EMPTY, TOO_LARGE; then none of them was begun that comes later in the list
 */
export async function importFiles(library: Library, principal: Principal, { folder, paths, jobId }: ImportRequest): Promise<UploadRow[]> {
  requirePermission(principal, 'media:write');
  for (const below of paths) await resolveBelow(library.options.importFolders, folder, below);
  const rows: UploadRow[] = [];
  for (const below of paths) {
    const row = await beginImport(library, principal, folder, below, jobId ?? null);
    rows.push(row);
    importSoon(library, row);
  }
  return rows;
}

export function importSoon(library: Library, { id, workspaceId }: Pick<UploadRow, 'id' | 'workspaceId'>): void {
  library.background.start(`upload:${id}`, (signal) => alone(library, id, signal, (held) => goOn(library, workspaceId, id, held)));
}

/** Passes the file on in pieces and tells how far it came after each. */
async function* pieces(source: AsyncIterable<Uint8Array>, tell: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let arrived = 0;
  let told = 0;
  for await (const chunk of source) {
    yield chunk;
    arrived += chunk.length;
    if (arrived - told < PROGRESS_BYTES) continue;
    told = arrived;
    tell(arrived);
  }
}

async function goOn(library: Library, workspaceId: string, id: string, signal: AbortSignal): Promise<UploadRow | undefined> {
  const { database, uploads, options } = library;
  const row = await database.read({ workspaceId }, (tx) => findUpload(tx, id));
  if (!row || row.importPath === null) return undefined;
  if (row.state === 'checking') return completeUpload(library, workspaceId, id, signal);
  if (row.state !== 'receiving') return row;
  const [folder, below] = JSON.parse(row.importPath) as [string, string]; // written by beginImport
  const key = await uploadKey(library, row);
  const move = (offsetBytes: number, state: 'receiving' | 'checking'): Promise<void> => database.transaction({ workspaceId }, async (tx) => {
    const moved = await moveUpload(tx, id, { offsetBytes, state, lifeMs: options.uploadLifeMs });
    if (moved) await publishUpload(tx, moved);
  });
  try {
    await uploads.create(key).catch((error: unknown) => { if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error; });
    const offset = await uploads.offset(key);
    const source = pieces(readImport(options.importFolders, folder, below, offset), (bytes) => { void move(offset + bytes, 'receiving').catch(() => undefined); });
    const end = await uploads.append(key, source, { offset, maxBytes: row.sizeBytes, signal });
    if (end !== row.sizeBytes) throw new AppError('MEDIA_CHANGED', `'${row.name}' became shorter while it was read.`);
    await move(end, 'checking');
  } catch (error) {
    return giveUp(library, row, toAppError(error), signal);
  }
  return completeUpload(library, workspaceId, id, signal);
}

/** The file itself is at fault: it ends here. Anything else may be over at the next attempt. */
async function giveUp({ database, uploads }: Library, row: UploadRow, failure: AppError, signal: AbortSignal): Promise<UploadRow | undefined> {
  const code = failure.code === 'SOURCE_TOO_LARGE' ? 'MEDIA_CHANGED' : failure.code;
  if (signal.aborted || !code.startsWith('MEDIA_')) throw failure;
  await uploads.discard(row.id);
  return database.transaction({ workspaceId: row.workspaceId }, async (tx) => {
    const ended = await endUpload(tx, row.id, { state: 'refused', code, message: failure.message });
    if (ended) await publish(tx, row.workspaceId, { kind: 'upload.changed', body: { uploadId: row.id, state: 'refused', code } });
    return ended;
  });
}
