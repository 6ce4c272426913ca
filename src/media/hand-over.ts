/** Between one producer and one consumer: a bounded queue whose items are lent until the consumer asks for the next one. */

export interface HandOver<T> {
  readonly items: AsyncIterable<T>;
  /** Waits until another item may be made. False: the consumer has left or the stream was closed; make no more. */
  room(): Promise<boolean>;
  put(item: T): void;
  /** True while the consumer waits for an item. */
  starved(): boolean;
  /** No more items; with an error, the consumer meets it after what is queued. */
  close(error?: Error): void;
}

/** `capacity`: items that may be queued or lent at one time. `onStarved` is called when the consumer begins to wait. */
export function handOver<T>(capacity: number, onStarved?: () => void): HandOver<T> {
  const queue: T[] = [];
  let lent = 0;
  let left = false;
  let closed: { error: Error | undefined } | undefined;
  let wakeProducer: (() => void) | undefined;
  let wakeConsumer: (() => void) | undefined;

  const release = (): void => {
    lent = 0;
    wakeProducer?.();
  };

  const next = async (): Promise<IteratorResult<T, undefined>> => {
    release();
    for (;;) {
      const item = queue.shift();
      if (item !== undefined) {
        lent = 1;
        return { done: false, value: item };
      }
      if (closed?.error && !left) throw closed.error;
      if (closed || left) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        wakeConsumer = resolve;
        onStarved?.();
      });
      wakeConsumer = undefined;
    }
  };

  const leave = async (): Promise<IteratorResult<T, undefined>> => {
    left = true;
    queue.length = 0;
    release();
    wakeConsumer?.();
    return { done: true, value: undefined };
  };

  return {
    items: { [Symbol.asyncIterator]: () => ({ next, return: leave }) },
    async room() {
      while (!left && !closed && queue.length + lent >= capacity) {
        await new Promise<void>((resolve) => { wakeProducer = resolve; });
        wakeProducer = undefined;
      }
      return !left && !closed;
    },
    put(item) {
      if (left || closed) return;
      queue.push(item);
      wakeConsumer?.();
    },
    starved: () => wakeConsumer !== undefined && queue.length === 0,
    close(error) {
      closed ??= { error };
      if (error !== undefined) queue.length = 0;
      wakeProducer?.();
      wakeConsumer?.();
    },
  };
}
