/** Something that a form tries: once at a time, and what went wrong stands beside it. */
import { useState } from 'react';

export interface Attempt {
  busy: boolean;
  error: unknown;
  run(work: () => Promise<unknown>): Promise<void>;
  clear(): void;
}

export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy, error,
    clear: () => { setError(undefined); },
    async run(work) {
      setBusy(true);
      setError(undefined);
      try {
        await work();
      } catch (failure) {
        setError(failure);
      } finally {
        setBusy(false);
      }
    },
  };
}
