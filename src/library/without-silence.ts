/** Ends a source that has nothing more to say: a connection may be gone without anybody having told. */
import { AppError } from '../kernel/app-error.ts';

/** Yields what the source yields. @throws AppError CANCELLED where nothing comes for `silenceMs`, or where the signal aborts */
export async function* withoutSilence(source: AsyncIterable<Uint8Array>, silenceMs: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let stop: (error: AppError) => void = () => undefined;
  const onAbort = (): void => { stop(new AppError('CANCELLED', 'Cancelled.')); };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'Cancelled.');
      const stopped = new Promise<never>((_, reject) => { stop = reject; });
      const timer = setTimeout(() => { stop(new AppError('CANCELLED', `Nothing came for ${silenceMs} ms; what arrived is kept.`)); }, silenceMs);
      const next = await Promise.race([chunks.next(), stopped]).finally(() => { clearTimeout(timer); });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Not awaited: a source that hangs would hold its end back, too.
    void chunks.return?.()?.catch(() => undefined);
  }
}
