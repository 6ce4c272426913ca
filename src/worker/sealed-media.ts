/**
 * Media that lie on the instance as the server's storage keeps them: as ciphertext. The key comes by itself and stays in memory;
 * what reads a medium gets an address on loopback that decrypts the blocks it asks for.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MediaState, OpenSealed, SealedState } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
// Not by the room's door: behind it stands the client of object storages, which no rented machine needs.
import { openEncrypted } from '../storage/encrypted-file.ts';
import { keyFromBytes } from '../storage/key-wrapping.ts';
import { lendFile, type RangeSource } from '../storage/range-source.ts';
import type { ByteRange } from '../storage/storage-driver.ts';
import type { MediaStore } from './media-store.ts';

export interface SealedMedia {
  state(sha256: string): Promise<SealedState>;
  /** Appends at `offset`, which must be where the file ends now. @throws AppError CONFLICT */
  receive(sha256: string, offset: number, body: Readable): Promise<SealedState>;
  /** @throws AppError CONFLICT while bytes are missing, MEDIA_HASH_MISMATCH, KEY_UNAVAILABLE, STORED_FILE_DAMAGED */
  open(sha256: string, how: OpenSealed): Promise<MediaState>;
  /** Drops the keys and ends whoever reads. */
  forget(): Promise<void>;
}

/** As long as a timer can wait (24 days): a lent medium waits for its task, however long the queue. */
const LENT_MS = 2 ** 31 - 1;

const READ_BYTES = 2 ** 20;

/** The hash of a file that grows, as far as this process saw it grow. */
interface Grown { hash: Hash; bytes: number }

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

export function openSealedMedia(folder: string, media: MediaStore): SealedMedia {
  const sources = new Map<string, RangeSource>();
  const grown = new Map<string, Grown>();
  const fileOf = (sha256: string): string => path.join(folder, `${sha256}.sealed`);

  async function hashOf(sha256: string, sizeBytes: number): Promise<string> {
    const known = grown.get(sha256);
    if (known?.bytes === sizeBytes) return known.hash.copy().digest('hex');
    const hash = createHash('sha256');
    await pipeline(createReadStream(fileOf(sha256), { highWaterMark: READ_BYTES }), hash);
    return hash.digest('hex');
  }

  return {
    state: async (sha256) => ({ receivedBytes: await sizeOf(fileOf(sha256)) }),
    async receive(sha256, offset, body) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(sha256);
      const before = await sizeOf(file);
      if (offset !== before) throw new AppError('CONFLICT', `${before} bytes are here, so the next piece starts there and not at ${offset}.`);
      const known = grown.get(sha256);
      // Hashed on the way in; what came before this process, or was cut off within a piece, is read again at the end.
      const growing = offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : known?.bytes === offset ? known : undefined;
      grown.delete(sha256);
      const watch = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          growing?.hash.update(chunk);
          if (growing) growing.bytes += chunk.length;
          done(null, chunk);
        },
      });
      await pipeline(body, watch, createWriteStream(file, { flags: offset === 0 ? 'w' : 'a', mode: 0o600 }));
      if (growing) grown.set(sha256, growing);
      return { receivedBytes: await sizeOf(file) };
    },
    async open(sha256, { sizeBytes, sealedSha256, fileKey, context }) {
      const file = fileOf(sha256);
      const here = await sizeOf(file);
      if (here < sizeBytes) throw new AppError('CONFLICT', `${here} of ${sizeBytes} bytes are here.`);
      if (here > sizeBytes || await hashOf(sha256, sizeBytes) !== sealedSha256) {
        await rm(file, { force: true });
        grown.delete(sha256);
        throw new AppError('MEDIA_HASH_MISMATCH', 'The ciphertext that arrived does not have the announced hash; it was deleted.');
      }
      const read = ({ start, end }: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array> => createReadStream(file, { start, end: end - 1, ...(signal ? { signal } : {}) });
      const readable = await openEncrypted({ sizeBytes, read }, keyFromBytes(Buffer.from(fileKey, 'base64')), context);
      await sources.get(sha256)?.close();
      const source = await lendFile(readable, { idleMs: LENT_MS });
      sources.set(sha256, source);
      return media.lend(sha256, { url: source.url });
    },
    async forget() {
      await Promise.all([...sources.values()].map((source) => source.close()));
      sources.clear();
      grown.clear();
    },
  };
}
