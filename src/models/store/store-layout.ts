/**
 * Where the store keeps things, below `<models folder>/store/`:
 *
 *   ID/VERSION/PATH          a complete version of a model, each file verified before it got there
 *   ID/VERSION.incomplete/   files of a version that are here already, until the last one is
 *   ID/current.json          which version is used, and which were used before it
 *   partial/SHA256.part      a download that is under way or was interrupted
 *   consents.json            licences that somebody accepted
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isFetched, type ModelFiles, type SourceFile, type WeightsEntry } from '../model-entry.ts';

const STORE = 'store';
const INCOMPLETE = '.incomplete';

export const storeFolder = (modelsFolder: string): string => path.join(modelsFolder, STORE);
export const partialFolder = (modelsFolder: string): string => path.join(modelsFolder, STORE, 'partial');
export const modelFolder = (modelsFolder: string, id: string): string => path.join(modelsFolder, STORE, id);
export const versionFolder = (modelsFolder: string, id: string, version: string): string => path.join(modelsFolder, STORE, id, version);
export const incompleteFolder = (modelsFolder: string, id: string, version: string): string => `${versionFolder(modelsFolder, id, version)}${INCOMPLETE}`;
export const partFile = (modelsFolder: string, sha256: string): string => path.join(partialFolder(modelsFolder), `${sha256}.part`);
export const pointerFile = (modelsFolder: string, id: string): string => path.join(modelFolder(modelsFolder, id), 'current.json');

/** Names that a folder of the store may have; `partial` is the store's own. */
export const isModelId = (id: string): boolean => /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(id) && id !== 'partial';

/** Files that are fetched, by role. */
export const fetchedFiles = (files: ModelFiles): (readonly [role: string, file: SourceFile])[] => Object.entries(files).filter(([, file]) => isFetched(file));

/**
 * What a version is called: the SHA-256 of its only fetched file; of several the SHA-256 of their list, one line
 * `SHA256  PATH` each, sorted by path, as `sha256sum` prints it. Undefined where nothing is fetched.
 */
export function versionOf(files: ModelFiles): string | undefined {
  const fetched = fetchedFiles(files).map(([, file]) => file);
  const [only] = fetched;
  if (only === undefined || fetched.length === 1) return only?.sha256;
  const lines = fetched.map((file) => `${file.sha256}  ${file.path}\n`).sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** The versions that the registry allows, the one it wants first. */
export const knownVersions = (entry: WeightsEntry): Map<string, ModelFiles> =>
  new Map([entry.files, ...entry.earlier ?? []].flatMap((files) => {
    const version = versionOf(files);
    return version === undefined ? [] : [[version, files] as const];
  }));

const Pointer = z.object({ version: z.string(), before: z.array(z.string()) });

/** Which version is used now, and which were before it, the last one first. */
export type VersionPointer = z.infer<typeof Pointer>;

/** Undefined where no version was ever used, or nobody can tell which. */
export async function readPointer(modelsFolder: string, id: string): Promise<VersionPointer | undefined> {
  const text = await readFile(pointerFile(modelsFolder, id), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Pointer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Complete versions that lie in the store. */
export async function storedVersions(modelsFolder: string, id: string): Promise<string[]> {
  const names = await readdir(modelFolder(modelsFolder, id)).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name));
}

/** Models of which anything lies in the store. */
export async function storedModels(modelsFolder: string): Promise<string[]> {
  const entries = await readdir(storeFolder(modelsFolder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && isModelId(entry.name)).map(({ name }) => name);
}
