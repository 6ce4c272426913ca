/**
 * What lies on the disk of an upload that is not finished, all of it ciphertext or salts:
 *
 *   data      header and whole blocks; grows only
 *   segments  which stretch of writing begins at which block: records of block u32, salt 16
 *   tail      the incomplete block at the end: block u32, salt 16, ciphertext, tag; replaced as a whole
 *   sealed    the finished file (`data` renamed)
 */
import type { KeyObject } from 'node:crypto';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';
import { openBlocks, startSealing } from './block-cipher.ts';
import { writePrivateFile } from './durable.ts';
import { BLOCK_BYTES, blockOffset, checkHeader, HEADER_BYTES, SALT_BYTES, SEALED_BLOCK_BYTES, TAG_BYTES, type FileContext, type Segment } from './file-format.ts';

const RECORD_BYTES = 4 + SALT_BYTES;

export interface JournalFiles { data: string; segments: string; tail: string; sealed: string }

export const journalFiles = (folder: string): JournalFiles => ({
  data: path.join(folder, 'data'), segments: path.join(folder, 'segments'), tail: path.join(folder, 'tail'), sealed: path.join(folder, 'sealed'),
});

/** Where an upload stands: so many whole blocks, and what is held of the next one, 0..65,536 bytes. */
export interface UploadState { header: Buffer; blocks: number; segments: Segment[]; held: Buffer }

export const offsetOf = ({ blocks, held }: UploadState): number => blocks * BLOCK_BYTES + held.length;

const isAbsent = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
const contentOf = (file: string): Promise<Buffer> => readFile(file).catch((error: unknown) => { if (isAbsent(error)) return Buffer.alloc(0); throw error; });

const pack = ({ firstBlock, salt }: Segment): Buffer => {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeUInt32BE(firstBlock);
  record.set(salt, 4);
  return record;
};

const unpack = (record: Buffer): Segment => ({ firstBlock: record.readUInt32BE(), salt: Buffer.from(record.subarray(4, RECORD_BYTES)) });

/** Changes whenever anybody, another process too, writes to the upload. */
export async function fingerprint(files: JournalFiles): Promise<string> {
  const told = await Promise.all([files.data, files.sealed, files.tail].map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return told.map((each) => (each ? `${each.ino} ${each.size} ${each.mtimeNs}` : '-')).join(', ');
}

/** Rising first blocks; of several that begin at one block the last one counts, because nothing of the others is left. */
function readSegments(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const next = unpack(bytes.subarray(at, at + RECORD_BYTES));
    while ((segments.at(-1)?.firstBlock ?? -1) >= next.firstBlock) segments.pop();
    segments.push(next);
  }
  return segments;
}

/** Appends and flushes; a record that an earlier crash tore is cut off first. */
export async function appendSegment(file: string, segment: Segment): Promise<void> {
  await using handle = await open(file, 'a', 0o600);
  const { size } = await handle.stat();
  if (size % RECORD_BYTES !== 0) await handle.truncate(size - (size % RECORD_BYTES));
  await handle.write(pack(segment));
  await handle.sync();
}

export const writeTail = (file: string, segment: Segment, sealed: readonly Uint8Array[]): Promise<void> =>
  writePrivateFile(file, Buffer.concat([pack(segment), ...sealed]));

/**
 * The held bytes, if the tail continues exactly where the whole blocks end (a block that was completed since outdates it) and
 * is what was written; otherwise the upload goes on at the last whole block.
 */
function openTail(tail: Buffer, fileKey: KeyObject, header: Buffer, blocks: number): Buffer {
  if (tail.length < RECORD_BYTES + TAG_BYTES) return Buffer.alloc(0);
  const { firstBlock, salt } = unpack(tail);
  if (firstBlock !== blocks) return Buffer.alloc(0);
  try {
    return openBlocks(fileKey, header, salt)(blocks, 'waiting', tail.subarray(RECORD_BYTES));
  } catch {
    return Buffer.alloc(0);
  }
}

/** @returns the first block from `first` on that is not what was written, at most `end` */
async function firstBad(data: FileHandle, fileKey: KeyObject, header: Buffer, { firstBlock, salt }: Segment, end: number): Promise<number> {
  const decipher = openBlocks(fileKey, header, salt);
  const sealed = Buffer.alloc(SEALED_BLOCK_BYTES);
  for (let index = firstBlock; index < end; index++) {
    await data.read(sealed, 0, SEALED_BLOCK_BYTES, blockOffset(index));
    try {
      decipher(index, 'full', sealed);
    } catch {
      return index;
    }
  }
  return end;
}

/** The number of blocks that are what was written: the last stretch that wrote any may have been cut off, earlier ones were flushed. */
async function wholeBlocks(data: FileHandle, fileKey: KeyObject, header: Buffer, segments: readonly Segment[]): Promise<number> {
  const { size } = await data.stat();
  let end = Math.floor(Math.max(0, size - HEADER_BYTES) / SEALED_BLOCK_BYTES);
  for (const segment of segments.toReversed()) {
    if (segment.firstBlock >= end) continue;
    const whole = await firstBad(data, fileKey, header, segment, end);
    if (whole > segment.firstBlock) return whole;
    end = segment.firstBlock;
  }
  return 0;
}

const below = (segments: readonly Segment[], end: number): Segment[] => segments.filter(({ firstBlock }) => firstBlock < end);

/** Looks at the disk and cuts off what a crash left incomplete. @throws AppError NOT_FOUND, KEY_UNAVAILABLE, STORED_FILE_DAMAGED */
export async function recoverUpload(files: JournalFiles, fileKey: KeyObject, context: FileContext): Promise<UploadState> {
  await using data = await open(files.data, 'r+').catch((error: unknown) => { throw isAbsent(error) ? new AppError('NOT_FOUND', 'There is no such upload.', {}, error) : error; });
  const header = Buffer.alloc(HEADER_BYTES);
  await data.read(header, 0, HEADER_BYTES, 0);
  checkHeader(header, fileKey, context);
  const segments = readSegments(await contentOf(files.segments));
  const blocks = await wholeBlocks(data, fileKey, header, segments);
  await data.truncate(blockOffset(blocks));
  await data.sync();
  return { header, blocks, segments: below(segments, blocks), held: openTail(await contentOf(files.tail), fileKey, header, blocks) };
}

/**
 * Where whole blocks are all there is (a crash lost the tail) and nothing more comes, the last of them is held back again, because
 * it must be sealed as the last. It lies in a tail before it leaves the file. @throws what the disk says; then nothing changed
 */
export async function holdBack(files: JournalFiles, fileKey: KeyObject, state: UploadState): Promise<UploadState> {
  const { header, blocks, segments, held } = state;
  if (held.length > 0 || blocks === 0) return state;
  await using data = await open(files.data, 'r+');
  const index = blocks - 1;
  const sealed = Buffer.alloc(SEALED_BLOCK_BYTES);
  await data.read(sealed, 0, SEALED_BLOCK_BYTES, blockOffset(index));
  const block = openBlocks(fileKey, header, segments.at(-1)?.salt ?? Buffer.alloc(SALT_BYTES))(index, 'full', sealed);
  const sealer = startSealing(fileKey, header);
  await writeTail(files.tail, { firstBlock: index, salt: sealer.salt }, sealer.seal(index, 'waiting', block));
  await data.truncate(blockOffset(index));
  await data.sync();
  return { header, blocks: index, segments: below(segments, index), held: block };
}
