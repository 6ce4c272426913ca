/** From an entry of the registry to the files that a load reads: fetched files are looked up in the store. */
import { AppError } from '../../kernel/app-error.ts';
import { isFetched, type ModelFiles, type WeightsEntry } from '../model-entry.ts';
import { demandConsent } from './consents.ts';
import { fetchedFiles, knownVersions, readPointer } from './store-layout.ts';

export const withPlaces = (files: ModelFiles, model: string, version: string): ModelFiles =>
  Object.fromEntries(Object.entries(files).map(([role, file]) => [role, isFetched(file) ? { ...file, stored: { model, version } } : file]));

/**
 * The entry with the files of the version in use: after a rollback those of the earlier one, so that hashes in the
 * provenance are those of what ran. An entry whose files all come with packages is returned as it is.
 * @throws AppError MODEL_MISSING with the command that fetches it, LICENCE_NOT_ACCEPTED
 */
export async function locateModel<E extends WeightsEntry>(entry: E, modelsFolder: string): Promise<E> {
  await demandConsent(entry, modelsFolder);
  if (fetchedFiles(entry.files).length === 0) return entry;
  const command = `Run: aima models pull ${entry.id}`;
  const pointer = await readPointer(modelsFolder, entry.id);
  if (pointer === undefined) throw new AppError('MODEL_MISSING', `The model ${entry.id} is not on this machine. ${command}`, { model: entry.id });
  const files = knownVersions(entry).get(pointer.version);
  if (files === undefined) throw new AppError('MODEL_MISSING', `The version of ${entry.id} on this machine is not one that this AIMA knows. ${command}`, { model: entry.id, version: pointer.version });
  return { ...entry, files: withPlaces(files, entry.id, pointer.version) };
}

const isAbsence = (error: unknown): error is AppError => error instanceof AppError && (error.code === 'MODEL_MISSING' || error.code === 'LICENCE_NOT_ACCEPTED');

/**
 * The first model of the role that is on this machine, in the order of the entries.
 * @throws AppError MODEL_MISSING or LICENCE_NOT_ACCEPTED about the first that could be
 */
export async function modelForRole<E extends WeightsEntry>(role: string, entries: readonly E[], modelsFolder: string): Promise<E> {
  let first: AppError | undefined;
  for (const entry of entries.filter((each) => each.role === role)) {
    try {
      return await locateModel(entry, modelsFolder);
    } catch (error) {
      if (!isAbsence(error)) throw error;
      first ??= error;
    }
  }
  throw first ?? new AppError('MODEL_MISSING', `No model is known for the role ${role}; docs/guides/models.md says how to bring one.`, { role });
}
