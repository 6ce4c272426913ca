/** Files appear whole or not at all: written beside their place under a short hidden name, then moved there. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** A name next to `file` that is short enough wherever `file`'s own name is at the limit. */
export const temporaryBeside = (file: string): string => path.join(path.dirname(file), `.aima-${randomBytes(6).toString('hex')}.tmp`);

/** Replaces `file` by `content`; on failure or abort the old file stays and nothing else does. */
export async function writeFileAtomically(file: string, content: string | Uint8Array | Iterable<string>, signal?: AbortSignal): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content, { ...(signal ? { signal } : {}) });
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
