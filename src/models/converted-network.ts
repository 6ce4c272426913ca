/**
 * ONNX networks made from other formats: converted once, kept in `<models folder>/converted/`. A file's name
 * holds the key (package versions, converter, recipe, source hashes) and the hash of its own content, so one
 * rename publishes it completely, two processes that convert at once publish the same, and a damaged file is
 * seen and made anew.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ErrorCode } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { Conversion, ModelEntry } from './model-entry.ts';
import { packageVersion, readVerified, sha256 } from './package-files.ts';
import { CONVERTER_VERSION, type FileBytes } from './tfjs/convert.ts';
import type { ConversionReply, ConversionRequest } from './tfjs/convert-worker.ts';

const KEY_DIGITS = 16;

async function cacheKey(entry: ModelEntry, conversion: Conversion): Promise<string> {
  const files = Object.values(entry.files);
  const packages = [...new Set(files.flatMap((file) => file.package ?? []))];
  const versions = await Promise.all(packages.map(async (name) => `${name}@${await packageVersion(name)}`));
  const facts = JSON.stringify([CONVERTER_VERSION, versions, conversion, files.map((file) => file.sha256)]);
  return sha256(new TextEncoder().encode(facts)).slice(0, KEY_DIGITS);
}

async function readSources(entry: ModelEntry, modelsFolder: string): Promise<FileBytes> {
  const files = await Promise.all(Object.entries(entry.files).map(async ([role, file]) => [role, await readVerified(file, modelsFolder)] as const));
  return Object.fromEntries(files);
}

/** The converted file of this key, if it is there and whole. A damaged one is removed. */
async function readCached(folder: string, prefix: string): Promise<Uint8Array | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((candidate) => candidate.startsWith(prefix) && candidate.endsWith('.onnx'));
  if (name === undefined) return undefined;
  const file = path.join(folder, name);
  // Another process may have just removed it as damaged: then it is simply not there.
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  if (name === `${prefix}${sha256(bytes)}.onnx`) return bytes;
  await rm(file, { force: true });
  return undefined;
}

const convertInThread = (id: string, request: ConversionRequest): Promise<Uint8Array> => new Promise((resolve, reject) => {
  const worker = new Worker(new URL('./tfjs/convert-worker.ts', import.meta.url), { workerData: request });
  const fail = (code: ErrorCode, reason: string, cause?: unknown): void =>
    reject(new AppError(code, `The model ${id} could not be converted: ${reason}`, { model: id }, cause));
  worker.once('message', (reply: ConversionReply) => {
    if ('bytes' in reply) resolve(reply.bytes);
    else fail(reply.code, reply.message);
  });
  worker.once('error', (error: Error) => fail('MODEL_FAILED', error.message, error));
  worker.once('exit', () => fail('MODEL_FAILED', 'the thread ended without a result.'));
});

async function publish(folder: string, prefix: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(folder, `.${prefix}${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path.join(folder, `${prefix}${sha256(bytes)}.onnx`));
  } catch (error) {
    await rm(temporary, { force: true });
    throw toAppError(error);
  }
}

/**
 * The entry's network as ONNX; converted off the event loop at first use.
 * @throws AppError MODEL_MISSING, MODEL_CORRUPT (source files), MODEL_UNSUPPORTED, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function convertedNetwork(entry: ModelEntry, conversion: Conversion, modelsFolder: string): Promise<Uint8Array> {
  const folder = path.join(modelsFolder, 'converted');
  const prefix = `${entry.id}.${await cacheKey(entry, conversion)}.`;
  const cached = await readCached(folder, prefix);
  if (cached !== undefined) return cached;
  const files = await readSources(entry, modelsFolder);
  const bytes = await convertInThread(entry.id, { conversion, files });
  await publish(folder, prefix, bytes);
  return bytes;
}
