/**
 * The last few seconds of tiny pictures, kept until what lies between two samples of the view is known. The two streams
 * of a film come independently of each other, so work on an interval waits until both have passed its end.
 */
import type { LumaPlane } from './luma-plane.ts';

/** Pictures that come faster tell nothing more of what people do. */
const LEAST_STEP_MS = 30;
/** Kept before the latest sample of the view: the longest interval that anybody asks for. */
const KEPT_MS = 2_200;

interface Waiting {
  startMs: number;
  endMs: number;
  work(planes: readonly LumaPlane[]): void;
}

export interface PlaneWindow {
  plane(plane: LumaPlane): void;
  /** The view has come this far. */
  seen(atMs: number): void;
  /** `work` gets the planes from `startMs` to `endMs`, both included, once they are there. Intervals come in order of their ends. */
  between(startMs: number, endMs: number, work: Waiting['work']): void;
  /** What still waits is done with what there is. */
  finish(): void;
}

export function planeWindow(): PlaneWindow {
  let planes: LumaPlane[] = [];
  let waiting: Waiting[] = [];
  let viewMs = -Infinity;

  const run = (untilMs: number): void => {
    const due = waiting.filter(({ endMs }) => endMs <= untilMs);
    waiting = waiting.filter(({ endMs }) => endMs > untilMs);
    for (const { startMs, endMs, work } of due) work(planes.filter(({ atMs }) => atMs >= startMs && atMs <= endMs));
    const keepFrom = waiting.reduce((least, { startMs }) => Math.min(least, startMs), viewMs - KEPT_MS);
    if ((planes[0]?.atMs ?? Infinity) < keepFrom - 1_000) planes = planes.filter(({ atMs }) => atMs >= keepFrom);
  };
  return {
    plane(plane) {
      if (plane.atMs - (planes.at(-1)?.atMs ?? -Infinity) < LEAST_STEP_MS) return;
      planes.push(plane);
      run(plane.atMs);
    },
    seen(atMs) {
      viewMs = Math.max(viewMs, atMs);
    },
    between(startMs, endMs, work) {
      waiting.push({ startMs, endMs, work });
      run(planes.at(-1)?.atMs ?? -Infinity);
    },
    finish: () => { run(Infinity); },
  };
}
