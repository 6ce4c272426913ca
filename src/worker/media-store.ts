/** Media on the instance, by their hash: received in resumable pieces and checked, or lent from a local path. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MediaState } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import { sha256OfFile } from '../media/index.ts';

export interface MediaStore {
  state(sha256: string): Promise<MediaState>;
  /** Appends at `offset`, which must be where the file ends now; checks the hash once `sizeBytes` are there. */
  receive(sha256: string, offset: number, sizeBytes: number, body: Readable): Promise<MediaState>;
  /** Uses a file of this machine where it lies; nothing is copied, and wiping leaves it alone. */
  lend(sha256: string, file: string): Promise<MediaState>;
  /** @throws AppError NOT_FOUND until the medium is complete */
  pathOf(sha256: string): Promise<string>;
}

const sizeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.size;

export function openMediaStore(folder: string): MediaStore {
  const lent = new Map<string, string>();
  const finished = (sha256: string): string => path.join(folder, sha256);
  const partial = (sha256: string): string => path.join(folder, `${sha256}.part`);

  async function state(sha256: string): Promise<MediaState> {
    const complete = await sizeOf(lent.get(sha256) ?? finished(sha256));
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
    async lend(sha256, file) {
      if (!path.isAbsolute(file)) throw new AppError('INVALID_MESSAGE', 'A local medium needs an absolute path.');
      if (await sizeOf(file) === undefined) throw new AppError('MEDIA_MISSING', `There is no file ${path.basename(file)}.`);
      lent.set(sha256, file);
      return state(sha256);
    },
    async pathOf(sha256) {
      if (!(await state(sha256)).complete) throw new AppError('NOT_FOUND', 'This medium is not here, or not completely.');
      return lent.get(sha256) ?? finished(sha256);
    },
  };
}

/** Removes a folder and proves it: counts what went and what is left. */
export async function wipeFolder(folder: string): Promise<{ filesRemoved: number; bytesRemoved: number; filesLeft: number }> {
  const files = async (): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const before = await files();
  const sizes = await Promise.all(before.map(sizeOf));
  await rm(folder, { recursive: true, force: true });
  return { filesRemoved: before.length, bytesRemoved: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0), filesLeft: (await files()).length };
}
