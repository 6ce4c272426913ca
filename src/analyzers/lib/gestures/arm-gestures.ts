/** What the arms of one moment show, by rule from key points: raised, crossed, hands together. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';

export const HELD = ['raised_hand', 'arms_crossed', 'hands_together', 'pointing'] as const;
/** All that gesture_recognition tells: what is held, and what moves to and fro. */
export const GESTURES = [...HELD, 'nodding', 'head_shake', 'waving', 'clapping'] as const;
export type HeldLabel = (typeof HELD)[number];

const Body = z.object({ keypoints: z.array(z.object({ name: z.string(), x: z.number(), y: z.number(), confidence: z.number() })) });

interface Point {
  x: number;
  y: number;
  confidence: number;
}

const JOINTS = ['left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow', 'left_wrist', 'right_wrist'] as const;
/** In widths of the shoulders: how far a raised wrist is above its shoulder, how near joined wrists are, and how far wrists are from the middle in crossed arms. */
const RAISED = 0.25;
const TOGETHER = 0.35;
const CROSSED_BY = 0.1;
/** Shoulders nearer than this share of the picture's width are seen from the side or too small to tell. */
const LEAST_SHOULDERS = 0.03;

/** `aspect`: width over height of the picture, so that distances are alike along both axes. Labels with their confidence. */
export function armGestures(body: Observation, aspect: number): Partial<Record<HeldLabel, number>> {
  const points = new Map((Body.safeParse(body.attributes).data?.keypoints ?? []).map(({ name, x, y, confidence }) => [name, { x, y: y / aspect, confidence }]));
  const [leftShoulder, rightShoulder, leftElbow, rightElbow, leftWrist, rightWrist] = JOINTS.map((name): Point | undefined => points.get(name));
  if (!leftShoulder || !rightShoulder) return {};
  const width = Math.hypot(leftShoulder.x - rightShoulder.x, leftShoulder.y - rightShoulder.y);
  if (width < LEAST_SHOULDERS) return {};
  const found: Partial<Record<HeldLabel, number>> = {};
  const sure = (...used: Point[]): number => Math.min(...used.map(({ confidence }) => confidence));
  for (const [wrist, shoulder] of [[leftWrist, leftShoulder], [rightWrist, rightShoulder]] as const) {
    if (wrist && wrist.y < shoulder.y - RAISED * width) found.raised_hand = Math.max(found.raised_hand ?? 0, sure(wrist, shoulder));
  }
  if (!leftWrist || !rightWrist || found.raised_hand !== undefined) return found;
  if (Math.hypot(leftWrist.x - rightWrist.x, leftWrist.y - rightWrist.y) < TOGETHER * width) found.hands_together = sure(leftWrist, rightWrist);
  if (leftElbow && rightElbow && areCrossed({ leftShoulder, rightShoulder, leftElbow, rightElbow, leftWrist, rightWrist }, width)) {
    delete found.hands_together;
    found.arms_crossed = sure(leftWrist, rightWrist, leftElbow, rightElbow);
  }
  return found;
}

type Arms = Readonly<Record<'leftShoulder' | 'rightShoulder' | 'leftElbow' | 'rightElbow' | 'leftWrist' | 'rightWrist', Point>>;

/** Each wrist on the other side of the body's middle, between shoulders and a shoulder's width below the elbows. */
function areCrossed({ leftShoulder, rightShoulder, leftElbow, rightElbow, leftWrist, rightWrist }: Arms, width: number): boolean {
  const middle = (leftShoulder.x + rightShoulder.x) / 2;
  const towardsLeft = Math.sign(leftShoulder.x - rightShoulder.x);
  const isAcross = (leftWrist.x - middle) * towardsLeft < -CROSSED_BY * width && (rightWrist.x - middle) * towardsLeft > CROSSED_BY * width;
  const top = Math.max(leftShoulder.y, rightShoulder.y);
  const bottom = Math.max(leftElbow.y, rightElbow.y) + width * 0.5;
  return isAcross && [leftWrist, rightWrist].every(({ y }) => y > top && y < bottom);
}
