/**
 * Folders for what is under way, named after the process that works in them, so that nobody needs a lock: what belongs
 * to a process that is gone is taken over or removed.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../kernel/app-error.ts';

/** What nobody came back to for so long is given up. */
const KEPT_MS = 7 * 24 * 3_600_000;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const ownerOf = (name: string): number => Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
const abandoned = (name: string): boolean => !isRunning(ownerOf(name));

/**
 * `<parent>/.<kind>-<key>-<pid>`, readable for this user alone. With what an earlier process left behind for the same
 * key, if there is any. Whatever is older than a week goes.
 * @throws AppError DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function openWorkFolder(parent: string, kind: string, key: string): Promise<string> {
  const folder = path.join(parent, `.${kind}-${key}-${process.pid}`);
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const left = (await readdir(parent)).filter((name) => name.startsWith(`.${kind}-`) && name !== path.basename(folder) && abandoned(name));
    for (const name of left) {
      const old = path.join(parent, name);
      const age = Date.now() - (await stat(old).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
      if (name.startsWith(`.${kind}-${key}-`) && age < KEPT_MS) await rename(old, folder).catch(() => undefined); // somebody else was faster
      else if (age >= KEPT_MS) await rm(old, { recursive: true, force: true });
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    throw toAppError(error);
  }
}

/** A folder of this process alone; those of processes that are gone are removed with everything in them. */
export async function openPassingFolder(parent: string, kind: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    for (const name of await readdir(parent)) if (name.startsWith(`.${kind}-`) && abandoned(name)) await rm(path.join(parent, name), { recursive: true, force: true });
    const folder = path.join(parent, `.${kind}-${process.hrtime.bigint()}-${process.pid}`);
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    throw toAppError(error);
  }
}
