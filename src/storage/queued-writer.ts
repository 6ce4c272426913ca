/** Writes while the next bytes are being encrypted: one write under way, one being gathered. */
import type { FileHandle } from 'node:fs/promises';

const GATHER_BYTES = 1024 * 1024;

export interface QueuedWriter {
  write(chunks: readonly Uint8Array[]): Promise<void>;
  /** Writes the rest and flushes the file. */
  end(): Promise<void>;
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await handle.writev(chunks, position);
  if (bytesWritten === bytes) return;
  // The rest of a short write; the kernel then says why it stopped.
  const all = Buffer.concat(chunks);
  for (let at = bytesWritten; at < bytes;) at += (await handle.write(all, at, bytes - at, position + at)).bytesWritten;
}

/** @param position first byte to write */
export function queuedWriter(handle: FileHandle, position: number): QueuedWriter {
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let at = position;
  let underWay: Promise<void> = Promise.resolve();
  const send = async (): Promise<void> => {
    await underWay;
    if (gatheredBytes === 0) return;
    underWay = writeAll(handle, gathered, at);
    // An error is thrown by the next call that waits for it; until then it is no unhandled one.
    underWay.catch(() => undefined);
    at += gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
  };
  return {
    async write(chunks) {
      for (const chunk of chunks) {
        gathered.push(chunk);
        gatheredBytes += chunk.length;
      }
      if (gatheredBytes >= GATHER_BYTES) await send();
    },
    async end() {
      await send();
      await underWay;
      await handle.sync();
    },
  };
}
