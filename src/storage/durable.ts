/** Files that survive a power cut and that only their owner can read. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const NOT_SUPPORTED = new Set(['EISDIR', 'EPERM', 'EINVAL', 'EACCES']);

/** Makes a new or moved name durable. File systems that cannot flush a folder (some network mounts, Windows) are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_SUPPORTED.has(String(error.code)))) throw error;
  }
}

/** Written beside its place with mode 0600, flushed, then put there by `settle` (which replaces what was there, unless another is given). */
export async function writePrivateFile(file: string, content: string | Uint8Array, settle: (temporary: string) => Promise<void> = (temporary) => rename(temporary, file)): Promise<void> {
  const temporary = path.join(path.dirname(file), `.aima-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await settle(temporary);
    await syncFolder(path.dirname(file));
  } finally {
    await rm(temporary, { force: true });
  }
}
