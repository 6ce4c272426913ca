/**
 * A user's own models as data: entries beside the registry's, in the same form, for the full tier. They are read
 * from `AIMA_MODEL_ENTRIES` (a JSON file with an entry or a list of them, or a folder of such files) and from
 * `entries/` in the models folder. Their bytes are fetched, hashed and kept like all others.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Sha256 } from '@aima/contract';
import { MODEL_ROLES } from '@aima/sdk';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { ModelEntry, WeightsEntry } from './model-entry.ts';
import { modelEntries } from './registry.ts';
import { checkName } from './store/accepted-format.ts';
import { checkedUrl } from './store/network.ts';
import { isModelId } from './store/store-layout.ts';

/** True where the check throws nothing. */
const passes = (check: (text: string) => unknown) => (text: string): boolean => {
  try {
    check(text);
    return true;
  } catch {
    return false;
  }
};

const Source = z.strictObject({
  hub: z.strictObject({ repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/), revision: z.string().regex(/^[0-9a-f]{40}$/, 'a full commit hash: a branch may move') }).optional(),
  url: z.string().refine(passes((text) => checkedUrl(text)), 'an https address').optional(),
  path: z.string().refine(passes(checkName), 'a relative path of an accepted format: ONNX, safetensors, GGUF or plain data'),
  sha256: Sha256,
  sizeBytes: z.int().positive(),
}).refine(({ hub, url }) => hub === undefined || url === undefined, 'either hub or url');

const three = z.tuple([z.number(), z.number(), z.number()]);
const Layout = z.strictObject({
  name: z.string(),
  type: z.enum(['float32', 'uint8', 'int32', 'int64']),
  dims: z.array(z.union([z.int().positive(), z.string()])),
  meaning: z.string().default(''),
  pixels: z.strictObject({ order: z.enum(['rgb', 'bgr']), mean: three, std: three }).optional(),
});

const OwnEntry = z.strictObject({
  id: z.string().refine(isModelId, 'lower-case letters and digits, with single dots and hyphens between'),
  task: z.string().min(1),
  role: z.enum(MODEL_ROLES).optional(),
  comparableWith: z.string().optional(),
  runtime: z.enum(['onnxruntime', 'sherpa-onnx', 'llama.cpp']).default('onnxruntime'),
  files: z.record(z.string(), Source).refine((files) => Object.keys(files).length > 0, 'at least one file'),
  memoryMiB: z.number().positive().default(200),
  batch: z.int().min(1).max(1024).optional(),
  licence: z.string().min(1),
  needsConsent: z.strictObject({ en: z.string(), de: z.string() }).optional(),
  origin: z.string().default('an entry of your own'),
  inputs: z.array(Layout).default([]),
  outputs: z.array(Layout).default([]),
  labels: z.union([z.array(z.string()), z.strictObject({ file: z.string(), before: z.array(z.string()).default([]), after: z.array(z.string()).default([]), column: z.string().optional() })]).optional(),
}).refine(({ role, comparableWith, files }) => role !== 'text-embedder' || (comparableWith !== undefined && 'tokenizer' in files), 'a text embedder names the image embedder that it is comparableWith, and a file tokenizer');

const invalid = (where: string, why: string): AppError => new AppError('MODEL_ENTRY_INVALID', `The model entry ${where} cannot be used: ${why}`, { entry: where });

/** zod's optional fields are absent, not undefined, in what it returns. */
function parseEntry(given: unknown, where: string): WeightsEntry | ModelEntry {
  const parsed = OwnEntry.safeParse(given);
  if (!parsed.success) throw invalid(where, z.prettifyError(parsed.error));
  const { runtime, files, ...rest } = parsed.data;
  const fetched = Object.fromEntries(Object.entries(files).map(([role, file]) => [role, file.hub === undefined && file.url === undefined ? { ...file, imported: true as const } : file]));
  // What JSON carried has no undefined fields; the types of zod cannot say so.
  const entry = { ...rest, tier: 'full', files: fetched } as unknown as Omit<WeightsEntry, 'runtime'>;
  if (rest.role === 'speech-enhancer' && runtime !== 'llama.cpp') return { ...entry, runtime, kind: 'speech_enhancement' };
  return runtime === 'onnxruntime' ? { ...entry, runtime, kind: 'tensor' } : { ...entry, runtime };
}

/** @throws AppError MODEL_ENTRY_INVALID for a wrong field, a known id, or one given twice */
export function parseOwnEntries(given: readonly { where: string; entry: unknown }[]): WeightsEntry[] {
  const taken = new Set(modelEntries.map(({ id }) => id));
  return given.map(({ where, entry }) => {
    const parsed = parseEntry(entry, where);
    if (taken.has(parsed.id)) throw invalid(where, `there is a model '${parsed.id}' already.`);
    taken.add(parsed.id);
    return parsed;
  });
}

/** Entries that the engine can run. */
export const isRunnable = (entry: WeightsEntry): entry is ModelEntry => 'kind' in entry;

async function jsonFiles(place: string): Promise<string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  return (await readdir(place)).filter((name) => name.endsWith('.json')).sort().map((name) => path.join(place, name));
}

async function readPlace(place: string): Promise<{ where: string; entry: unknown }[]> {
  const found: { where: string; entry: unknown }[] = [];
  for (const file of await jsonFiles(place)) {
    let content: unknown;
    try {
      content = JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      throw invalid(file, error instanceof Error ? error.message : String(error));
    }
    const entries: unknown[] = Array.isArray(content) ? content : [content];
    found.push(...entries.map((entry, i) => ({ where: entries.length > 1 ? `${file}, number ${i + 1}` : file, entry })));
  }
  return found;
}

export interface OwnEntries {
  entries: readonly WeightsEntry[];
  /** As they were written, for whoever checks them again: a worker. */
  given: readonly z.infer<ReturnType<typeof z.json>>[];
}

/** @throws AppError MODEL_ENTRY_INVALID, also where AIMA_MODEL_ENTRIES names nothing that can be read */
export async function readOwnEntries(env: Readonly<Record<string, string | undefined>>, modelsFolder: string): Promise<OwnEntries> {
  const named = env['AIMA_MODEL_ENTRIES'];
  const given = named === undefined || named === '' ? [] : await readPlace(path.resolve(named)).catch((error: unknown) => {
    throw error instanceof AppError ? error : invalid(named, error instanceof Error ? error.message : String(error));
  });
  const own = path.join(modelsFolder, 'entries');
  const standing = await stat(own).then(() => readPlace(own), () => []);
  const all = [...given, ...standing];
  return { entries: parseOwnEntries(all), given: z.array(z.json()).parse(all.map(({ entry }) => entry)) };
}
