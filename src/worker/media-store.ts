/** Media on the instance, by their hash: received in resumable pieces and checked, or lent: a local file, or an address on loopback. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LocalMedia, MediaState } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import { sha256OfFile } from '../media/index.ts';

export interface MediaStore {
  state(sha256: string): Promise<MediaState>;
  /** Appends at `offset`, which must be where the file ends now; checks the hash once `sizeBytes` are there. */
  receive(sha256: string, offset: number, sizeBytes: number, body: Readable): Promise<MediaState>;
  /** Uses a file of this machine where it lies, or an address that answers ranges; nothing is copied, and wiping leaves it alone. */
  lend(sha256: string, source: LocalMedia): Promise<MediaState>;
  /** Path or address. @throws AppError NOT_FOUND until the medium is complete */
  placeOf(sha256: string): Promise<string>;
}

/** A source that does not answer by then is gone. */
const ANSWER_LIMIT_MS = 5_000;

const sizeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.size;

async function sizeAt(url: string): Promise<number | undefined> {
  const reply = await fetch(url, { method: 'HEAD', redirect: 'error', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).catch(() => undefined);
  const length = reply?.ok === true ? reply.headers.get('content-length') : null;
  return length === null ? undefined : Number(length);
}

const sizeOfLent = (source: LocalMedia): Promise<number | undefined> => ('url' in source ? sizeAt(source.url) : sizeOf(source.path));

export function openMediaStore(folder: string): MediaStore {
  const lent = new Map<string, LocalMedia>();
  const finished = (sha256: string): string => path.join(folder, sha256);
  const partial = (sha256: string): string => path.join(folder, `${sha256}.part`);

  async function state(sha256: string): Promise<MediaState> {
    const source = lent.get(sha256);
    const complete = await sizeOfLent(source ?? { path: finished(sha256) });
    if (complete !== undefined) return { sha256, receivedBytes: complete, complete: true };
    return { sha256, receivedBytes: await sizeOf(partial(sha256)) ?? 0, complete: false };
  }

  return {
    state,
    async receive(sha256, offset, sizeBytes, body) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const before = await state(sha256);
      if (before.complete) {
        body.resume();
        return before;
      }
      if (offset !== before.receivedBytes) throw new AppError('CONFLICT', `${before.receivedBytes} bytes are here, so the next piece starts there and not at ${offset}.`);
      await pipeline(body, createWriteStream(partial(sha256), { flags: offset === 0 ? 'w' : 'a', mode: 0o600 }));
      const after = await state(sha256);
      if (after.receivedBytes < sizeBytes) return after;
      if ((await sha256OfFile(partial(sha256))).sha256 !== sha256) {
        await rm(partial(sha256), { force: true });
        throw new AppError('MEDIA_HASH_MISMATCH', 'The medium that arrived does not have the announced hash; it was deleted.');
      }
      await rename(partial(sha256), finished(sha256));
      return state(sha256);
    },
    async lend(sha256, source) {
      if ('path' in source && !path.isAbsolute(source.path)) throw new AppError('INVALID_MESSAGE', 'A local medium needs an absolute path.');
      const name = 'path' in source ? `There is no file ${path.basename(source.path)}.` : 'The medium that was lent cannot be read at its address.'; // which is a secret
      if (await sizeOfLent(source) === undefined) throw new AppError('MEDIA_MISSING', name);
      lent.set(sha256, source);
      return state(sha256);
    },
    async placeOf(sha256) {
      if (!(await state(sha256)).complete) throw new AppError('NOT_FOUND', 'This medium is not here, or not completely.');
      const source = lent.get(sha256);
      if (source === undefined) return finished(sha256);
      return 'url' in source ? source.url : source.path;
    },
  };
}
