/** Reads a pipe piece by piece; what nobody takes stays in the pipe and holds its writer back. */
import type { Readable } from 'node:stream';
import type { ByteSource } from './nut-reader.ts';

/** The pipe ended where more was announced. */
export class PipeEnded extends Error {}

export function byteSource(stream: Readable): ByteSource {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, void>; // no encoding is set, so chunks are buffers
  let current: Buffer = Buffer.alloc(0);
  let at = 0;

  /** False at the end; a pipe that was torn down counts as ended. */
  const fill = async (): Promise<boolean> => {
    while (at >= current.length) {
      const next = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
      if (next.done) return false;
      current = next.value;
      at = 0;
    }
    return true;
  };

  return {
    async byte() {
      if (at >= current.length && !(await fill())) throw new PipeEnded();
      return current[at++] ?? 0;
    },
    async take(length) {
      if (at >= current.length && !(await fill())) throw new PipeEnded();
      const part = current.subarray(at, Math.min(current.length, at + length));
      at += part.length;
      return part;
    },
    ended: async () => !(await fill()),
  };
}
