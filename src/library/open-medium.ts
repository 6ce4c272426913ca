/** Doors to a stored medium for everybody else on the server. */
import { Media } from '@aima/contract';
import { findMedium, type MediaRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { lendFile, openStored, type ByteRange, type FileAccess, type RangeSource, type ReadableFile } from '../storage/index.ts';
import { fileAccess } from './file-keys.ts';
import type { LibraryParts } from './library.ts';

type Parts = Pick<LibraryParts, 'database' | 'driver' | 'workspaceKeys'>;

export interface OpenMedium {
  media: Media;
  file: ReadableFile;
  /** True: the minors' gate holds it, or a part of it. */
  held: boolean;
}

/** @throws AppError NOT_FOUND where there is none in this workspace, or where it was wiped */
export async function findStored({ database }: Pick<LibraryParts, 'database'>, workspaceId: string, mediaId: string): Promise<MediaRow> {
  const row = await database.read({ workspaceId }, (tx) => findMedium(tx, workspaceId, mediaId));
  if (!row) throw new AppError('NOT_FOUND', 'There is no such medium.');
  if (row.state !== 'stored') throw new AppError('NOT_FOUND', 'This medium was wiped.');
  return row;
}

export async function openRow(parts: Parts, row: MediaRow, signal?: AbortSignal): Promise<ReadableFile> {
  return openStored(parts.driver, row.storageKey, await fileAccess(parts, row), signal);
}

/**
 * What is known of a medium, and its bytes, decrypted as they are read.
 *
 * @throws AppError NOT_FOUND (absent, wiped, or of another workspace), KEY_UNAVAILABLE, STORED_FILE_DAMAGED, STORAGE_UNREACHABLE
 */
export async function openMedium(parts: Parts, workspaceId: string, mediaId: string, signal?: AbortSignal): Promise<OpenMedium> {
  const row = await findStored(parts, workspaceId, mediaId);
  return { media: Media.parse(row.facts), file: await openRow(parts, row, signal), held: row.held };
}

/**
 * The same as an address on loopback for programs of this machine (ffmpeg, a local worker), good until it is closed.
 *
 * @throws AppError as `openMedium`
 */
export async function lendMedium(parts: Parts, workspaceId: string, mediaId: string, options: { signal?: AbortSignal; idleMs?: number } = {}): Promise<RangeSource & { media: Media }> {
  const { media, file } = await openMedium(parts, workspaceId, mediaId, options.signal);
  return { ...await lendFile(file, options), media };
}

/** As it lies in the storage, for a machine that gets the key by another way. */
export interface SealedFile {
  sizeBytes: number;
  read(range: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  access: FileAccess;
}

/** @throws AppError as `openMedium` */
export async function sealedMedium(parts: Parts, workspaceId: string, mediaId: string, signal?: AbortSignal): Promise<SealedFile> {
  const { driver } = parts;
  const row = await findStored(parts, workspaceId, mediaId);
  const found = await driver.stat(row.storageKey, signal);
  if (!found) throw new AppError('NOT_FOUND', 'Of this medium nothing is stored.', { mediaId });
  return { sizeBytes: found.sizeBytes, read: (range, readSignal) => driver.read(row.storageKey, range, readSignal), access: await fileAccess(parts, row) };
}
