/**
 * Objects in a folder of this machine (or a mounted NAS). Folders of the key stay folders; below them names are spread over
 * two levels (`+ab/+cd/`, from their SHA-256), so that no folder grows large. `+` occurs in no key, so the two cannot be mixed up.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, opendir, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { syncFolder } from './durable.ts';
import type { ByteRange, StorageDriver, StoredObject } from './storage-driver.ts';
import { keySegments, prefixSegments } from './storage-key.ts';

const UNFINISHED = '.unfinished';
const READ_BYTES = 1024 * 1024;

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
const isOtherDisk = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EXDEV';

function fanOut(name: string): [string, string] {
  const hash = createHash('sha256').update(name).digest('hex');
  return [`+${hash.slice(0, 2)}`, `+${hash.slice(2, 4)}`];
}

/** Makes the missing folders below `root`, each of them flushed into the one above. */
async function makeFolders(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let each = folder; each.length >= first.length; each = path.dirname(each)) await syncFolder(path.dirname(each));
  await syncFolder(root);
}

async function* readFileRange(file: string, key: string, range: ByteRange | undefined, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  await using handle = await open(file, 'r').catch((error: unknown) => { throw isAbsent(error) ? new AppError('NOT_FOUND', `Nothing is stored under ${key}.`, {}, error) : error; });
  const { size } = await handle.stat();
  const { start, end } = range ?? { start: 0, end: size };
  if (start < 0 || end > size || start > end) throw new AppError('INVALID_MESSAGE', `Bytes ${start} to ${end} are not within the ${size} bytes of ${key}.`);
  for (let at = start; at < end;) {
    signal?.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(READ_BYTES, end - at)), 0, undefined, at);
    if (bytesRead === 0) throw new AppError('STORED_FILE_DAMAGED', `${key} became shorter while it was read.`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readStored(fileOf: () => string, key: string, range: ByteRange | undefined, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* readFileRange(fileOf(), key, range, signal);
  } catch (error) {
    throw toAppError(error);
  }
}

async function* walk(folder: string, key: string): AsyncGenerator<{ key: string; file: string }> {
  let entries: AsyncIterable<Dirent>;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const file = path.join(folder, entry.name);
    const spread = entry.name.startsWith('+');
    if (entry.isDirectory()) yield* walk(file, spread ? key : `${key}${entry.name}/`);
    else if (entry.isFile()) yield { key: `${key}${entry.name}`, file };
  }
}

const facts = async (key: string, file: string): Promise<StoredObject | undefined> => {
  try {
    const { size, mtimeMs } = await stat(file);
    return { key, sizeBytes: size, modifiedAtMs: Math.round(mtimeMs) };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

/** Writes all of it with mode 0600 and flushes it. */
async function writeFlushed(file: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<number> {
  await using handle = await open(file, 'wx', 0o600);
  let sizeBytes = 0;
  for await (const chunk of content) {
    signal?.throwIfAborted();
    for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at, chunk.length - at)).bytesWritten;
    sizeBytes += chunk.length;
  }
  signal?.throwIfAborted();
  await handle.sync();
  return sizeBytes;
}

async function sweepFolder(folder: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await facts(name, file);
    if (!found || Date.now() - found.modifiedAtMs < olderThanMs) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

async function* listFolder(root: string, prefix: string, signal: AbortSignal | undefined): AsyncGenerator<StoredObject> {
  for await (const { key, file } of walk(path.join(root, ...prefixSegments(prefix)), prefix)) {
    signal?.throwIfAborted();
    const found = await facts(key, file);
    if (found) yield found;
  }
}

async function removeFile(file: string): Promise<void> {
  try {
    await unlink(file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    if (!isAbsent(error)) throw toAppError(error);
  }
}

/** @param root folder of the objects; made with mode 0700 where it is missing */
export async function openLocalDriver(root: string): Promise<StorageDriver> {
  const unfinished = path.join(root, UNFINISHED);
  await mkdir(unfinished, { recursive: true, mode: 0o700 }).catch((error: unknown) => { throw toAppError(error); });
  const fileOf = (key: string): string => {
    const segments = keySegments(key);
    const name = segments[segments.length - 1] ?? '';
    return path.join(root, ...segments.slice(0, -1), ...fanOut(name), name);
  };
  const temporary = (): string => path.join(unfinished, randomBytes(12).toString('hex'));
  const place = async (from: string, key: string): Promise<void> => {
    const file = fileOf(key);
    await makeFolders(root, path.dirname(file));
    await rename(from, file);
    await syncFolder(path.dirname(file));
  };
  const write: StorageDriver['write'] = async (key, content, signal) => {
    keySegments(key);
    const from = temporary();
    try {
      const sizeBytes = await writeFlushed(from, content, signal);
      await place(from, key);
      return { sizeBytes };
    } catch (error) {
      await rm(from, { force: true });
      throw toAppError(error);
    }
  };
  return {
    kind: 'local',
    write,
    async moveIn(key, file, signal) {
      keySegments(key);
      signal?.throwIfAborted();
      const { size } = await stat(file).catch((error: unknown) => { throw toAppError(error); });
      try {
        await place(file, key);
      } catch (error) {
        if (!isOtherDisk(error)) throw toAppError(error);
        await write(key, readFileRange(file, key, undefined, signal), signal);
        await unlink(file);
      }
      return { sizeBytes: size };
    },
    read: (key, range, signal) => readStored(() => fileOf(key), key, range, signal),
    stat: async (key) => facts(key, fileOf(key)),
    delete: async (key) => removeFile(fileOf(key)),
    list: (prefix, signal) => listFolder(root, prefix, signal),
    async space() {
      const { bavail, blocks, bsize } = await statfs(root);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    },
    sweep: (olderThanMs) => sweepFolder(unfinished, olderThanMs),
    close: () => undefined,
  };
}
