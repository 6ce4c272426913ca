/** Folders of this machine from which media may be taken. Nothing outside of them is ever listed, opened or told apart. */
import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import type { ImportFolder } from './library.ts';

/** Names of files that may be media; what they really are is found out when they are imported. */
const MEDIA_NAME = /\.(?:mp4|m4v|mov|mkv|webm|avi|wmv|asf|flv|mpe?g|mpe|ts|m2ts|mts|3gp|3g2|ogv|mxf|vob|jpe?g|png|apng|gif|webp|avif|heic|heif|tiff?|bmp|mp3|m4a|aac|wav|flac|oga|ogg|opus|wma|aiff?|ac3|amr)$/i;

const absent = (): AppError => new AppError('MEDIA_MISSING', 'There is no such file or folder below an import folder.');
const isBelow = (root: string, file: string): boolean => file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);

/** Where a path really leads, links followed; MEDIA_MISSING if that is not below the root. */
async function reallyBelow(root: string, wanted: string): Promise<string> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(wanted)]).catch((error: unknown) => {
    throw new AppError('MEDIA_MISSING', absent().message, {}, error);
  });
  if (!isBelow(realRoot, real)) throw absent();
  return real;
}

/** A path below a folder as clients send it: parts divided by '/', none of them a way up. */
function relativeParts(below: string): string[] {
  const parts = below.split('/').filter((part) => part !== '');
  if (below.includes('\0') || parts.some((part) => part === '.' || part === '..' || part.includes('\\') || part.startsWith('.'))) throw absent();
  return parts;
}

function rootOf(folders: readonly ImportFolder[], name: string): string {
  const found = folders.find((folder) => folder.name === name);
  if (!found) throw absent();
  return found.path;
}

/** @throws AppError MEDIA_MISSING for whatever is absent, hidden or outside, without telling which */
export async function resolveBelow(folders: readonly ImportFolder[], folder: string, below: string): Promise<string> {
  const root = rootOf(folders, folder);
  return reallyBelow(root, path.join(root, ...relativeParts(below)));
}

/**
 * An absolute path of this machine, as the thin entry's `video_path`: allowed only where it really lies below an import folder.
 *
 * @returns the path with all links resolved
 * @throws AppError MEDIA_MISSING for whatever is absent or outside, without telling which
 */
export async function resolveImportPath(folders: readonly ImportFolder[], wanted: string): Promise<string> {
  if (!path.isAbsolute(wanted) || wanted.includes('\0')) throw absent();
  for (const { path: root } of folders) {
    const found = await reallyBelow(root, wanted).catch(() => undefined);
    if (found !== undefined && (await stat(found).catch(() => undefined))?.isFile() === true) return found;
  }
  throw absent();
}

export interface ImportEntry {
  kind: 'folder' | 'file';
  name: string;
  /** Below the import folder, for the next listing or the import. */
  path: string;
  sizeBytes?: number;
  modifiedAtMs?: number;
}

const listed = (entry: Dirent): boolean => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink() || (entry.isFile() && MEDIA_NAME.test(entry.name)));

/** What an entry really is; nothing for what leads outside, is no medium by its name or is gone meanwhile. */
async function entryOf(root: string, folder: string, prefix: string, name: string): Promise<ImportEntry | undefined> {
  const real = await reallyBelow(root, path.join(folder, name)).catch(() => undefined);
  const facts = real === undefined ? undefined : await stat(real).catch(() => undefined);
  const below = prefix === '' ? name : `${prefix}/${name}`;
  if (facts?.isDirectory()) return { kind: 'folder', name, path: below };
  if (facts?.isFile() && MEDIA_NAME.test(name)) return { kind: 'file', name, path: below, sizeBytes: facts.size, modifiedAtMs: Math.round(facts.mtimeMs) };
  return undefined;
}

/**
 * Folders and media files of one folder, in the order of their names.
 *
 * @param options.after name behind which the page begins
 * @throws AppError MEDIA_MISSING
 */
export async function listImportFolder(folders: readonly ImportFolder[], folder: string, below: string, { limit, after }: { limit: number; after?: string }): Promise<{ items: ImportEntry[]; next?: string }> {
  const root = rootOf(folders, folder);
  const real = await resolveBelow(folders, folder, below);
  const entries = await readdir(real, { withFileTypes: true }).catch((error: unknown) => { throw new AppError('MEDIA_MISSING', absent().message, {}, error); });
  const names = entries.filter(listed).map(({ name }) => name).filter((name) => after === undefined || name > after).sort();
  const items: ImportEntry[] = [];
  const prefix = relativeParts(below).join('/');
  for (const name of names) {
    const item = await entryOf(root, real, prefix, name);
    if (!item) continue;
    if (items.length === limit) return { items, next: items.at(-1)?.name ?? '' };
    items.push(item);
  }
  return { items };
}

/**
 * Reads a file below an import folder. The file is opened first and then looked up, so that a link that is put in its place
 * meanwhile gains nothing.
 *
 * @throws AppError MEDIA_MISSING, MEDIA_CHANGED
 */
export async function* readImport(folders: readonly ImportFolder[], folder: string, below: string, from = 0): AsyncGenerator<Uint8Array> {
  const file = await resolveBelow(folders, folder, below);
  await using handle = await open(file, 'r').catch((error: unknown) => { throw new AppError('MEDIA_MISSING', absent().message, {}, error); });
  const [opened, again] = [await handle.stat(), await stat(await resolveBelow(folders, folder, below))];
  if (!opened.isFile() || opened.ino !== again.ino || opened.dev !== again.dev) throw new AppError('MEDIA_CHANGED', 'The file was replaced while it was opened.');
  for (let at = from; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(2 ** 20), 0, 2 ** 20, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
