/** Reads any range of an encrypted file and fetches only the blocks that hold it. */
import type { KeyObject } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';
import { openBlocks, openTrailer } from './block-cipher.ts';
import { BLOCK_BYTES, blockCount, blockOffset, checkHeader, damaged, FOOTER_BYTES, HEADER_BYTES, readFooter, sealedBytes, SEALED_BLOCK_BYTES, type FileContext, type Segment, type Trailer } from './file-format.ts';
import type { ByteRange } from './storage-driver.ts';

/** Where ciphertext comes from. */
export interface SealedSource {
  sizeBytes: number;
  read(range: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A file in plaintext, as far as anyone asks for it. */
export interface ReadableFile {
  readonly sizeBytes: number;
  /** Every byte that is handed out was authenticated. @throws AppError INVALID_MESSAGE, STORED_FILE_DAMAGED, and what the driver throws */
  read(range?: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

async function gather(source: SealedSource, range: ByteRange, signal: AbortSignal | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(range, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Cuts a stream into pieces of one block each; the last may be shorter. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    let at = 0;
    if (rest.length > 0) {
      at = Math.min(SEALED_BLOCK_BYTES - rest.length, chunk.length);
      rest = Buffer.concat([rest, chunk.subarray(0, at)]);
      if (rest.length < SEALED_BLOCK_BYTES) continue;
      yield rest;
    }
    for (; chunk.length - at >= SEALED_BLOCK_BYTES; at += SEALED_BLOCK_BYTES) yield chunk.subarray(at, at + SEALED_BLOCK_BYTES);
    rest = chunk.subarray(at);
  }
  if (rest.length > 0) yield rest;
}

/** The stretch of a block: the last one that begins at or before it. */
function segmentOf(segments: readonly Segment[], block: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.firstBlock ?? 0) <= block) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The decipherer of each block in turn; keys are derived once for every stretch. */
function decipherer(fileKey: KeyObject, header: Uint8Array, segments: readonly Segment[], blocks: number): (index: number, sealed: Uint8Array) => Buffer {
  let current = -1;
  let open: ReturnType<typeof openBlocks> | undefined;
  return (index, sealed) => {
    const at = segmentOf(segments, index);
    if (!open || at !== current) {
      const segment = segments[at];
      if (!segment) throw damaged('its table is empty');
      open = openBlocks(fileKey, header, segment.salt);
      current = at;
    }
    return open(index, index === blocks - 1 ? 'last' : 'full', sealed);
  };
}

async function* readRange(source: SealedSource, fileKey: KeyObject, header: Uint8Array, trailer: Trailer, range: ByteRange, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const { sizeBytes, segments } = trailer;
  const { start, end } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end > sizeBytes || start > end) throw new AppError('INVALID_MESSAGE', `Bytes ${start} to ${end} are not within the file of ${sizeBytes} bytes.`);
  if (start === end && sizeBytes > 0) return;
  const blocks = blockCount(sizeBytes);
  const decipher = decipherer(fileKey, header, segments, blocks);
  const first = Math.floor(start / BLOCK_BYTES);
  const behind = Math.max(first + 1, Math.ceil(end / BLOCK_BYTES));
  let index = first;
  const sealedEnd = Math.min(blockOffset(behind), sealedBytes(sizeBytes));
  for await (const piece of pieces(source.read({ start: blockOffset(first), end: sealedEnd }, signal))) {
    const plain = decipher(index, piece);
    const at = index * BLOCK_BYTES;
    index += 1;
    const wanted = plain.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (wanted.length > 0) yield wanted;
  }
  if (index !== behind) throw damaged(`block ${index} is missing`);
}

/** Checks header and trailer. @throws AppError KEY_UNAVAILABLE (wrong key), STORED_FILE_DAMAGED (cut off, changed, another file's) */
export async function openEncrypted(source: SealedSource, fileKey: KeyObject, context: FileContext, signal?: AbortSignal): Promise<ReadableFile> {
  if (source.sizeBytes < HEADER_BYTES + FOOTER_BYTES) throw damaged('it is too short');
  const header = await gather(source, { start: 0, end: HEADER_BYTES }, signal);
  checkHeader(header, fileKey, context);
  const end = source.sizeBytes - FOOTER_BYTES;
  const trailerBytes = readFooter(await gather(source, { start: end, end: source.sizeBytes }, signal), source.sizeBytes);
  const trailer = openTrailer(fileKey, header, await gather(source, { start: end - trailerBytes, end }, signal));
  if (sealedBytes(trailer.sizeBytes) !== end - trailerBytes) throw damaged('its length is not what was written');
  const { sizeBytes } = trailer;
  return {
    sizeBytes,
    read: (range = { start: 0, end: sizeBytes }, readSignal) => readRange(source, fileKey, header, trailer, range, readSignal),
  };
}
