/** Pauses between attempts: they double, with some chance in them, so that many clients do not come back at once. */
const LONGEST_MS = 10_000;

/** @param attempt 0 for the pause after the first one @returns milliseconds, between half and the whole of `firstMs` x 2^attempt */
export const pauseMs = (attempt: number, firstMs: number): number => Math.min(LONGEST_MS, firstMs * 2 ** attempt) * (0.5 + Math.random() / 2);

/** Resolves after `ms`. @throws the signal's reason */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A signal's reason is whatever its owner made it, usually an AbortError.
    const end = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}
