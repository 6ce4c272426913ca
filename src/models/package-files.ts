/** Finds the files of a model and refuses those that are not what the registry says. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import type { SourceFile } from './model-entry.ts';

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

/** Absolute path of a file of a model. @throws AppError MODEL_MISSING if its package is not installed */
export const sourcePath = (file: SourceFile, modelsFolder: string): string =>
  path.join(file.package === undefined ? modelsFolder : packageFolder(file.package), ...file.path.split('/'));

/**
 * Bytes of a file of a model, verified: what was hashed is what is loaded.
 * @throws AppError MODEL_MISSING, MODEL_CORRUPT
 */
export async function readVerified(file: SourceFile, modelsFolder: string): Promise<Uint8Array> {
  const from = sourcePath(file, modelsFolder);
  const remedy = file.package === undefined ? 'Delete it; it will be fetched again.' : `Install ${file.package} again (npm ci).`;
  const bytes = await readFile(from).catch((cause: unknown) => {
    throw new AppError('MODEL_MISSING', `The model file ${from} cannot be read. ${remedy}`, { path: from }, cause);
  });
  const actual = sha256(bytes);
  if (actual !== file.sha256) {
    throw new AppError('MODEL_CORRUPT', `The model file ${from} is not the one that AIMA knows (SHA-256 ${actual}, expected ${file.sha256}). ${remedy}`, { path: from, expected: file.sha256, actual });
  }
  return bytes;
}
