/** A place for files that no disk may see: a file system in memory, where the machine has one. */
import { lstat, mkdir, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../kernel/app-error.ts';

const SHARED_MEMORY = '/dev/shm';
/** TMPFS_MAGIC, statfs(2) */
const TMPFS = 0x01021994;

/**
 * A folder of this user and host in `/dev/shm` (Linux). Anywhere else there is none, and the result is `withoutMemory`: what lies there
 * lies on a disk, unless that folder itself was put on memory.
 *
 * @throws AppError OUTPUT_UNWRITABLE where somebody else holds the folder's name
 */
export async function memoryFolder(withoutMemory: string, shared = SHARED_MEMORY): Promise<string> {
  const system = await statfs(shared).catch(() => undefined);
  if (system?.type !== TMPFS) return withoutMemory;
  const user = os.userInfo().uid;
  // The host's name keeps containers apart that share memory but not their process numbers.
  const folder = path.join(shared, `aima-${user}-${os.hostname().replace(/[^\w.-]/g, '')}`);
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return withoutMemory;
  if (!found.isDirectory() || found.uid !== user || (found.mode & 0o077) !== 0) throw new AppError('OUTPUT_UNWRITABLE', `${folder} is not a folder of this user alone.`);
  return folder;
}
