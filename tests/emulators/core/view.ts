/** What a provider shows of a thing: the truth of some moments ago. Never goes back behind what it has shown. */

export interface LaggingView<T> {
  /**
   * @param visibleMs from when on it is shown, but never before the first was; what would be shown later though it is older is
   * not shown at all
   */
  publish(value: T, visibleMs: number): void;
  /** Asked in the order of time. @returns undefined before anything was visible */
  at(timeMs: number): T | undefined;
}

export function laggingView<T>(): LaggingView<T> {
  const shown: { visibleMs: number; value: T }[] = [];
  let firstMs: number | undefined;
  return {
    publish(value, visibleMs) {
      const fromMs = Math.max(visibleMs, firstMs ?? visibleMs);
      firstMs ??= fromMs;
      while ((shown.at(-1)?.visibleMs ?? -Infinity) > fromMs) shown.pop();
      shown.push({ value, visibleMs: fromMs });
    },
    at(timeMs) {
      while (shown.length > 1 && (shown[1]?.visibleMs ?? Infinity) <= timeMs) shown.shift();
      const first = shown[0];
      return first !== undefined && first.visibleMs <= timeMs ? first.value : undefined;
    },
  };
}
