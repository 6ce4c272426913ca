/** Takes models from a folder (a stick, a share, another machine's store): files are known by their hash, not by their name. */
import { constants, type Dirent } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/app-error.ts';
import type { SourceFile, WeightsEntry } from '../model-entry.ts';
import { isAccepted } from './consents.ts';
import { sha256OfFile } from './file-hash.ts';
import { addFile, missingFiles, onDisk, putInUse } from './install.ts';
import { whileLocked } from './part-lock.ts';
import { fetchedFiles, knownVersions, partFile, partialFolder } from './store-layout.ts';

export interface ImportOutcome {
  model: string;
  version: string;
  state: 'imported' | 'here_already' | 'incomplete' | 'licence_not_accepted';
  /** Paths of files that the folder does not have. */
  missing: string[];
}

const MAX_FILES = 200_000;

/** Regular files below the folder with one of the sizes, links not followed. @throws AppError NOT_FOUND, USAGE */
async function candidates(folder: string, sizes: ReadonlySet<number>): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `The folder ${folder} cannot be read.`, { folder }, cause);
  });
  if (entries.length > MAX_FILES) throw new AppError('USAGE', `The folder ${folder} holds more than ${MAX_FILES} entries; name a smaller one.`, { folder });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if (sizes.has((await stat(file).catch(() => undefined))?.size ?? -1)) found.push(file);
  }
  return found;
}

/** The copy is what counts, so the copy is verified: the folder may change meanwhile. */
async function takeCopy(from: string, file: SourceFile, modelsFolder: string, add: (copy: string) => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const part = partFile(modelsFolder, file.sha256);
  await whileLocked(part, file.path, async () => {
    await onDisk(async () => {
      await rm(part, { force: true });
      await copyFile(from, part, constants.COPYFILE_FICLONE);
    });
    if (await onDisk(() => sha256OfFile(part, signal)) !== file.sha256) {
      await rm(part, { force: true });
      throw new AppError('MODEL_HASH_MISMATCH', `${from} changed while it was copied.`, { path: from });
    }
    await add(part);
  });
}

/**
 * Imports every version that the registry knows and of which the folder has any file. Versions that stay incomplete
 * keep what came, for a later import or pull.
 * @throws AppError NOT_FOUND, USAGE, DISK_FULL, OUTPUT_UNWRITABLE, MODEL_HASH_MISMATCH, CONFLICT, CANCELLED
 */
export async function importFolder(folder: string, entries: readonly WeightsEntry[], modelsFolder: string, signal?: AbortSignal): Promise<ImportOutcome[]> {
  const wanted = entries.flatMap((entry) => [...knownVersions(entry)].toReversed().map(([version, files]) => ({ entry, version, files })));
  const sizes = new Set(wanted.flatMap(({ files }) => fetchedFiles(files).map(([, file]) => file.sizeBytes)));
  const byHash = new Map<string, string>();
  for (const file of await candidates(folder, sizes)) byHash.set(await onDisk(() => sha256OfFile(file, signal)), file);
  await onDisk(() => mkdir(partialFolder(modelsFolder), { recursive: true }));

  const outcomes: ImportOutcome[] = [];
  for (const { entry, version, files } of wanted) {
    if (!fetchedFiles(files).some(([, file]) => byHash.has(file.sha256))) continue;
    const outcome = (state: ImportOutcome['state'], missing: readonly SourceFile[]): ImportOutcome => ({ model: entry.id, version, state, missing: missing.map((file) => file.path) });
    if (!await isAccepted(entry, modelsFolder)) {
      outcomes.push(outcome('licence_not_accepted', []));
      continue;
    }
    const lacking = await missingFiles(modelsFolder, entry.id, version, files, signal);
    for (const file of lacking) {
      const from = byHash.get(file.sha256);
      if (from !== undefined) await takeCopy(from, file, modelsFolder, (copy) => addFile(modelsFolder, entry.id, version, file, copy), signal);
    }
    const still = lacking.filter((file) => !byHash.has(file.sha256));
    if (still.length === 0) await putInUse(modelsFolder, entry.id, version);
    outcomes.push(outcome(still.length > 0 ? 'incomplete' : lacking.length > 0 ? 'imported' : 'here_already', still));
  }
  return outcomes;
}
