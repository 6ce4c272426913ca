/**
 * Where somebody looks: how far the irises are turned in the eyes, from their place between the corners over a round
 * eyeball, plus how the head is turned. A single camera without calibration leaves errors of 10 degrees and more, most of
 * them up and down.
 */
import type { HeadPose } from './head-pose.ts';
import type { Eye, Eyes } from './irises.ts';

/** Degrees from the line to the camera; positive: right and up in the picture. */
export interface Gaze {
  yaw: number;
  pitch: number;
  /** How much the two eyes disagree about yaw, degrees. */
  disagreement: number;
  /** False where eyes are turned as no eyes can be, or each to its own side: hair, glasses or lettering deceived the network. */
  plausible: boolean;
}

/** Millimetres of an adult: corner to corner of an eye, and centre of the eyeball to the iris. Their ratio is nearly the same at all ages. */
const EYE_WIDTH = 30;
const EYE_RADIUS = 12;
/** How far the iris lies above the line through the corners when somebody looks straight ahead, in eye widths. */
const IRIS_ABOVE_CORNERS = 0.02;

/** Degrees that eyes are hardly ever turned in the head, and by which two eyes hardly ever differ. */
const MOST = { yaw: 45, pitch: 28, disagreement: 38 } as const;

const DEGREES = 180 / Math.PI;
const angle = (offset: number): number => Math.asin(Math.max(-1, Math.min(1, offset * EYE_WIDTH / EYE_RADIUS))) * DEGREES;

/** Offset of the iris from the middle between the corners, in eye widths, along the line of the eyes and upwards. */
function irisOffset({ outer, inner, iris }: Eye): { along: number; up: number } {
  const [from, to] = outer.x < inner.x ? [outer, inner] : [inner, outer];
  const width = Math.max(1e-6, Math.hypot(to.x - from.x, to.y - from.y));
  const [ux, uy] = [(to.x - from.x) / width, (to.y - from.y) / width];
  const [dx, dy] = [iris.x - (from.x + to.x) / 2, iris.y - (from.y + to.y) / 2];
  return { along: (dx * ux + dy * uy) / width, up: (dx * uy - dy * ux) / width };
}

export function gazeOf({ left, right }: Eyes, head: HeadPose): Gaze {
  const [a, b] = [irisOffset(left), irisOffset(right)];
  const [yawA, yawB] = [angle(a.along), angle(b.along)];
  const [yaw, pitch] = [(yawA + yawB) / 2, angle((a.up + b.up) / 2 - IRIS_ABOVE_CORNERS)];
  const disagreement = Math.abs(yawA - yawB);
  const plausible = Math.abs(yaw) <= MOST.yaw && Math.abs(pitch) <= MOST.pitch && disagreement <= MOST.disagreement;
  return { yaw: head.yaw + yaw, pitch: head.pitch + pitch, disagreement, plausible };
}
