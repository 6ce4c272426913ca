/** Hands the medium behind an address on as it comes, for a store that encrypts it: nothing of it touches a disk in plain text. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { MediaOrigin } from '@aima/contract';
import { toAppError } from '../kernel/app-error.ts';
import type { AddressGuard } from './address-guard.ts';
import { standardLimits, type DownloadLimits } from './direct-download.ts';
import { openDirectly } from './direct-stream.ts';
import { baseName, withoutDownloader, withoutExtension } from './import-url.ts';
import { memoryFolder } from './memory-folder.ts';
import { downloadFromPage } from './page-download.ts';
import { isPlaylistName, publicForm } from './source-address.ts';
import type { RightConfirmed } from './url-consent.ts';
import { openPassingFolder } from './work-folders.ts';

export interface UrlStream {
  url: URL;
  right: RightConfirmed;
  guard: AddressGuard;
  /** Where the downloader writes if this machine has no file system in memory. */
  withoutMemory: string;
  limits?: Partial<DownloadLimits>;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** @param source bytes as they come, or a file that is gone afterwards */
type Store<T> = (source: AsyncIterable<Uint8Array> | string, name: string) => Promise<T>;

/** A stream that plays now is not loaded but recorded while it plays. */
export type Streamed<T> = { kind: 'stored'; stored: T; origin: MediaOrigin } | { kind: 'live' };

type Confirmed = Pick<MediaOrigin, 'retrievedAt' | 'rightConfirmed'>;

/**
 * The downloader joins picture and sound of a page, for which it needs files: to standard output it would let ffmpeg open the
 * addresses, past the guard. They lie in memory, where that is possible.
 */
async function throughDownloader<T>({ url, guard, env, signal, withoutMemory }: UrlStream, maxBytes: number, confirmed: Confirmed, store: Store<T>): Promise<Streamed<T>> {
  const folder = await openPassingFolder(await memoryFolder(withoutMemory), 'incoming');
  try {
    const { file, url: page, ...words } = await downloadFromPage({ url, guard, folder, maxBytes, env, signal, onProgress: () => undefined });
    const stored = await store(file, `${words.title ?? baseName(url)}${path.extname(file)}`);
    return { kind: 'stored', stored, origin: { url: publicForm(page), ...words, ...confirmed } };
  } catch (error) {
    const known = toAppError(error);
    throw known.code === 'DOWNLOADER_MISSING' ? withoutDownloader(url, known) : known;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A file goes to the store as it arrives; for a page the downloader is asked.
 *
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED, SOURCE_TOO_LARGE, DOWNLOADER_MISSING, DOWNLOAD_FAILED, DISK_FULL,
 * OUTPUT_UNWRITABLE, CANCELLED, and what the store raises
 */
export async function streamUrl<T>(asked: UrlStream, store: Store<T>): Promise<Streamed<T>> {
  const { url, guard, signal, right } = asked;
  if (isPlaylistName(url)) return { kind: 'live' };
  const limits = { ...standardLimits, ...asked.limits };
  const confirmed = { retrievedAt: new Date().toISOString(), rightConfirmed: right };
  const opened = await openDirectly({ url, guard, limits, signal });
  if (opened.kind === 'page') return throughDownloader(asked, limits.maxBytes, confirmed, store);
  if (opened.kind !== 'file') return { kind: 'live' };
  try {
    const name = opened.proposedName ?? baseName(url);
    return { kind: 'stored', stored: await store(opened.body, name), origin: { url: publicForm(url), title: withoutExtension(name), ...confirmed } };
  } finally {
    await opened.close();
  }
}
