/**
 * How heads move between the samples of the view, against the body below and against what is beside them, and how the
 * lower face changes. Where a face is comes from the shared watch of the faces; in between it is followed in the tiny
 * pictures that the film gives for every frame, so no network runs for it.
 */
import type { LumaPlane } from './luma-plane.ts';
import { mouthCells } from './mouth-cells.ts';
import { patchShift, type Rect, type Shift } from './patch-shift.ts';
import { planeWindow } from './plane-window.ts';

/** One face at one sample of the view; fractions of the frame's width (x) and height (y, height). */
export interface HeadSample {
  atMs: number;
  /** Middle between forehead and chin. */
  x: number;
  y: number;
  /** From forehead to chin. */
  height: number;
  /** Middle of the line between the corners of the mouth. */
  mouthX: number;
  mouthY: number;
  /** Distance of the lips over the height of the face. */
  opening: number;
}

/** Displacements since the beginning, in heights of the face; x to the right, y down. */
export interface Path {
  x: number[];
  y: number[];
  /** Steps that could be told. */
  known: number;
}

/** One face without a gap. */
export interface HeadSeries {
  trackId: string;
  times: number[];
  head: Path;
  /** The chest below the face. */
  body: Path;
  /** What is beside the head. */
  beside: Path;
  /** Brightness of the cells of the lower face, and of as many between eyes and mouth, both carried along with the head. */
  mouth: Float32Array[];
  cheeks: Float32Array[];
  /** Median height of the face, pixels of the tiny picture. */
  facePixels: number;
  samples: HeadSample[];
}

export interface HeadFollower {
  plane(plane: LumaPlane): void;
  /** The faces of one frame of the view. */
  see(atMs: number, faces: readonly { trackId: string; sample: HeadSample }[]): void;
  /** All series, in order of their beginning. */
  finish(): readonly HeadSeries[];
}

/** Samples further apart are two series. */
const MAX_GAP_MS = 1_100;
/** Faces that are smaller, in pixels of the tiny picture, show nothing. */
const LEAST_FACE_PIXELS = 12;
/** The way of a head from one picture to the next differs from the last one by no more than so many of its heights per second. */
const QUICKEST = 1.6;
/** About 16 pictures a second show nods and lips. */
const STEP_MS = 58;
/** A face that was followed to so far from where the next sample sees it was lost. */
const LOST = 0.4;

const box = (x: number, y: number, w: number, h: number): Rect => ({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2 });
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const emptyPath = (): Path => ({ x: [], y: [], known: 0 });

function advance(path: Path, shift: Shift | undefined, unit: number): void {
  path.x.push((path.x.at(-1) ?? 0) + (shift?.dx ?? 0) / unit);
  path.y.push((path.y.at(-1) ?? 0) + (shift?.dy ?? 0) / unit);
  if (shift) path.known++;
}

function meanShift(shifts: readonly (Shift | undefined)[]): Shift | undefined {
  const known = shifts.filter((shift) => shift !== undefined);
  return known.length === 0 ? undefined : { dx: median(known.map(({ dx }) => dx)), dy: median(known.map(({ dy }) => dy)) };
}

/** Patches of the chest and beside the head, from where the face is. */
const chest = (x: number, y: number, h: number): Rect[] => [-0.5, 0.5].map((side) => box(x + side * h, y + 1.25 * h, 0.9 * h, 0.8 * h));
const besides = (x: number, y: number, h: number): Rect[] => [-1.35, 1.35].map((side) => box(x + side * h, y - 0.1 * h, 0.8 * h, 1.1 * h));

interface Place {
  x: number;
  y: number;
  h: number;
}

function placeOf({ x, y, height }: HeadSample, plane: LumaPlane): Place {
  return { x: x * plane.width, y: y * plane.height, h: height * plane.height };
}

function addMouth(series: HeadSeries, plane: LumaPlane, { x, y, h }: Place, a: HeadSample, b: HeadSample, share: number): void {
  const between = (get: (sample: HeadSample) => number): number => get(a) * (1 - share) + get(b) * share;
  const mouthX = x + between((s) => s.mouthX - s.x) * plane.width;
  const mouthY = y + between((s) => s.mouthY - s.y) * plane.height;
  series.mouth.push(mouthCells(plane, box(mouthX, mouthY + 0.07 * h, 0.5 * h, 0.36 * h)));
  series.cheeks.push(mouthCells(plane, box(mouthX, mouthY - 0.3 * h, 0.5 * h, 0.24 * h)));
}

/** Thinned out, the first and the last one kept. */
function everyStep(planes: readonly LumaPlane[]): LumaPlane[] {
  let takenMs = -Infinity;
  return planes.filter(({ atMs }, i) => {
    if (atMs - takenMs < STEP_MS && i < planes.length - 1) return false;
    takenMs = atMs;
    return true;
  });
}

/** Follows one face from sample `a` to sample `b`; false where it was lost on the way. */
function followBetween(series: HeadSeries, planes: readonly LumaPlane[], a: HeadSample, b: HeadSample): boolean {
  const [first, last] = [planes[0], planes.at(-1)];
  if (!first || !last || planes.length < 3) return false;
  const to = placeOf(b, last);
  let place = placeOf(a, first);
  let before: Shift = { dx: 0, dy: 0 };
  if (Math.min(place.h, to.h) < LEAST_FACE_PIXELS) return false;
  if (series.times.length === 0) {
    series.times.push(first.atMs);
    for (const path of [series.head, series.body, series.beside]) advance(path, { dx: 0, dy: 0 }, 1);
    addMouth(series, first, place, a, b, 0);
  }
  const steps = everyStep(planes);
  for (const [i, plane] of steps.entries()) {
    const from = steps[i - 1];
    if (!from) continue;
    const { x, y, h } = place;
    const reach = Math.max(2, Math.min(5, Math.ceil((QUICKEST * h * (plane.atMs - from.atMs)) / 1000)));
    const shift = patchShift(from, plane, box(x, y, 0.7 * h, 0.85 * h), reach, before);
    if (!shift) return false;
    const share = (plane.atMs - a.atMs) / Math.max(1, b.atMs - a.atMs);
    place = { x: x + shift.dx, y: y + shift.dy, h: h + (to.h - h) * Math.min(1, 1 / (steps.length - i)) };
    before = shift;
    series.times.push(plane.atMs);
    advance(series.head, shift, h);
    advance(series.body, meanShift(chest(x, y, h).map((rect) => patchShift(from, plane, rect, 2) ?? patchShift(from, plane, rect, 1, shift))), h);
    advance(series.beside, meanShift(besides(x, y, h).map((rect) => patchShift(from, plane, rect, 2))), h);
    addMouth(series, plane, place, a, b, Math.min(1, share));
  }
  return Math.hypot(place.x - to.x, place.y - to.y) < LOST * to.h;
}

const begin = (trackId: string): HeadSeries => ({ trackId, times: [], head: emptyPath(), body: emptyPath(), beside: emptyPath(), mouth: [], cheeks: [], facePixels: 0, samples: [] });

export function headFollower(): HeadFollower {
  const window = planeWindow();
  const open = new Map<string, { series: HeadSeries; last: HeadSample }>();
  const done: HeadSeries[] = [];
  let height = 0;

  const close = (series: HeadSeries): void => {
    if (series.times.length > 2) done.push({ ...series, facePixels: median(series.samples.map((sample) => sample.height)) * height });
  };
  const follow = (trackId: string, sample: HeadSample): void => {
    const known = open.get(trackId);
    if (!known || sample.atMs - known.last.atMs > MAX_GAP_MS) {
      if (known) window.between(known.last.atMs, known.last.atMs, () => { close(known.series); });
      open.set(trackId, { series: begin(trackId), last: sample });
      return;
    }
    const from = known.last;
    known.last = sample;
    window.between(from.atMs, sample.atMs, (planes) => {
      known.series.samples.push(from);
      if (followBetween(known.series, planes, from, sample)) return;
      close(known.series);
      known.series = begin(trackId);
    });
  };
  let finished = false;
  return {
    plane(plane) {
      height = plane.height;
      window.plane(plane);
    },
    see(atMs, faces) {
      for (const { trackId, sample } of faces) follow(trackId, sample);
      window.seen(atMs);
    },
    finish() {
      if (finished) return done;
      finished = true;
      window.finish();
      for (const { series } of open.values()) close(series);
      return done.sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
    },
  };
}
