/** How verified files become the version in use: gathered beside their place, moved there whole, then pointed at. */
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { writeFileAtomically } from '../../kernel/atomic-file.ts';
import type { ModelFiles, SourceFile, WeightsEntry } from '../model-entry.ts';
import { checkContent } from './accepted-format.ts';
import { sha256OfFile } from './file-hash.ts';
import {
  fetchedFiles, incompleteFolder, knownVersions, pointerFile, readPointer, storedVersions, versionFolder, type VersionPointer,
} from './store-layout.ts';

const placeIn = (folder: string, file: SourceFile): string => path.join(folder, ...file.path.split('/'));

/** Whatever stands in the way of the file system, in the words of the error table. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error);
  }
}

const isFile = async (place: string, file: SourceFile, signal?: AbortSignal): Promise<boolean> =>
  await sha256OfFile(place, signal).catch(() => undefined) === file.sha256;

/**
 * What is missing from a version, after what is there was verified. Of a damaged version the good files are kept
 * for the next one.
 */
export async function missingFiles(modelsFolder: string, id: string, version: string, files: ModelFiles, signal?: AbortSignal): Promise<SourceFile[]> {
  const folder = versionFolder(modelsFolder, id, version);
  const incomplete = incompleteFolder(modelsFolder, id, version);
  const complete = (await storedVersions(modelsFolder, id)).includes(version);
  const from = complete ? folder : incomplete;
  const missing: SourceFile[] = [];
  for (const [, file] of fetchedFiles(files)) if (!await isFile(placeIn(from, file), file, signal)) missing.push(file);
  if (signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled.');
  if (complete && missing.length > 0) {
    await onDisk(async () => {
      await rm(incomplete, { recursive: true, force: true });
      await rename(folder, incomplete);
    });
  }
  return missing;
}

/**
 * Moves a file that has the right hash to its version. One that is not what its name says is deleted.
 * @throws AppError MODEL_UNSUPPORTED
 */
export async function addFile(modelsFolder: string, id: string, version: string, file: SourceFile, from: string): Promise<void> {
  try {
    await checkContent(from, file.path);
  } catch (error) {
    await rm(from, { force: true });
    throw error;
  }
  await onDisk(async () => {
    const place = placeIn(incompleteFolder(modelsFolder, id, version), file);
    await mkdir(path.dirname(place), { recursive: true });
    await rename(from, place);
  });
}

const writePointer = (modelsFolder: string, id: string, pointer: VersionPointer): Promise<void> =>
  onDisk(() => writeFileAtomically(pointerFile(modelsFolder, id), `${JSON.stringify(pointer, null, 1)}\n`));

/** Moves the gathered files to their version, unless they are there already, and uses it from now on; the one used so far can be gone back to. */
export async function putInUse(modelsFolder: string, id: string, version: string): Promise<void> {
  if (!(await storedVersions(modelsFolder, id)).includes(version)) {
    await onDisk(() => rename(incompleteFolder(modelsFolder, id, version), versionFolder(modelsFolder, id, version)));
  }
  const pointer = await readPointer(modelsFolder, id);
  // Nothing to write, so that a store that is only readable serves too.
  if (pointer?.version === version) return;
  const before = pointer === undefined ? [] : [pointer.version, ...pointer.before];
  await writePointer(modelsFolder, id, { version, before: before.filter((other, i) => other !== version && before.indexOf(other) === i) });
}

/**
 * Goes back to the version that was used before this one, verified.
 * @returns the version used now
 * @throws AppError NOT_FOUND if there is none that is here and known, MODEL_CORRUPT
 */
export async function rollBack(entry: WeightsEntry, modelsFolder: string, signal?: AbortSignal): Promise<string> {
  const [pointer, here] = [await readPointer(modelsFolder, entry.id), await storedVersions(modelsFolder, entry.id)];
  const known = knownVersions(entry);
  const at = (pointer?.before ?? []).findIndex((version) => here.includes(version) && known.has(version));
  const version = pointer?.before[at];
  const files = version === undefined ? undefined : known.get(version);
  if (pointer === undefined || version === undefined || files === undefined) throw new AppError('NOT_FOUND', `No earlier version of ${entry.id} that this AIMA knows is on this machine.`, { model: entry.id });
  for (const [, file] of fetchedFiles(files)) {
    const place = placeIn(versionFolder(modelsFolder, entry.id, version), file);
    if (!await isFile(place, file, signal)) throw new AppError('MODEL_CORRUPT', `The earlier version of ${entry.id} is damaged (${place}); nothing was changed.`, { path: place });
  }
  await writePointer(modelsFolder, entry.id, { version, before: pointer.before.slice(at + 1) });
  return version;
}
