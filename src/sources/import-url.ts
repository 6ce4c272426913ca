/** Brings the medium behind an address into the folder of downloads, with a note of where it comes from. */
import { createHash } from 'node:crypto';
import { chmod, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { MediaOrigin } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { writeFileAtomically } from '../kernel/atomic-file.ts';
import { probe } from '../media/index.ts';
import type { AddressGuard } from './address-guard.ts';
import { downloadDirectly, standardLimits, type DownloadLimits } from './direct-download.ts';
import { downloadFromPage } from './page-download.ts';
import { isPlaylistName, publicForm } from './source-address.ts';
import type { RightConfirmed } from './url-consent.ts';
import { openWorkFolder } from './work-folders.ts';

export interface UrlImport {
  url: URL;
  right: RightConfirmed;
  guard: AddressGuard;
  /** `<data>/downloads` */
  downloads: string;
  limits?: Partial<DownloadLimits>;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  onProgress(hereBytes: number, totalBytes: number | undefined): void;
}

/** A stream that plays now is not loaded but recorded while it plays. */
export type Imported = { kind: 'file'; file: string; origin: MediaOrigin } | { kind: 'live' };

const KEY_DIGITS = 16;
const NAME_DIGITS = 8;
const LONGEST_NAME = 80;

/** Letters, digits and a few signs of any language; nothing that a file system or a terminal could take for more. */
export function fileNameOf(title: string, key: string, container: string): string {
  const words = title.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, ' ').replace(/^[ .-]+/, '').trimEnd().replaceAll(' ', '-');
  const short = [...words].slice(0, LONGEST_NAME).join('') || 'medium';
  return `${short}~${key.slice(0, NAME_DIGITS)}.${container.replace(/[^a-z0-9]/gi, '') || 'media'}`;
}

const extensions: Readonly<Record<string, string>> = { matroska: 'mkv', mpegts: 'ts', mpeg: 'mpg', jpeg: 'jpg' };

/** Checks by its content that the file is a medium, and gives it its place in one step. */
async function settle(file: string, title: string, origin: MediaOrigin, key: string, { downloads, signal }: UrlImport): Promise<Imported> {
  const named = path.join(path.dirname(file), fileNameOf(title, key, 'part'));
  await rename(file, named);
  const { facts } = await probe(named, { signal });
  const place = path.join(downloads, fileNameOf(title, key, extensions[facts.container] ?? facts.container));
  await chmod(named, 0o600);
  await writeFileAtomically(`${place}.origin.json`, `${JSON.stringify(origin, null, 1)}\n`);
  await chmod(`${place}.origin.json`, 0o600);
  await rename(named, place);
  return { kind: 'file', file: place, origin };
}

export const baseName = (url: URL): string => {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? url.hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

export const withoutExtension = (name: string): string => path.posix.basename(name, path.posix.extname(name)) || name;

export const withoutDownloader = (url: URL, cause: AppError): AppError =>
  new AppError('DOWNLOADER_MISSING', `${publicForm(url)} is a page, not a media file; the video of a page is loaded by the program yt-dlp, which is not here.`, {}, cause);

/**
 * A file is loaded as it is; for a page the downloader is asked.
 * @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE, SOURCE_REFUSED, SOURCE_TOO_LARGE, DOWNLOADER_MISSING, DOWNLOAD_FAILED, DISK_FULL,
 * OUTPUT_UNWRITABLE, CANCELLED, MEDIA_UNREADABLE, MEDIA_UNSUPPORTED, MEDIA_EMPTY
 */
export async function importUrl(asked: UrlImport): Promise<Imported> {
  const { url, guard, downloads, env, signal, onProgress, right } = asked;
  if (isPlaylistName(url)) return { kind: 'live' };
  const limits = { ...standardLimits, ...asked.limits };
  const key = createHash('sha256').update(url.href).digest('hex').slice(0, KEY_DIGITS);
  const folder = await openWorkFolder(downloads, 'incoming', key);
  const confirmed = { retrievedAt: new Date().toISOString(), rightConfirmed: right };
  try {
    const arrived = await downloadDirectly({ url, guard, folder, limits, signal, onProgress });
    let imported: Imported;
    if (arrived.kind === 'playlist' || arrived.kind === 'endless') imported = { kind: 'live' };
    else if (arrived.kind === 'file') {
      const title = withoutExtension(arrived.proposedName ?? baseName(url));
      imported = await settle(arrived.file, title, { url: publicForm(url), title, ...confirmed }, key, asked);
    } else {
      const { file, url: page, ...words } = await downloadFromPage({ url, guard, folder, maxBytes: limits.maxBytes, env, signal, onProgress });
      imported = await settle(file, words.title ?? baseName(url), { url: publicForm(page), ...words, ...confirmed }, key, asked);
    }
    await rm(folder, { recursive: true, force: true });
    return imported;
  } catch (error) {
    const known = toAppError(error);
    // Only what another attempt can go on with is kept.
    if (!['CANCELLED', 'DOWNLOAD_FAILED', 'DISK_FULL'].includes(known.code)) await rm(folder, { recursive: true, force: true });
    throw known.code === 'DOWNLOADER_MISSING' ? withoutDownloader(url, known) : known;
  }
}
