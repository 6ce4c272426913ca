/** How the server ends: first nothing new begins (`draining`), then what still runs is told to stop (`ended`). */
export interface Shutdown {
  draining: AbortSignal;
  ended: AbortSignal;
  drain(): void;
  end(): void;
}

export function createShutdown(): Shutdown {
  const draining = new AbortController();
  const ended = new AbortController();
  return {
    draining: draining.signal,
    ended: ended.signal,
    drain() { draining.abort(); },
    end() {
      draining.abort();
      ended.abort();
    },
  };
}
