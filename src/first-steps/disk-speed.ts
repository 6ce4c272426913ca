/** How much room there is, and how fast a file gets onto the disk for good. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { SelfTest } from '@aima/contract';
import { toAppError } from '../kernel/app-error.ts';

const SIZE_BYTES = 32 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;
const LEFT_BYTES = 256 * 2 ** 20;

async function writeSpeed(folder: string, signal: AbortSignal): Promise<number> {
  const file = path.join(folder, `self-test-${randomBytes(6).toString('hex')}`);
  // Not compressible, so that no file system is faster than its disk.
  const piece = randomBytes(PIECE_BYTES);
  const handle = await open(file, 'wx', 0o600);
  try {
    const begun = performance.now();
    for (let written = 0; written < SIZE_BYTES; written += PIECE_BYTES) {
      signal.throwIfAborted();
      await handle.write(piece);
    }
    await handle.sync();
    return Math.round(SIZE_BYTES / ((performance.now() - begun) / 1000));
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}

export async function diskSpeed(folder: string, signal: AbortSignal): Promise<SelfTest['disk']> {
  let room: Pick<SelfTest['disk'], 'freeBytes' | 'totalBytes'> = {};
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { bavail, blocks, bsize } = await statfs(folder);
    room = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    if (bavail * bsize < LEFT_BYTES) return room;
    return { ...room, writeBytesPerSecond: await writeSpeed(folder, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...room, problem: toAppError(error).message };
  }
}
