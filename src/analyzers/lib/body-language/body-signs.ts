/**
 * What a figure shows of openness, leaning and orientation, by rule and in the plane of the picture. Bodies are
 * measured against the proportions of the average adult (Drillis and Contini 1966); forwards and backwards cannot be
 * told from one camera and is left out.
 */
import type { Figure, Point } from './body-figure.ts';

export const SIGNS = ['arms_open', 'arms_closed', 'leaning_left', 'leaning_right', 'facing_camera', 'turned_left', 'turned_right', 'turned_away', 'facing_each_other', 'restless', 'still'] as const;
export type Sign = (typeof SIGNS)[number];

export interface ShownSign {
  label: Sign;
  trackId: string;
  /** As far as the rule holds and the points were seen, 0..1. */
  confidence: number;
  /** Of leaning: from the vertical; of turning: how far shoulders or face are turned away from the camera. */
  degrees?: number;
  otherTrackId?: string;
  seen: Figure['seen'];
  basedOn: string[];
}

/** Wrists this far beyond the shoulders are open, this near to the middle of the body closed; in widths of the shoulders. */
const OPEN_BY = 0.35;
const CLOSED_WITHIN = 0.38;
/** Degrees from the vertical. Below it is how people stand. */
const LEANING = 12;
/** Nobody leans further without lying or bending; body_pose tells that. */
const MOST_LEANING = 50;
/** Shoulders of somebody who faces the camera, as a share of the way from shoulders to hips. */
const FRONTAL = 0.8;
/** Degrees up to which somebody faces the camera, and from which on somebody is turned. */
const FACING = 25;
const TURNED = 40;
/** Least width of the shoulders, of the picture's width: smaller figures are too coarse. */
const LEAST_SHOULDERS = 0.02;
/** Nothing of this is measured better than so. */
const MOST_CERTAIN = 0.75;

const sure = (...points: Point[]): number => Math.min(...points.map(({ confidence }) => confidence));
const clearness = (value: number, limit: number, width: number): number => 0.5 + 0.5 * Math.min(1, Math.abs(value - limit) / width);

type Told = Pick<ShownSign, 'label' | 'confidence' | 'degrees'>;

function armsOf({ points, shoulders, hips }: Figure): Told[] {
  const [left, right] = [points.get('left_wrist'), points.get('right_wrist')];
  if (!left || !right || shoulders.width < LEAST_SHOULDERS) return [];
  const unit = shoulders.width;
  const [low, high] = [Math.min(shoulders.left.x, shoulders.right.x), Math.max(shoulders.left.x, shoulders.right.x)];
  const beyond = [left, right].map(({ x }) => Math.max(low - x, x - high) / unit);
  const both = Math.min(...beyond);
  if (both >= OPEN_BY && left.x < low !== right.x < low) return [{ label: 'arms_open', confidence: clearness(both, OPEN_BY, 0.5) * sure(left, right) }];
  const bottom = hips ? hips.y - 0.15 * unit : shoulders.middle.y + 1.1 * unit;
  const inFront = [left, right].every(({ x, y }) => Math.abs(x - shoulders.middle.x) <= CLOSED_WITHIN * unit && y > shoulders.middle.y && y < bottom);
  return inFront ? [{ label: 'arms_closed', confidence: 0.8 * sure(left, right) }] : [];
}

function leaningOf({ shoulders, hips, seen }: Figure): Told[] {
  if (!hips || hips.y <= shoulders.middle.y || seen.label === 'lying' || seen.label === 'bending') return [];
  const degrees = (Math.atan2(shoulders.middle.x - hips.x, hips.y - shoulders.middle.y) * 180) / Math.PI;
  if (Math.abs(degrees) < LEANING || Math.abs(degrees) > MOST_LEANING) return [];
  return [{ label: degrees > 0 ? 'leaning_right' : 'leaning_left', degrees: Math.round(Math.abs(degrees)), confidence: clearness(Math.abs(degrees), LEANING, 15) * sure(shoulders.left, shoulders.right, hips) }];
}

/** Degrees by which the shoulders are turned; of no direction, since both sides look alike. */
function shoulderTurn({ shoulders, hips }: Figure): number | undefined {
  if (!hips) return undefined;
  const torso = Math.hypot(shoulders.middle.x - hips.x, shoulders.middle.y - hips.y);
  return torso <= 0 ? undefined : (Math.acos(Math.min(1, shoulders.width / (FRONTAL * torso))) * 180) / Math.PI;
}

function orientationOf(figure: Figure): Told[] {
  const { shoulders: { left, right }, face } = figure;
  const turn = shoulderTurn(figure);
  if (!face) {
    // Seen from behind the person's own left is on the left of the picture.
    const fromBehind = left.x < right.x && (turn === undefined || turn < TURNED);
    return fromBehind ? [{ label: 'turned_away', confidence: 0.7 * sure(left, right) }] : [];
  }
  const yaw = Math.abs(face.yawDegrees);
  if (yaw >= TURNED || (yaw >= FACING && (turn ?? 0) >= TURNED)) return [{ label: face.yawDegrees > 0 ? 'turned_right' : 'turned_left', degrees: Math.round(yaw), confidence: clearness(yaw, FACING, 30) * Math.min(1, 0.4 + face.quality) }];
  if (yaw <= FACING && left.x > right.x && (turn === undefined || turn < TURNED)) return [{ label: 'facing_camera', degrees: Math.round(yaw), confidence: clearness(yaw, FACING, 25) * Math.min(1, 0.4 + face.quality) }];
  return [];
}

export const signsOf = (figure: Figure): ShownSign[] => [...armsOf(figure), ...leaningOf(figure), ...orientationOf(figure)].map((told) => ({
  ...told, confidence: MOST_CERTAIN * told.confidence, trackId: figure.trackId, seen: figure.seen,
  basedOn: [figure.seen.id, ...(figure.face && ['facing_camera', 'turned_left', 'turned_right'].includes(told.label) ? [figure.face.id] : [])],
}));

/** Two people of one moment whose faces are turned towards each other's place. */
export function facingEachOther(figures: readonly Figure[]): ShownSign[] {
  return figures.flatMap((a, i) => figures.slice(i + 1).flatMap((b): ShownSign[] => {
    const [left, right] = a.shoulders.middle.x <= b.shoulders.middle.x ? [a, b] : [b, a];
    if (!left.face || !right.face || left.face.yawDegrees < FACING || right.face.yawDegrees > -FACING) return [];
    const confidence = MOST_CERTAIN * clearness(Math.min(left.face.yawDegrees, -right.face.yawDegrees), FACING, 30) * Math.min(1, 0.4 + Math.min(left.face.quality, right.face.quality));
    return [{ label: 'facing_each_other', trackId: left.trackId, otherTrackId: right.trackId, confidence, seen: left.seen, basedOn: [left.seen.id, right.seen.id, left.face.id, right.face.id] }];
  }));
}
