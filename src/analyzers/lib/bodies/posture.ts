/** Rules that name a posture from the key points of a body: directions of torso, thighs and shins against the vertical. */
import type { KeyPoint, Pose } from './pose-network.ts';
import type { Point } from './square-crop.ts';

export const postures = ['standing', 'sitting', 'crouching', 'bending', 'lying', 'upright', 'undetermined'] as const;
/** `upright`: the torso is, and the legs are not in the picture. */
export type Posture = (typeof postures)[number];

export interface NamedPosture {
  posture: Posture;
  /** 0..1: how surely the points were seen, less where a rule only just holds; 0 for `undetermined`. */
  confidence: number;
}

/** Score from which a key point counts as seen. */
const SEEN = 0.3;
/** Degrees from the vertical. */
const UPRIGHT = 35;
const LEANING = 40;
const FLAT = 60;
/** Thighs this short against the torso and against the shins point at the camera: somebody sits facing it. From above, both are short. */
const FORESHORTENED = 0.5;
const SHIN_TO_THIGH = 1.45;
/** Hips this close to the ankles, in torso lengths. */
const NEAR_THE_GROUND = 0.75;

const seen = (pose: Pose, name: string): KeyPoint | undefined => {
  const point = pose.get(name);
  return point !== undefined && point.score >= SEEN ? point : undefined;
};

interface Joint extends Point {
  score: number;
}

/** The middle of the left and the right joint, or the one that is seen. */
function middle(pose: Pose, joint: string): Joint | undefined {
  const sides = [seen(pose, `left_${joint}`), seen(pose, `right_${joint}`)].filter((point) => point !== undefined);
  if (sides.length === 0) return undefined;
  const mean = (of: (point: KeyPoint) => number): number => sides.reduce((sum, point) => sum + of(point), 0) / sides.length;
  return { x: mean((p) => p.x), y: mean((p) => p.y), score: mean((p) => p.score) };
}

/** Degrees between the line from one joint to another and straight down: 0..180. */
const fromDown = (a: Point, b: Point): number => Math.atan2(Math.abs(b.x - a.x), b.y - a.y) * 180 / Math.PI;
const length = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/** 1 far from the limit between two postures, 0.5 at it. */
const clearness = (value: number, limit: number, width: number): number => 0.5 + 0.5 * Math.min(1, Math.abs(value - limit) / width);

interface Body {
  shoulders: Joint;
  hips: Joint;
  knees: Joint | undefined;
  ankles: Joint | undefined;
}

function upright({ shoulders, hips, knees, ankles }: Body): [Posture, number] {
  const torso = length(shoulders, hips);
  const torsoClear = clearness(fromDown(shoulders, hips), UPRIGHT, 20);
  if (knees === undefined) return ['upright', torsoClear];
  const thigh = fromDown(hips, knees);
  const thighShort = length(hips, knees) / Math.max(torso, 1e-6);
  if (ankles !== undefined && ankles.y - hips.y < NEAR_THE_GROUND * torso && thigh > UPRIGHT) return ['crouching', torsoClear * 0.8];
  if (thigh > 55) return ['sitting', torsoClear * clearness(thigh, 55, 25)];
  if (thigh > UPRIGHT) return ['undetermined', 0];
  if (thighShort >= FORESHORTENED) return ['standing', torsoClear * clearness(thighShort, FORESHORTENED, 0.2)];
  if (ankles === undefined) return ['undetermined', 0];
  const shinToThigh = length(knees, ankles) / Math.max(length(hips, knees), 1e-6);
  return [shinToThigh > SHIN_TO_THIGH ? 'sitting' : 'standing', torsoClear * clearness(shinToThigh, SHIN_TO_THIGH, 0.4)];
}

function decide(body: Body): [Posture, number] {
  const { shoulders, hips, knees } = body;
  const torso = fromDown(shoulders, hips);
  if (torso <= UPRIGHT) return upright(body);
  if (knees === undefined) return ['undetermined', 0];
  const legsDown = fromDown(hips, knees) <= UPRIGHT;
  if (legsDown && torso > LEANING) return ['bending', clearness(torso, LEANING, 25)];
  if (torso >= FLAT && torso <= 180 - UPRIGHT && fromDown(hips, knees) >= FLAT - 10) return ['lying', clearness(torso, FLAT, 25)];
  return ['undetermined', 0];
}

export function postureOf(pose: Pose): NamedPosture {
  const [shoulders, hips] = [middle(pose, 'shoulder'), middle(pose, 'hip')];
  if (shoulders === undefined || hips === undefined) return { posture: 'undetermined', confidence: 0 };
  const body = { shoulders, hips, knees: middle(pose, 'knee'), ankles: middle(pose, 'ankle') };
  const [posture, clear] = decide(body);
  if (posture === 'undetermined') return { posture, confidence: 0 };
  const used = [shoulders, hips, ...(posture === 'upright' || body.knees === undefined ? [] : [body.knees])];
  return { posture, confidence: Math.min(1, clear * used.reduce((sum, { score }) => sum + score, 0) / used.length) };
}

export const armsRaised = ['none', 'left', 'right', 'both'] as const;

/** Whose wrists are above their shoulders, by the person's own left and right; undefined where no wrist is seen. */
export function raisedArms(pose: Pose): (typeof armsRaised)[number] | undefined {
  const state = (side: string): boolean | undefined => {
    const [wrist, shoulder] = [seen(pose, `${side}_wrist`), seen(pose, `${side}_shoulder`)];
    return wrist && shoulder ? wrist.y < shoulder.y : undefined;
  };
  const [left, right] = [state('left'), state('right')];
  if (left === undefined && right === undefined) return undefined;
  if (left === true && right === true) return 'both';
  if (left === true) return 'left';
  return right === true ? 'right' : 'none';
}
