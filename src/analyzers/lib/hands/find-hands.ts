/** The hands of one person: looked for beyond the wrists of the pose, and once more closely where that helps. */
import type { Frame, TensorModel } from '@aima/sdk';
import type { Pose } from '../bodies/pose-network.ts';
import type { FrameSize } from '../detection/find-things.ts';
import { closerSquare, type HandReading, handSquare, readHand } from './hand-network.ts';

export interface FoundHand extends HandReading {
  /** The person's own hand by the pose; `uncertain` where the look of the hand says the other. */
  handedness: 'left' | 'right' | 'uncertain';
  /** Which wrist of the pose it was found at. */
  side: 'left' | 'right';
}

export interface HandLimits {
  minWristConfidence: number;
  /** Probability of a hand. */
  minConfidence: number;
}

/** A hand smaller than this, in pixels of the frame, shows no fingers. */
const LEAST_SIDE = 36;
/** Below this the first look saw no hand at all; from CLEAR on it saw it well enough, unless it was framed badly. */
const NOTHING = 0.15;
const CLEAR = 0.9;
const WELL_FRAMED = { least: 0.7, most: 1.15 };
/** Part of the landmarks that must lie inside the picture: the network makes up what it does not see. */
const INSIDE = 0.8;
/** Hands whose centres are nearer than this part of their size are one. */
const SAME_HAND = 0.3;
/** The network's word against the pose counts only where it is this sure. */
const CONTRADICTS = 0.15;

const insideShare = ({ landmarks }: HandReading, { width, height }: FrameSize): number =>
  landmarks.filter(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height).length / landmarks.length;

async function look(model: TensorModel, frame: Frame, size: FrameSize, from: Parameters<typeof handSquare>[0]): Promise<HandReading | undefined> {
  const square = handSquare(from);
  if (square.side < LEAST_SIDE) return undefined;
  const first = await readHand(model, frame.pixels, size, square);
  if (first.present < NOTHING || insideShare(first, size) < INSIDE) return undefined;
  const closer = closerSquare(first.landmarks);
  const framing = (closer?.side ?? 0) / square.side;
  if (closer === undefined || (first.present >= CLEAR && framing >= WELL_FRAMED.least && framing <= WELL_FRAMED.most)) return first;
  const second = await readHand(model, frame.pixels, size, closer);
  return second.present >= first.present * 0.95 && insideShare(second, size) >= INSIDE ? second : first;
}

const centreOf = ({ landmarks }: HandReading): { x: number; y: number } => ({
  x: landmarks.reduce((sum, { x }) => sum + x, 0) / landmarks.length,
  y: landmarks.reduce((sum, { y }) => sum + y, 0) / landmarks.length,
});

/** Whether two readings are of one hand: two persons who stand close may both claim it. */
export function isSameHand(a: HandReading, b: HandReading): boolean {
  const [from, to] = [centreOf(a), centreOf(b)];
  return Math.hypot(from.x - to.x, from.y - to.y) < SAME_HAND * Math.min(a.square.side, b.square.side);
}

/** At most two, the surer first. */
export async function handsOfPerson(frame: Frame, size: FrameSize, pose: Pose, model: TensorModel, limits: HandLimits): Promise<FoundHand[]> {
  const found: FoundHand[] = [];
  for (const side of ['left', 'right'] as const) {
    const [wrist, elbow, shoulder] = ['wrist', 'elbow', 'shoulder'].map((joint) => pose.get(`${side}_${joint}`));
    if (!wrist || !elbow || wrist.score < limits.minWristConfidence || elbow.score < limits.minWristConfidence) continue;
    const reading = await look(model, frame, size, { wrist, elbow, shoulder: shoulder && shoulder.score >= limits.minWristConfidence ? shoulder : undefined });
    if (reading === undefined || reading.present < limits.minConfidence) continue;
    const agrees = side === 'right' ? reading.right : 1 - reading.right;
    found.push({ ...reading, side, handedness: agrees < CONTRADICTS ? 'uncertain' : side });
  }
  const [a, b] = found.sort((one, other) => other.present - one.present);
  return a && b && isSameHand(a, b) ? [a] : found;
}
