/** Files and folders of the command line as a list of media files with the paths that their results keep. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MediaOrigin } from '@aima/contract';
import type { AppError } from '../../kernel/app-error.ts';

export interface InputFile {
  path: string;
  /** Where its results go below --out: with forward slashes, ends in the file's own name. */
  relative: string;
  /** Of one that was loaded from an address. */
  origin?: MediaOrigin;
  /** Why it could not be loaded. */
  refused?: AppError;
}

export interface Inputs {
  files: InputFile[];
  /** Files inside given folders that are no media by their name. */
  skipped: number;
  emptyFolders: string[];
}

const mediaNames = /\.(mp4|m4v|mov|qt|mkv|webm|avi|wmv|asf|flv|f4v|mpg|mpeg|m2v|ts|mts|m2ts|vob|3gp|3g2|ogv|ogg|oga|opus|mxf|y4m|gif|jpe?g|jfif|png|apng|webp|avif|heic|heif|tiff?|bmp|mp3|m4a|m4b|aac|wav|flac|aiff?|aif|wma|amr|ac3|caf|mka|weba)$/i;

/** The deepest folder that holds all of them. */
function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders;
  let common = first;
  for (const folder of rest) {
    while (folder !== common && !folder.startsWith(common.endsWith(path.sep) ? common : common + path.sep)) common = path.dirname(common);
  }
  return common;
}

async function mediaBelow(folder: string): Promise<{ media: string[]; skipped: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const visible = files.filter((file) => !path.relative(folder, file).split(path.sep).some((part) => part.startsWith('.')));
  const media = visible.filter((file) => mediaNames.test(file));
  return { media: media.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })), skipped: visible.length - media.length };
}

/**
 * One folder: paths below it. One file, or several of one folder: their names. Anything else: paths below the
 * deepest folder that they share, so that equal names in two folders never meet.
 * Files named on the command line are kept even where they are missing: each gets its own error.
 */
export async function listInputs(given: readonly string[]): Promise<Inputs> {
  const roots = await Promise.all(given.map(async (name) => {
    const full = path.resolve(name);
    const isFolder = (await stat(full).catch(() => undefined))?.isDirectory() ?? false;
    return { full, name, isFolder };
  }));
  const base = commonFolder(roots.map(({ full, isFolder }) => isFolder ? full : path.dirname(full)));
  const inputs: Inputs = { files: [], skipped: 0, emptyFolders: [] };
  const seen = new Set<string>();
  const add = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    inputs.files.push({ path: file, relative: path.relative(base, file).split(path.sep).join('/') });
  };
  for (const root of roots) {
    if (!root.isFolder) {
      add(root.full);
      continue;
    }
    const { media, skipped } = await mediaBelow(root.full);
    inputs.skipped += skipped;
    if (media.length === 0) inputs.emptyFolders.push(root.name);
    for (const file of media) add(file);
  }
  return inputs;
}
