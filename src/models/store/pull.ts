/** Fetches a model into the store: asks first, loads what is missing, verifies, then puts it in use. */
import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { AppError } from '../../kernel/app-error.ts';
import type { SourceFile, WeightsEntry } from '../model-entry.ts';
import { verifiedPath } from '../package-files.ts';
import { checkName } from './accepted-format.ts';
import { demandConsent } from './consents.ts';
import { downloadFile } from './download.ts';
import { sha256OfFile } from './file-hash.ts';
import { addressOf, checkOnHub, licenceDiffers, licenceOnHub, type Hub } from './hub.ts';
import { addFile, missingFiles, onDisk, putInUse } from './install.ts';
import { defaultNetwork, type Network } from './network.ts';
import { whileLocked } from './part-lock.ts';
import { isModelId, partFile, partialFolder, versionOf } from './store-layout.ts';

export interface PullOptions {
  modelsFolder: string;
  hub: Hub;
  signal?: AbortSignal;
  /** Bytes that are here, of all bytes of the model's fetched files. */
  onProgress?: (hereBytes: number, sizeBytes: number) => void;
  /** The hub states another licence than the registry does. */
  onOtherLicence?: (told: string) => void;
  network?: Network;
}

export type PullOutcome =
  | { state: 'in_package' }
  | { state: 'here_already' | 'pulled'; version: string };

/** Room that a download leaves free on the disk. */
const SPARE_BYTES = 64 << 20;

const partBytes = async (modelsFolder: string, file: SourceFile): Promise<number> => (await stat(partFile(modelsFolder, file.sha256)).catch(() => undefined))?.size ?? 0;

/** @throws AppError DISK_FULL before anything is loaded that would not fit */
async function checkRoom(modelsFolder: string, missing: readonly SourceFile[]): Promise<void> {
  await onDisk(() => mkdir(partialFolder(modelsFolder), { recursive: true }));
  let needed = 0;
  for (const file of missing) needed += Math.max(0, file.sizeBytes - await partBytes(modelsFolder, file));
  const { bavail, bsize } = await statfs(modelsFolder);
  const free = bavail * bsize;
  if (needed + SPARE_BYTES > free) throw new AppError('DISK_FULL', `${needed} bytes are to be loaded, ${free} are free below ${modelsFolder}.`, { needed, free });
}

async function askHub(entry: WeightsEntry, missing: readonly SourceFile[], { hub, signal, onOtherLicence }: PullOptions, network: Network): Promise<void> {
  const asking = { hub, network, signal };
  const repositories = new Map(missing.flatMap(({ hub: source }) => (source ? [[`${source.repository}@${source.revision}`, source] as const] : [])));
  for (const source of repositories.values()) {
    const told = await licenceOnHub(asking, source);
    if (told !== undefined && licenceDiffers(entry, told)) onOtherLicence?.(told);
  }
  for (const file of missing) if (file.hub) await checkOnHub(asking, file, file.hub);
}

/** Leaves a verified part file. One that was made of several pieces gets a second chance in one piece. */
async function fetchPart(file: SourceFile, { modelsFolder, hub, signal }: PullOptions, network: Network, onProgress: (hereBytes: number) => void): Promise<string> {
  const part = partFile(modelsFolder, file.sha256);
  const request = { ...addressOf(file, hub), part, sizeBytes: file.sizeBytes, name: file.path, onProgress, ...(signal ? { signal } : {}) };
  for (;;) {
    const { pieces } = await downloadFile(network, request).catch(async (error: unknown) => {
      if (error instanceof AppError && error.code === 'MODEL_HASH_MISMATCH') await rm(part, { force: true });
      throw error;
    });
    const actual = await onDisk(() => sha256OfFile(part, signal));
    if (actual === file.sha256) return part;
    await rm(part, { force: true });
    if (pieces < 2) throw new AppError('MODEL_HASH_MISMATCH', `${file.path} from ${request.url.href} has SHA-256 ${actual}, AIMA knows it with ${file.sha256}.`, { expected: file.sha256, actual });
  }
}

/** Packages bring their files themselves; here they are only verified. @throws AppError MODEL_MISSING, MODEL_CORRUPT */
async function checkPackages(entry: WeightsEntry, { modelsFolder, signal }: PullOptions): Promise<void> {
  for (const file of Object.values(entry.files)) if (file.package !== undefined) await verifiedPath(file, modelsFolder, signal);
}

/**
 * Makes the registry's version of the model the one in use. What an interrupted pull left behind is used; a damaged
 * version is repaired.
 * @throws AppError LICENCE_NOT_ACCEPTED, MODEL_UNSUPPORTED, MODEL_HASH_MISMATCH, DOWNLOAD_FAILED, DOWNLOAD_REFUSED,
 *   DISK_FULL, OUTPUT_UNWRITABLE, CONFLICT, CANCELLED; for files in packages MODEL_MISSING, MODEL_CORRUPT
 */
export async function pullModel(entry: WeightsEntry, options: PullOptions): Promise<PullOutcome> {
  const { modelsFolder, signal, onProgress, network = defaultNetwork } = options;
  await checkPackages(entry, options);
  const version = versionOf(entry.files);
  if (version === undefined) return { state: 'in_package' };
  await demandConsent(entry, modelsFolder);
  if (!isModelId(entry.id)) throw new AppError('MODEL_UNSUPPORTED', `'${entry.id}' cannot be a name in the store.`, { model: entry.id });
  for (const file of Object.values(entry.files)) checkName(file.path);
  const fetched = Object.values(entry.files).filter((file) => file.package === undefined);
  const missing = await missingFiles(modelsFolder, entry.id, version, entry.files, signal);
  if (missing.length === 0) {
    await putInUse(modelsFolder, entry.id, version);
    return { state: 'here_already', version };
  }
  await checkRoom(modelsFolder, missing);
  await askHub(entry, missing, options, network);
  const total = fetched.reduce((sum, file) => sum + file.sizeBytes, 0);
  let done = total - missing.reduce((sum, file) => sum + file.sizeBytes, 0);
  for (const file of missing) {
    await whileLocked(partFile(modelsFolder, file.sha256), file.path, async () => {
      const part = await fetchPart(file, options, network, (hereBytes) => onProgress?.(done + hereBytes, total));
      await addFile(modelsFolder, entry.id, version, file, part);
    });
    done += file.sizeBytes;
  }
  await putInUse(modelsFolder, entry.id, version);
  return { state: 'pulled', version };
}
