/** Which files of which models a machine needs, where they lie here, and where they belong there. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WeightFile } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import { addressOf, findModel, locateModel, modelForRole, sha256OfFile, sourcePath, type Hub, type WeightsEntry } from '../models/store/index.ts';

/** What an analyzer says of a model that it uses; served kinds are no weights of ours. */
export interface NeededModel { id: string; kind: string; byRole?: boolean; optional?: boolean }

const SERVED_KINDS = new Set(['timed_speech_to_text', 'text_generation', 'vision_language']);

export interface Stock { entries: readonly WeightsEntry[]; modelsFolder: string }

/**
 * Entries of the models that a job loads, each once, with the version that is in use here. Of what is missing here nothing is
 * told: the worker says of each run what it lacked.
 */
export async function neededWeights(models: readonly NeededModel[], { entries, modelsFolder }: Stock): Promise<WeightsEntry[]> {
  const found = new Map<string, WeightsEntry>();
  for (const { id, kind, byRole } of models) {
    if (SERVED_KINDS.has(kind)) continue;
    try {
      const entry = byRole === true ? await modelForRole(id, entries, modelsFolder) : await locateModel(findModel(id, entries), modelsFolder);
      found.set(entry.id, entry);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return [...found.values()];
}

export interface PlacedWeight extends WeightFile {
  /** On this server; absent where it is only known where to fetch it. */
  source?: string;
}

const slashed = (file: string): string => file.split(path.sep).join('/');
const below = (folder: string, file: string): string => slashed(path.relative(folder, file));

/** A file that is not in any entry, such as a pointer of the store; absent where there is none. */
async function besides(model: string, place: WeightFile['place'], target: string, source: string): Promise<PlacedWeight[]> {
  const size = (await stat(source).catch(() => undefined))?.size;
  return size === undefined ? [] : [{ model, place, path: target, sha256: await sha256OfFile(source), sizeBytes: size, source }];
}

/** Networks that were converted here already, so that no machine does it again. Their names hold their hashes, which the worker checks. */
async function converted(id: string, modelsFolder: string): Promise<PlacedWeight[]> {
  const folder = path.join(modelsFolder, 'converted');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${id}.`) && name.endsWith('.onnx'));
  return (await Promise.all(names.map((name) => besides(id, 'models', `converted/${name}`, path.join(folder, name))))).flat();
}

/** Files of a located entry. */
async function filesOf(entry: WeightsEntry, modelsFolder: string, hub: Hub | undefined): Promise<PlacedWeight[]> {
  const files: PlacedWeight[] = [];
  for (const file of Object.values(entry.files)) {
    const source = sourcePath(file, modelsFolder);
    const facts = { model: entry.id, sha256: file.sha256, sizeBytes: file.sizeBytes };
    if (file.package !== undefined) {
      const folder = source.slice(0, source.length - file.path.length - 1);
      files.push({ ...facts, place: 'bundle', path: `node_modules/${file.package}/${file.path}`, source });
      // By which Node and we find the package.
      files.push(...await besides(entry.id, 'bundle', `node_modules/${file.package}/package.json`, path.join(folder, 'package.json')));
      continue;
    }
    const address = hub && (file.hub !== undefined || file.url !== undefined) ? addressOf(file, hub) : undefined;
    // What needs an account is sent from here; our account stays here.
    const url = address?.url.protocol === 'https:' && Object.keys(address.headers).length === 0 ? { url: address.url.href } : {};
    files.push({ ...facts, place: 'models', path: below(modelsFolder, source), source, ...url });
    if (file.stored) files.push(...await besides(entry.id, 'models', `store/${file.stored.model}/current.json`, path.join(modelsFolder, 'store', file.stored.model, 'current.json')));
  }
  return [...files, ...await converted(entry.id, modelsFolder)];
}

/** All files of these entries, each once. */
export async function weightFiles(entries: readonly WeightsEntry[], modelsFolder: string, hub?: Hub): Promise<PlacedWeight[]> {
  const all = (await Promise.all(entries.map((entry) => filesOf(entry, modelsFolder, hub)))).flat();
  const consents = entries.some((entry) => entry.needsConsent) ? await besides('consents', 'models', 'store/consents.json', path.join(modelsFolder, 'store', 'consents.json')) : [];
  return [...new Map([...all, ...consents].map((file) => [`${file.place}/${file.path}`, file])).values()];
}
