/** One process at a time writes a part file. A lock of a process that is gone does not count. */
import { open, readFile, rm } from 'node:fs/promises';
import { AppError, toAppError } from '../../kernel/app-error.ts';

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** Held by this very process, which a number in a file cannot tell apart. */
const held = new Set<string>();

async function take(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw toAppError(error);
  }
}

/** Does the work while nobody else works on `file`. @throws AppError CONFLICT if somebody does */
export async function whileLocked<T>(file: string, name: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const busy = (): AppError => new AppError('CONFLICT', `Another AIMA is loading ${name} now.`, { file: name });
  if (held.has(lock)) throw busy();
  held.add(lock);
  try {
    if (!await take(lock)) {
      const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (owner > 0 && owner !== process.pid && runs(owner)) throw busy();
      await rm(lock, { force: true });
      if (!await take(lock)) throw busy();
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    held.delete(lock);
  }
}
