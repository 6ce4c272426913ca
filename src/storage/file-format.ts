/**
 * Layout of an encrypted file, version 1 (docs/decisions/0008-storage.md). All numbers big-endian.
 *
 *   header   80  "AIMAFILE" · version u8 · log2 of the block size u8 · 6 zero bytes · context hash 32 · key commitment 32
 *   blocks       each 65,536 bytes of ciphertext (the last one 0..65,536) and a tag of 16
 *   trailer      salt 16 · ciphertext of (plaintext size u64 · count u32 · count × (first block u32 · salt 16)) · tag 16
 *   footer    8  length of the trailer u32 · "AEND"
 */
import { createHash, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';

const VERSION = 1;
const LOG2_BLOCK = 16;
export const BLOCK_BYTES = 2 ** LOG2_BLOCK;
export const TAG_BYTES = 16;
export const SEALED_BLOCK_BYTES = BLOCK_BYTES + TAG_BYTES;
export const HEADER_BYTES = 80;
export const SALT_BYTES = 16;
export const FOOTER_BYTES = 8;
/** The counter in a nonce has 32 bits. */
export const MAX_PLAINTEXT_BYTES = 2 ** 32 * BLOCK_BYTES;

const MAGIC = Buffer.from('AIMAFILE');
const END = Buffer.from('AEND');
const SEGMENT_BYTES = 4 + SALT_BYTES;

/** What a file belongs to. It stands in the header as a hash and is bound to every block. */
export interface FileContext { workspaceId: string; fileId: string }

/** Blocks from `firstBlock` on were written in one go, under a key that follows from the file's key and this salt. */
export interface Segment { firstBlock: number; salt: Uint8Array }

export interface Trailer { sizeBytes: number; segments: readonly Segment[] }

export const damaged = (what: string, cause?: unknown): AppError => new AppError('STORED_FILE_DAMAGED', `The stored file is damaged: ${what}.`, {}, cause);

/** HKDF-SHA256 (RFC 5869); `purpose` and length are part of the input, so no two uses share bytes. */
export function derive(fileKey: KeyObject, salt: Uint8Array, purpose: 'commitment' | 'blocks' | 'trailer', contextHash: Uint8Array, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, salt, Buffer.concat([Buffer.from(`aima file ${VERSION} ${purpose} ${bytes} `), contextHash]), bytes));
}

/** Lengths stand before the names, so no two pairs of names give the same bytes. */
function contextHash({ workspaceId, fileId }: FileContext): Buffer {
  const hash = createHash('sha256').update('aima file context 1');
  for (const name of [workspaceId, fileId]) {
    const bytes = Buffer.from(name);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}

/** The same for every file of that key and context: it holds nothing random. */
export function makeHeader(fileKey: KeyObject, context: FileContext): Buffer {
  const hash = contextHash(context);
  const start = Buffer.alloc(16);
  MAGIC.copy(start);
  start[8] = VERSION;
  start[9] = LOG2_BLOCK;
  return Buffer.concat([start, hash, derive(fileKey, start, 'commitment', hash, 32)]);
}

/** @throws AppError KEY_UNAVAILABLE for a wrong key, STORED_FILE_DAMAGED for anything else that is not this file's header */
export function checkHeader(header: Uint8Array, fileKey: KeyObject, context: FileContext): void {
  const expected = makeHeader(fileKey, context);
  if (header.length !== HEADER_BYTES || !timingSafeEqual(header.subarray(0, 8), MAGIC)) throw damaged('it does not begin as an encrypted file of AIMA');
  if (header[8] !== VERSION || header[9] !== LOG2_BLOCK) throw damaged(`its format ${header[8] ?? 0}.${header[9] ?? 0} is not known here`);
  if (!timingSafeEqual(header.subarray(10, 48), expected.subarray(10, 48))) throw damaged('it belongs to another file or workspace');
  if (!timingSafeEqual(header.subarray(48), expected.subarray(48))) throw new AppError('KEY_UNAVAILABLE', 'The key does not belong to this stored file.');
}

export function packTrailer({ sizeBytes, segments }: Trailer): Buffer {
  const packed = Buffer.alloc(12 + segments.length * SEGMENT_BYTES);
  packed.writeBigUInt64BE(BigInt(sizeBytes));
  packed.writeUInt32BE(segments.length, 8);
  for (const [i, { firstBlock, salt }] of segments.entries()) {
    packed.writeUInt32BE(firstBlock, 12 + i * SEGMENT_BYTES);
    packed.set(salt, 16 + i * SEGMENT_BYTES);
  }
  return packed;
}

/** Only for bytes that were authenticated. */
export function unpackTrailer(packed: Buffer): Trailer {
  const segments: Segment[] = [];
  for (let at = 12; at < packed.length; at += SEGMENT_BYTES) segments.push({ firstBlock: packed.readUInt32BE(at), salt: packed.subarray(at + 4, at + SEGMENT_BYTES) });
  return { sizeBytes: Number(packed.readBigUInt64BE()), segments };
}

export function makeFooter(trailerBytes: number): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES);
  footer.writeUInt32BE(trailerBytes);
  END.copy(footer, 4);
  return footer;
}

/** @returns the length of the trailer in bytes, which lies in front of the footer */
export function readFooter(footer: Buffer, fileBytes: number): number {
  const bytes = footer.length === FOOTER_BYTES && footer.subarray(4).equals(END) ? footer.readUInt32BE() : 0;
  if (bytes < SALT_BYTES + 12 + TAG_BYTES || HEADER_BYTES + bytes + FOOTER_BYTES > fileBytes) throw damaged('its end is missing');
  return bytes;
}

/** An empty file has one empty block, so that there always is a last one. */
export const blockCount = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / BLOCK_BYTES));

/** Where a block begins in the file. */
export const blockOffset = (index: number): number => HEADER_BYTES + index * SEALED_BLOCK_BYTES;

/** Size of header and blocks without trailer and footer. */
export const sealedBytes = (sizeBytes: number): number => HEADER_BYTES + sizeBytes + blockCount(sizeBytes) * TAG_BYTES;
