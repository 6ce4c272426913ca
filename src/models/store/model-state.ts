/** What of a model is on this machine: quickly by size (`list`), or byte by byte (`verify`). Needs no network. */
import { rm, stat } from 'node:fs/promises';
import { AppError } from '../../kernel/app-error.ts';
import { isFetched, sizeBytes, type ModelFiles, type SourceFile, type WeightsEntry } from '../model-entry.ts';
import { sourcePath, verifiedPath } from '../package-files.ts';
import { isAccepted } from './consents.ts';
import { onDisk } from './install.ts';
import { withPlaces } from './locate-model.ts';
import {
  fetchedFiles, incompleteFolder, isModelId, knownVersions, modelFolder, partFile, readPointer, storedVersions, versionOf,
} from './store-layout.ts';

/**
 * `in_package`: installed with npm · `installed`: the registry's version is in use · `earlier_version`: an older one
 * is, which the registry still allows · `unknown_version`: one is that this AIMA does not know · `partial`: a
 * download was interrupted · `damaged`: a file is gone or has another size · `missing`: nothing is here
 */
export type StoreState = 'in_package' | 'installed' | 'earlier_version' | 'unknown_version' | 'partial' | 'damaged' | 'missing';

export interface ModelState {
  id: string;
  task: string;
  tier: WeightsEntry['tier'];
  runtime: WeightsEntry['runtime'];
  licence: string;
  /** Present where the licence has a condition: whether somebody accepted it on this machine. */
  accepted?: boolean;
  sizeBytes: number;
  memoryMiB: number;
  /** Where its files come from. */
  sources: string[];
  state: StoreState;
  /** In use now. */
  version?: string;
  /** Complete versions in the store. */
  versions: string[];
  /** Bytes of an unfinished pull. */
  partialBytes?: number;
}

const sourceOf = ({ package: name, hub, url, imported, path }: SourceFile): string => {
  if (name !== undefined) return `npm:${name}`;
  if (hub !== undefined) return `hub:${hub.repository}@${hub.revision}`;
  return url ?? (imported ? `import:${path}` : `models folder:${path}`);
};

const sizeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.size;

/** Files that are gone or have another size. */
async function wrongFiles(files: ModelFiles, modelsFolder: string): Promise<SourceFile[]> {
  const wrong: SourceFile[] = [];
  for (const file of Object.values(files)) {
    try {
      if (await sizeOf(sourcePath(file, modelsFolder)) !== file.sizeBytes) wrong.push(file);
    } catch {
      wrong.push(file);
    }
  }
  return wrong;
}

async function partialBytes(entry: WeightsEntry, version: string, modelsFolder: string): Promise<number> {
  const gathered = incompleteFolder(modelsFolder, entry.id, version);
  let bytes = 0;
  for (const [, file] of fetchedFiles(entry.files)) bytes += await sizeOf(`${gathered}/${file.path}`) ?? await sizeOf(partFile(modelsFolder, file.sha256)) ?? 0;
  return bytes;
}

async function storeState(entry: WeightsEntry, modelsFolder: string): Promise<Pick<ModelState, 'state' | 'version' | 'partialBytes'>> {
  const wanted = versionOf(entry.files);
  if (wanted === undefined) {
    const wrong = await wrongFiles(entry.files, modelsFolder);
    return { state: wrong.length === 0 ? 'in_package' : wrong.length === Object.keys(entry.files).length ? 'missing' : 'damaged' };
  }
  const pointer = await readPointer(modelsFolder, entry.id);
  const partial = await partialBytes(entry, wanted, modelsFolder);
  const rest = partial > 0 ? { partialBytes: partial } : {};
  if (pointer === undefined) return { state: partial > 0 ? 'partial' : 'missing', ...rest };
  const { version } = pointer;
  const files = knownVersions(entry).get(version);
  if (files === undefined) return { state: 'unknown_version', version, ...rest };
  const damaged = (await wrongFiles(withPlaces(files, entry.id, version), modelsFolder)).length > 0;
  return { state: damaged ? 'damaged' : version === wanted ? 'installed' : 'earlier_version', version, ...rest };
}

export async function modelState(entry: WeightsEntry, modelsFolder: string): Promise<ModelState> {
  const { id, task, tier, runtime, licence, memoryMiB, needsConsent } = entry;
  return {
    id, task, tier, runtime, licence, memoryMiB, sizeBytes: sizeBytes(entry),
    ...(needsConsent === undefined ? {} : { accepted: await isAccepted(entry, modelsFolder) }),
    sources: [...new Set(Object.values(entry.files).map(sourceOf))],
    versions: await storedVersions(modelsFolder, id),
    ...await storeState(entry, modelsFolder),
  };
}

export interface FileVerdict {
  model: string;
  role: string;
  sha256: string;
  /** Absent where the bytes are the ones that the registry knows. */
  problem?: 'missing' | 'corrupt';
  message?: string;
}

/** Hashes every file of the version in use; a model that is not here at all has all its files missing. */
export async function verifyModel(entry: WeightsEntry, modelsFolder: string, signal?: AbortSignal): Promise<FileVerdict[]> {
  const pointer = await readPointer(modelsFolder, entry.id);
  const version = pointer?.version ?? '';
  const files = knownVersions(entry).get(version) ?? entry.files;
  const verdicts: FileVerdict[] = [];
  for (const [role, file] of Object.entries(withPlaces(files, entry.id, version))) {
    const facts = { model: entry.id, role, sha256: file.sha256 };
    if (pointer === undefined && isFetched(file)) {
      verdicts.push({ ...facts, problem: 'missing', message: `It is not on this machine. Run: aima models pull ${entry.id}` });
      continue;
    }
    try {
      await verifiedPath(file, modelsFolder, signal);
      verdicts.push(facts);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
      verdicts.push({ ...facts, problem: error.code === 'MODEL_CORRUPT' ? 'corrupt' : 'missing', message: error.message });
    }
  }
  return verdicts;
}

/**
 * Removes all versions of a model from the store, with what an interrupted pull left; consents stay.
 * @param entry the registry's entry, absent for a model that the registry no longer knows
 * @returns whether anything was there
 * @throws AppError USAGE for a model inside a package, OUTPUT_UNWRITABLE
 */
export async function removeModel(id: string, entry: WeightsEntry | undefined, modelsFolder: string): Promise<boolean> {
  if (!isModelId(id)) throw new AppError('NOT_FOUND', `There is no model '${id}'.`, { model: id });
  if (entry !== undefined && fetchedFiles(entry.files).length === 0) throw new AppError('USAGE', `The model ${id} is part of a package and cannot be removed alone.`, { model: id });
  const places = [modelFolder(modelsFolder, id), ...(entry === undefined ? [] : fetchedFiles(entry.files).map(([, file]) => partFile(modelsFolder, file.sha256)))];
  let found = false;
  for (const place of places) {
    found ||= await stat(place).then(() => true, () => false);
    await onDisk(() => rm(place, { recursive: true, force: true }));
  }
  return found;
}
