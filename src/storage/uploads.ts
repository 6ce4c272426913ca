/**
 * Resumable writing of encrypted files, in a folder of this machine until they are complete. A broken connection loses nothing
 * that arrived; a killed process loses at most what arrived since the upload's last whole block.
 */
import { createHash, type Hash, type KeyObject } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { sealTrailer } from './block-cipher.ts';
import { blockWriter } from './block-writer.ts';
import { syncFolder } from './durable.ts';
import { openEncrypted, type ReadableFile, type SealedSource } from './encrypted-file.ts';
import { blockOffset, makeFooter, makeHeader, MAX_PLAINTEXT_BYTES, type FileContext } from './file-format.ts';
import { queuedWriter } from './queued-writer.ts';
import type { ByteRange, StorageDriver } from './storage-driver.ts';
import { singleName } from './storage-key.ts';
import { appendSegment, fingerprint, holdBack, journalFiles, offsetOf, recoverUpload, writeTail, type JournalFiles, type UploadState } from './upload-journal.ts';

/** Whoever calls keeps the file's key (wrapped) and sees to it that one process at a time writes to an upload. */
export interface UploadKey { uploadId: string; fileKey: KeyObject; context: FileContext }

export interface SealedUpload { sizeBytes: number; /** Hex, of the plaintext. */ sha256: string; /** Of the encrypted file. */ storedBytes: number }

export interface Uploads {
  /** @throws AppError CONFLICT if it exists */
  create(upload: UploadKey): Promise<void>;
  /** Plaintext bytes that are kept; where the client goes on. */
  offset(upload: UploadKey): Promise<number>;
  /**
   * Takes what comes until the source ends, fails or the signal aborts; all that arrived is kept and flushed either way.
   * @param options.offset where the client believes to go on; another one is a CONFLICT with `details.offset`
   * @param options.maxBytes the whole upload may not become larger: SOURCE_TOO_LARGE, what fitted is kept
   * @returns the new offset; if the source failed, its error is thrown after everything was kept
   */
  append(upload: UploadKey, source: AsyncIterable<Uint8Array>, options: { offset: number; maxBytes?: number; signal?: AbortSignal }): Promise<number>;
  /** Ends the upload: nothing can be appended any more. May be repeated. */
  seal(upload: UploadKey): Promise<SealedUpload>;
  /** Puts the sealed file under `key` and forgets the upload. */
  store(upload: UploadKey, driver: StorageDriver, key: string, signal?: AbortSignal): Promise<void>;
  /** Absent is success. */
  discard(uploadId: string): Promise<void>;
  list(): Promise<{ uploadId: string; modifiedAtMs: number }[]>;
}

/** SHA-256 as far as this process saw the plaintext go by; the rest is read back when the upload is sealed. */
interface HashSoFar { hash: Hash; bytes: number }

/** What this process knows of an upload between two requests; valid as long as the files have that fingerprint. */
interface LiveUpload { state?: UploadState; soFar: HashSoFar; seen: string; busy: boolean }

const fileSource = (file: string, sizeBytes: number): SealedSource => ({
  sizeBytes,
  async *read({ start, end }: ByteRange) {
    await using handle = await open(file, 'r');
    for (let at = start; at < end;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(2 ** 20, end - at)), 0, undefined, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  },
});

/** Writes the stretch; the state is right afterwards, whatever happened. */
async function writeStretch(files: JournalFiles, fileKey: KeyObject, state: UploadState, soFar: HashSoFar, source: AsyncIterable<Uint8Array>, limit: { maxBytes: number; signal: AbortSignal | undefined }): Promise<UploadState> {
  const start = offsetOf(state);
  const writer = blockWriter(fileKey, state.header, state.blocks, state.held);
  const segment = { firstBlock: state.blocks, salt: writer.salt };
  await using data = await open(files.data, 'r+');
  const queue = queuedWriter(data, blockOffset(state.blocks));
  let arrived = 0;
  let failure: unknown;
  try {
    for await (const chunk of source) {
      limit.signal?.throwIfAborted();
      const taken = chunk.subarray(0, Math.max(0, limit.maxBytes - start - arrived));
      if (soFar.bytes === start + arrived) {
        soFar.hash.update(taken);
        soFar.bytes += taken.length;
      }
      arrived += taken.length;
      const before = writer.blocks;
      const sealed = writer.push(taken);
      if (before === state.blocks && writer.blocks > before) await appendSegment(files.segments, segment);
      await queue.write(sealed);
      if (taken.length < chunk.length) throw new AppError('SOURCE_TOO_LARGE', `The upload is larger than ${limit.maxBytes} bytes.`);
    }
  } catch (error) {
    failure = error;
  }
  await queue.end();
  const held = Buffer.from(writer.held);
  if (arrived > 0) await writeTail(files.tail, { firstBlock: writer.blocks, salt: writer.salt }, writer.end('waiting'));
  // Not copied: an upload in tiny pieces has as many stretches as blocks.
  if (writer.blocks > state.blocks) state.segments.push(segment);
  const after: UploadState = { header: state.header, blocks: writer.blocks, held, segments: state.segments };
  if (failure !== undefined) throw new BrokenOff(after, failure);
  return after;
}

/** The source ended in an error; what arrived before is kept. */
class BrokenOff extends Error {
  readonly after: UploadState;
  constructor(after: UploadState, cause: unknown) {
    super('broken off', { cause });
    this.after = after;
  }
}

/** Writes last block, trailer and footer, flushes, and only then gives the file its other name. */
async function sealData(files: JournalFiles, fileKey: KeyObject, state: UploadState): Promise<void> {
  const writer = blockWriter(fileKey, state.header, state.blocks, state.held);
  const segments = [...state.segments, { firstBlock: state.blocks, salt: writer.salt }];
  const trailer = sealTrailer(fileKey, state.header, { sizeBytes: offsetOf(state), segments });
  const data = await open(files.data, 'r+');
  try {
    const queue = queuedWriter(data, blockOffset(state.blocks));
    await queue.write([...writer.end('last'), trailer, makeFooter(trailer.length)]);
    await queue.end();
  } finally {
    await data.close();
  }
  await rename(files.data, files.sealed);
  await syncFolder(path.dirname(files.sealed));
}

async function openSealed(files: JournalFiles, { fileKey, context }: UploadKey): Promise<{ file: ReadableFile; storedBytes: number } | undefined> {
  const found = await stat(files.sealed).catch(() => undefined);
  if (!found) return undefined;
  return { file: await openEncrypted(fileSource(files.sealed, found.size), fileKey, context), storedBytes: found.size };
}

const newHash = (): HashSoFar => ({ hash: createHash('sha256'), bytes: 0 });

async function appendTo(files: JournalFiles, upload: UploadKey, live: LiveUpload, source: AsyncIterable<Uint8Array>, options: Parameters<Uploads['append']>[2]): Promise<number> {
  const state = live.state ?? await recoverUpload(files, upload.fileKey, upload.context);
  const offset = offsetOf(state);
  if (offset !== options.offset) throw new AppError('CONFLICT', `The upload goes on at byte ${offset}, not ${options.offset}.`, { offset });
  // Until the stretch has ended its state is on the disk only: whatever fails below, the next request looks there.
  delete live.state;
  if (live.soFar.bytes > offset) live.soFar = newHash();
  try {
    live.state = await writeStretch(files, upload.fileKey, state, live.soFar, source, { maxBytes: options.maxBytes ?? MAX_PLAINTEXT_BYTES, signal: options.signal });
  } catch (error) {
    if (!(error instanceof BrokenOff)) {
      live.soFar = newHash();
      throw error;
    }
    live.state = error.after;
    throw error.cause;
  }
  return offsetOf(live.state);
}

async function sealUpload(files: JournalFiles, upload: UploadKey, live: LiveUpload): Promise<SealedUpload> {
  let sealed = await openSealed(files, upload);
  if (!sealed) {
    const state = live.state ?? await recoverUpload(files, upload.fileKey, upload.context);
    delete live.state;
    await sealData(files, upload.fileKey, await holdBack(files, upload.fileKey, state));
    sealed = await openSealed(files, upload);
  }
  if (!sealed) throw new AppError('NOT_FOUND', 'There is no such upload.');
  const { file, storedBytes } = sealed;
  if (live.soFar.bytes > file.sizeBytes) live.soFar = newHash();
  for await (const chunk of file.read({ start: live.soFar.bytes, end: file.sizeBytes })) {
    live.soFar.hash.update(chunk);
    live.soFar.bytes += chunk.length;
  }
  return { sizeBytes: file.sizeBytes, sha256: live.soFar.hash.copy().digest('hex'), storedBytes };
}

/** @param folder of this machine, readable by its owner alone; made where it is missing */
export async function openUploads(folder: string): Promise<Uploads> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => { throw toAppError(error); });
  const known = new Map<string, LiveUpload>();
  const folderOf = (uploadId: string): string => path.join(folder, singleName(uploadId));

  /** One operation at a time for each upload, inside this process. */
  async function alone<Result>(uploadId: string, work: (files: JournalFiles, live: LiveUpload) => Promise<Result>): Promise<Result> {
    const files = journalFiles(folderOf(uploadId));
    const live = known.get(uploadId) ?? { soFar: newHash(), seen: '', busy: false };
    if (live.busy) throw new AppError('CONFLICT', 'Somebody writes to this upload at the moment.');
    known.set(uploadId, live);
    live.busy = true;
    try {
      if (await fingerprint(files) !== live.seen) {
        delete live.state;
        live.soFar = newHash();
      }
      return await work(files, live);
    } catch (error) {
      throw toAppError(error);
    } finally {
      live.seen = await fingerprint(files);
      live.busy = false;
      if (live.soFar.bytes === 0 && !live.state) known.delete(uploadId);
    }
  }

  return {
    create: ({ uploadId, fileKey, context }) => alone(uploadId, async (files, live) => {
      await mkdir(folderOf(uploadId), { mode: 0o700 }).catch((error: unknown) => { throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? new AppError('CONFLICT', 'This upload exists already.', {}, error) : error; });
      const header = makeHeader(fileKey, context);
      await using handle = await open(files.data, 'wx', 0o600);
      await handle.write(header);
      await handle.sync();
      await syncFolder(folderOf(uploadId));
      await syncFolder(folder);
      live.state = { header, blocks: 0, segments: [], held: Buffer.alloc(0) };
    }),
    offset: (upload) => alone(upload.uploadId, async (files, live) => {
      const sealed = await openSealed(files, upload);
      if (sealed) return sealed.file.sizeBytes;
      live.state ??= await recoverUpload(files, upload.fileKey, upload.context);
      return offsetOf(live.state);
    }),
    append: (upload, source, options) => alone(upload.uploadId, (files, live) => appendTo(files, upload, live, source, options)),
    seal: (upload) => alone(upload.uploadId, (files, live) => sealUpload(files, upload, live)),
    store: (upload, driver, key, signal) => alone(upload.uploadId, async (files, live) => {
      // Repeated after a crash: the file is in its place already.
      if (await openSealed(files, upload)) await driver.moveIn(key, files.sealed, signal);
      else if (!await driver.stat(key, signal)) throw new AppError('CONFLICT', 'The upload is not sealed yet.');
      await rm(folderOf(upload.uploadId), { recursive: true, force: true });
      live.soFar = newHash();
    }),
    discard: (uploadId) => alone(uploadId, async (_, live) => {
      delete live.state;
      live.soFar = newHash();
      await rm(folderOf(uploadId), { recursive: true, force: true });
    }),
    async list() {
      const entries = await readdir(folder, { withFileTypes: true });
      return await Promise.all(entries.filter((entry) => entry.isDirectory()).map(async ({ name }) => ({ uploadId: name, modifiedAtMs: Math.round((await stat(path.join(folder, name))).mtimeMs) })));
    },
  };
}
