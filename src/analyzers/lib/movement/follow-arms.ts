/**
 * How raised hands, and hands before the body, move between the samples of the pose network: speed of what moves in the
 * region where the hand must be, from the brightness gradients of the tiny pictures (Horn and Schunck's constraint
 * solved for the region), less the movement of the body. Fast hands are underestimated in way, not in direction.
 */
import type { LumaPlane } from './luma-plane.ts';
import { patchShift, type Rect, type Shift } from './patch-shift.ts';
import { planeWindow } from './plane-window.ts';

export interface Joint {
  x: number;
  y: number;
}

/** One arm at one sample; fractions of the frame. */
export interface ArmSample {
  wrist: Joint;
  elbow: Joint;
}

/** One person at one sample of the view, as far as the arms are seen. */
export interface ArmsSample {
  atMs: number;
  left?: ArmSample;
  right?: ArmSample;
  shoulders: readonly [Joint, Joint];
  /** Middle of the hips, where seen. */
  hips?: Joint;
}

export const HANDS = ['left', 'right', 'both'] as const;
export type HandPlace = (typeof HANDS)[number];

/** What moved in one region without a gap; displacements since the beginning in widths of the shoulders. */
export interface HandSeries {
  personTrackId: string;
  place: HandPlace;
  times: number[];
  x: number[];
  y: number[];
  /** Distance of the halves left and right of the middle, and above and below it. */
  apartX: number[];
  apartY: number[];
  /** Share of the region that moved in each step. */
  moving: number[];
  shoulderPixels: number;
}

export interface ArmFollower {
  plane(plane: LumaPlane): void;
  see(atMs: number, persons: readonly { trackId: string; sample: ArmsSample }[]): void;
  finish(): readonly HandSeries[];
}

const MAX_GAP_MS = 1_300;
/** Shoulders nearer to each other, in pixels of the tiny picture, show hands of a few pixels. */
const LEAST_SHOULDERS = 10;
/** The hand lies beyond the wrist by this share of the forearm; its surroundings reach so many widths of the shoulders. */
const BEYOND = 0.35;
const AROUND = 0.42;
/** How far a raised hand may be below its shoulder, and how near hands before the body are, in widths of the shoulders. */
const RAISED = 0.35;
const TOGETHER = 1.1;
/** Levels by which a pixel must change to count as moving. */
const MOVED = 8;

interface Region {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** In pixels of the plane. */
interface Body {
  regions: Map<HandPlace, Region>;
  chest: Rect;
  width: number;
}

function bodyOf({ left, right, shoulders, hips }: ArmsSample, { width, height }: LumaPlane): Body | undefined {
  const at = ({ x, y }: Joint): Joint => ({ x: x * width, y: y * height });
  const [a, b] = [at(shoulders[0]), at(shoulders[1])];
  const wide = Math.hypot(a.x - b.x, a.y - b.y);
  if (wide < LEAST_SHOULDERS) return undefined;
  const [midX, top] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const bottom = hips ? Math.max(top + 0.6 * wide, hips.y * height) : top + 1.1 * wide;
  const regions = new Map<HandPlace, Region>();
  const hands = new Map<'left' | 'right', Joint>();
  for (const [side, arm, shoulder] of [['left', left, a], ['right', right, b]] as const) {
    if (!arm) continue;
    const [wrist, elbow] = [at(arm.wrist), at(arm.elbow)];
    const hand = { x: wrist.x + BEYOND * (wrist.x - elbow.x), y: wrist.y + BEYOND * (wrist.y - elbow.y) };
    hands.set(side, hand);
    if (wrist.y < elbow.y && wrist.y < shoulder.y + RAISED * wide) regions.set(side, { ...hand, w: 2 * AROUND * wide, h: 2 * AROUND * wide });
  }
  const [l, r] = [hands.get('left'), hands.get('right')];
  if (l && r && Math.hypot(l.x - r.x, l.y - r.y) < TOGETHER * wide) regions.set('both', { x: (l.x + r.x) / 2, y: (l.y + r.y) / 2, w: Math.abs(l.x - r.x) + 1.4 * AROUND * wide, h: Math.abs(l.y - r.y) + 1.4 * AROUND * wide });
  return { regions, width: wide, chest: { left: midX - 0.35 * wide, right: midX + 0.35 * wide, top: top + 0.1 * wide, bottom: Math.min(bottom, height) } };
}

interface Flow extends Shift {
  moving: number;
}

/** Mean displacement of what moves in the rectangle, after the shift of the body is taken out. */
function flowIn(a: LumaPlane, b: LumaPlane, rect: Rect, body: Shift): Flow {
  const [sx, sy] = [Math.round(body.dx), Math.round(body.dy)];
  const [left, right] = [Math.max(1, Math.round(rect.left), 1 - sx), Math.min(a.width - 2, Math.round(rect.right), a.width - 2 - sx)];
  const [top, bottom] = [Math.max(1, Math.round(rect.top), 1 - sy), Math.min(a.height - 2, Math.round(rect.bottom), a.height - 2 - sy)];
  let [xx, yy, xy, xt, yt, moved, count] = [1e-6, 1e-6, 0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * a.width + x;
      const to = at + sy * a.width + sx;
      const t = (b.data[to] ?? 0) - (a.data[at] ?? 0);
      count++;
      if (Math.abs(t) < MOVED) continue;
      moved++;
      const gx = ((a.data[at + 1] ?? 0) - (a.data[at - 1] ?? 0) + (b.data[to + 1] ?? 0) - (b.data[to - 1] ?? 0)) / 4;
      const gy = ((a.data[at + a.width] ?? 0) - (a.data[at - a.width] ?? 0) + (b.data[to + a.width] ?? 0) - (b.data[to - a.width] ?? 0)) / 4;
      xx += gx * gx; yy += gy * gy; xy += gx * gy; xt += gx * t; yt += gy * t;
    }
  }
  // Damped, so that edges in one direction only do not make up a movement along them.
  const [dampedX, dampedY] = [xx + 0.05 * (xx + yy), yy + 0.05 * (xx + yy)];
  const determinant = dampedX * dampedY - xy * xy;
  return { dx: -(dampedY * xt - xy * yt) / determinant, dy: -(dampedX * yt - xy * xt) / determinant, moving: count === 0 ? 0 : moved / count };
}

const rectOf = ({ x, y, w, h }: Region): Rect => ({ left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 });
const mixed = (a: Region, b: Region, share: number): Region => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, w: a.w + (b.w - a.w) * share, h: a.h + (b.h - a.h) * share });

/** A hand that was elsewhere at the next sample may have been anywhere between: then the region holds both places. */
function regionAt(a: Region, b: Region, share: number): Region {
  const far = Math.hypot(a.x - b.x, a.y - b.y);
  const region = mixed(a, b, share);
  return { ...region, w: region.w + Math.min(far, a.w), h: region.h + Math.min(far, a.h) / 2 };
}

const begin = (personTrackId: string, place: HandPlace, atMs: number, shoulderPixels: number): HandSeries =>
  ({ personTrackId, place, times: [atMs], x: [0], y: [0], apartX: [0], apartY: [0], moving: [0], shoulderPixels });

function addStep(series: HandSeries, a: LumaPlane, b: LumaPlane, region: Region, body: Shift, unit: number): void {
  const rect = rectOf(region);
  const whole = flowIn(a, b, rect, body);
  const push = (values: number[], step: number): void => { values.push((values.at(-1) ?? 0) + step / unit); };
  series.times.push(b.atMs);
  push(series.x, whole.dx);
  push(series.y, whole.dy);
  series.moving.push(whole.moving);
  const bothHands = series.place === 'both';
  push(series.apartX, bothHands ? flowIn(a, b, { ...rect, left: region.x }, body).dx - flowIn(a, b, { ...rect, right: region.x }, body).dx : 0);
  push(series.apartY, bothHands ? flowIn(a, b, { ...rect, top: region.y }, body).dy - flowIn(a, b, { ...rect, bottom: region.y }, body).dy : 0);
}

export function armFollower(): ArmFollower {
  const window = planeWindow();
  const people = new Map<string, ArmsSample>();
  const open = new Map<string, HandSeries>();
  const done: HandSeries[] = [];

  const close = (key: string): void => {
    const series = open.get(key);
    if (series && series.times.length > 4) done.push(series);
    open.delete(key);
  };
  const follow = (trackId: string, from: ArmsSample, to: ArmsSample): void => {
    window.between(from.atMs, to.atMs, (planes) => {
      const first = planes[0];
      const [a, b] = first ? [bodyOf(from, first), bodyOf(to, first)] : [];
      for (const place of HANDS) {
        const key = `${trackId} ${place}`;
        const [start, end] = [a?.regions.get(place), b?.regions.get(place)];
        if (!first || !a || !start || !end || (open.get(key)?.times.at(-1) ?? first.atMs) !== first.atMs) close(key);
        if (!first || !a || !start || !end) continue;
        const series = open.get(key) ?? begin(trackId, place, first.atMs, a.width);
        open.set(key, series);
        for (const [i, plane] of planes.entries()) {
          const before = planes[i - 1];
          if (!before) continue;
          const body = patchShift(before, plane, a.chest, 2) ?? { dx: 0, dy: 0 };
          addStep(series, before, plane, regionAt(start, end, (plane.atMs - from.atMs) / (to.atMs - from.atMs)), body, a.width);
        }
      }
    });
  };
  return {
    plane: (plane) => { window.plane(plane); },
    see(atMs, persons) {
      for (const { trackId, sample } of persons) {
        const last = people.get(trackId);
        if (last && sample.atMs - last.atMs <= MAX_GAP_MS) follow(trackId, last, sample);
        people.set(trackId, sample);
      }
      window.seen(atMs);
    },
    finish() {
      window.finish();
      for (const key of [...open.keys()]) close(key);
      return done.sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0));
    },
  };
}
