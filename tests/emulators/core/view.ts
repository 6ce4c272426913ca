/** What a provider shows of a thing: the truth of some moments ago. Never goes back behind what it has shown. */

export interface LaggingView<T> {
  /** @param visibleMs from when on it is shown; earlier ones stay shown until then */
  publish(value: T, visibleMs: number): void;
  /** Asked in the order of time. @returns undefined before anything was visible */
  at(timeMs: number): T | undefined;
}

export function laggingView<T>(): LaggingView<T> {
  const shown: { visibleMs: number; value: T }[] = [];
  return {
    publish(value, visibleMs) {
      shown.push({ value, visibleMs: Math.max(visibleMs, shown.at(-1)?.visibleMs ?? 0) });
    },
    at(timeMs) {
      while (shown.length > 1 && (shown[1]?.visibleMs ?? Infinity) <= timeMs) shown.shift();
      const first = shown[0];
      return first !== undefined && first.visibleMs <= timeMs ? first.value : undefined;
    },
  };
}
