/** Stretches between hard cuts. */

export interface Stretch {
  startMs: number;
  /** Exclusive, except at the end of the medium. */
  endMs: number;
}

/** `boundaries`: anything with a time; those outside (startMs, endMs) are left out. */
export function stretchesBetween(boundaries: readonly { startMs: number }[], startMs: number, endMs: number): Stretch[] {
  const inside = [...new Set(boundaries.map((boundary) => boundary.startMs))].filter((at) => at > startMs && at < endMs).sort((a, b) => a - b);
  const starts = [startMs, ...inside];
  return starts.map((start, i) => ({ startMs: start, endMs: starts[i + 1] ?? endMs }));
}
