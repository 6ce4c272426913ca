/** A medium to the worker as the storage keeps it, and then its key. */
import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { MediaState, SealedState, type OpenSealed } from '@aima/contract';
import type { ByteRange, FileAccess } from '../storage/index.ts';

/** Ciphertext as it lies in the storage. */
export interface SealedMedium {
  sizeBytes: number;
  read(range: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface SendSealedOptions {
  signal?: AbortSignal;
  onProgress?(sentBytes: number): void;
}

/** One request to the worker; its refusals are AppErrors. */
export type Ask = (method: string, path: string, options?: {
  body?: string | ReadableStream<Uint8Array>;
  type?: string;
  signal?: AbortSignal | undefined;
  /** Without the limit that short answers keep. */
  endless?: boolean;
}) => Promise<Response>;

/** One body as a stream; refusals are AppErrors. */
export type Put = (path: string, body: Readable, signal: AbortSignal | undefined) => Promise<void>;

/** Puts bytes behind the `offset` bytes of a medium that are there already. */
export type AppendSealed = (sha256: string, offset: number, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) => Promise<void>;

export interface Ways { ask: Ask; append: AppendSealed; /** Without a limit for how long one call takes. */ whole: boolean }

/** Through the worker's own door. */
export const appendByDoor = (put: Put): AppendSealed => (sha256, offset, bytes, signal) => put(`/v1/media/${sha256}/sealed?offset=${offset}`, Readable.from(bytes, { objectMode: false }), signal);

/** Checking the hash of a large file that was sent in pieces reads it once more. */
const OPEN_LIMIT_MS = 600_000;
/** At 2 Mbit/s it takes less than five minutes. */
const FIRST_PIECE_BYTES = 64 * 2 ** 20;
const LONGEST_PIECE_BYTES = 2 ** 30;
/** A piece that took less may be followed by one of twice its size. */
const SHORT_MS = 10_000;

async function sendPiece(append: AppendSealed, sha256: string, medium: SealedMedium, piece: ByteRange, hash: Hash, { signal, onProgress }: SendSealedOptions): Promise<void> {
  let failure: unknown;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let sent = piece.start;
    try {
      for await (const chunk of medium.read(piece, signal)) {
        hash.update(chunk);
        yield chunk;
        sent += chunk.length;
        onProgress?.(sent);
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  // What broke the reading here says more than that the connection broke.
  await append(sha256, piece.start, bytes(), signal).catch((error: unknown) => { throw failure ?? error; });
}

/** In several requests, none of them so long that a client's own limit for an answer (5 minutes in Node's fetch) could end it. */
async function sendRest({ append, whole }: Ways, sha256: string, medium: SealedMedium, offset: number, hash: Hash, options: SendSealedOptions): Promise<void> {
  let size = whole ? medium.sizeBytes : FIRST_PIECE_BYTES;
  for (let start = offset; start < medium.sizeBytes;) {
    const end = Math.min(medium.sizeBytes, start + size);
    const begun = performance.now();
    await sendPiece(append, sha256, medium, { start, end }, hash, options);
    if (performance.now() - begun < SHORT_MS) size = Math.min(size * 2, LONGEST_PIECE_BYTES);
    start = end;
  }
}

export async function sendSealed(ways: Ways, sha256: string, medium: SealedMedium, { fileKey, context }: FileAccess, options: SendSealedOptions): Promise<MediaState> {
  const { signal } = options;
  const { ask } = ways;
  const path = `/v1/media/${sha256}/sealed`;
  const { sizeBytes } = medium;
  const { receivedBytes } = SealedState.parse(await (await ask('GET', path, { signal })).json());
  const offset = Math.min(receivedBytes, sizeBytes);
  const hash = createHash('sha256');
  if (offset > 0) for await (const chunk of medium.read({ start: 0, end: offset }, signal)) hash.update(chunk);
  await sendRest(ways, sha256, medium, offset, hash, options);
  const how: OpenSealed = { sizeBytes, sealedSha256: hash.digest('hex'), fileKey: fileKey.export().toString('base64'), context };
  const limit = AbortSignal.timeout(OPEN_LIMIT_MS);
  const opened = await ask('POST', path, { body: JSON.stringify(how), type: 'application/json', signal: signal ? AbortSignal.any([signal, limit]) : limit, endless: true });
  return MediaState.parse(await opened.json());
}
