/** Pieces of media that were transcoded for players: kept in memory only, the longest unused leave first. */
import { AppError } from '../kernel/app-error.ts';

export interface SegmentCache {
  /**
   * What is kept under the key, or what `make` gives. Whoever asks for the same at the same time shares one making; it is
   * aborted when the last of them is gone.
   */
  get(key: string, signal: AbortSignal, make: (signal: AbortSignal) => Promise<Buffer>): Promise<Buffer>;
  /** Forgets everything whose key begins so. */
  drop(prefix: string): void;
  readonly bytes: number;
  close(): Promise<void>;
}

interface Making { result: Promise<Buffer>; abort: AbortController; waiting: number }

const cancelled = (): AppError => new AppError('CANCELLED', 'Cancelled.');

interface Kept {
  put(key: string, segment: Buffer): void;
  /** The longest unused goes first. */
  use(key: string): Buffer | undefined;
  forget(which: (key: string) => boolean): void;
  bytes(): number;
}

function keepRecent(limitBytes: number): Kept {
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.length ?? 0;
    kept.delete(key);
  };
  return {
    put(key, segment) {
      drop(key);
      // One piece that fills the cache would drive out everything else.
      if (segment.length > limitBytes / 4) return;
      kept.set(key, segment);
      bytes += segment.length;
      for (const oldest of kept.keys()) {
        if (bytes <= limitBytes) return;
        drop(oldest);
      }
    },
    use(key) {
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found;
    },
    forget(which) {
      for (const key of [...kept.keys()]) if (which(key)) drop(key);
    },
    bytes: () => bytes,
  };
}

/** The making's outcome, or CANCELLED once the signal aborts. `abandoned` is called where nobody waits any more. */
function outcomeOf(making: Making, signal: AbortSignal, abandoned: () => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    making.waiting += 1;
    const gone = (): void => {
      making.waiting -= 1;
      if (making.waiting === 0) abandoned();
      reject(cancelled());
    };
    signal.addEventListener('abort', gone, { once: true });
    making.result.then(resolve, reject).finally(() => { signal.removeEventListener('abort', gone); });
  });
}

export function openSegmentCache(limitBytes: number): SegmentCache {
  const makings = new Map<string, Making>();
  const kept = keepRecent(limitBytes);

  const begin = (key: string, make: (signal: AbortSignal) => Promise<Buffer>): Making => {
    const abort = new AbortController();
    const result = make(abort.signal).then((segment) => {
      if (makings.get(key) === making) kept.put(key, segment);
      return segment;
    }).finally(() => { if (makings.get(key) === making) makings.delete(key); });
    const making: Making = { result, abort, waiting: 0 };
    result.catch(() => undefined); // whoever still waits meets it
    makings.set(key, making);
    return making;
  };
  return {
    get bytes() { return kept.bytes(); },
    async get(key, signal, make) {
      if (signal.aborted) throw cancelled();
      const found = kept.use(key);
      if (found) return found;
      const making = makings.get(key) ?? begin(key, make);
      return outcomeOf(making, signal, () => {
        making.abort.abort();
        if (makings.get(key) === making) makings.delete(key);
      });
    },
    drop(prefix) {
      kept.forget((key) => key.startsWith(prefix));
      for (const [key, making] of makings) {
        if (!key.startsWith(prefix)) continue;
        makings.delete(key);
        making.abort.abort();
      }
    },
    async close() {
      const running = [...makings.values()];
      for (const { abort } of running) abort.abort();
      makings.clear();
      kept.forget(() => true);
      await Promise.allSettled(running.map(({ result }) => result));
    },
  };
}
