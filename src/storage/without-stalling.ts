/** A stream that must keep coming. */
import type { Readable } from 'node:stream';

/** Yields what the stream yields; destroys it with an error if nothing comes for `silenceMs` while somebody waits. */
export async function* withoutStalling(stream: Readable, silenceMs: number, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const stop = (): void => { stream.destroy(new Error('aborted')); };
  signal?.addEventListener('abort', stop, { once: true });
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => { stream.destroy(new Error(`nothing came for ${silenceMs} ms`)); }, silenceMs);
      const next = await chunks.next().finally(() => { clearTimeout(timer); });
      if (next.done === true) return;
      yield next.value as Buffer; // a stream of bytes without an encoding yields buffers
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
}
