/** Questions that are asked side by side, a few at a time, and whose answers are told in the order of the questions. */

export interface AskInOrder {
  /** `ask` is called when its turn comes, `tell` after those of all earlier questions. */
  add<T>(ask: (signal: AbortSignal) => Promise<T>, tell: (answer: T) => void): void;
  /** Waits until fewer than so many are open. @throws what the first failed question threw */
  room(most: number): Promise<void>;
  /** Waits for all. @throws as `room` */
  end(): Promise<void>;
}

/** @param signal of whoever asks; the first failure ends all other questions too */
export function askInOrder(atOnce: number, signal: AbortSignal): AskInOrder {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const waiting: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();
  let told: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;

  const fail = (error: unknown): void => {
    failure ??= { error };
    waiting.length = 0;
    own.abort();
  };
  const start = (): void => {
    while (running.size < atOnce) {
      const next = waiting.shift();
      if (!next) return;
      const one: Promise<void> = next().catch(fail).finally(() => {
        running.delete(one);
        start();
      });
      running.add(one);
    }
  };
  const room = async (most: number): Promise<void> => {
    while (waiting.length + running.size >= most) await Promise.race(running);
    if (failure) throw failure.error;
  };
  return {
    add(ask, tell) {
      if (failure) return;
      const earlier = told;
      const { promise, resolve } = Promise.withResolvers<void>();
      told = promise;
      waiting.push(async () => {
        try {
          const answer = await ask(both);
          await earlier;
          if (!failure) tell(answer);
        } finally {
          resolve();
        }
      });
      start();
    },
    room,
    end: () => room(1),
  };
}
