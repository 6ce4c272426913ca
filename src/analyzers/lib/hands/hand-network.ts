/** Landmarks of one hand by MediaPipe Hands (Zhang et al., 2020), found from the wrist and elbow of a pose. */
import type { TensorModel } from '@aima/sdk';
import { cropSquare, pointOf, type Point, type Square } from '../bodies/square-crop.ts';
import type { FrameSize } from '../detection/find-things.ts';

/** Pixels; the size that the network was trained on. */
const SIDE = 224;
const LANDMARKS = 21;

/** 0 wrist; then thumb, index, middle, ring and little finger, four points each, from the palm to the tip. */
export interface HandLandmark extends Point {
  /** Depth in pixels of the frame, smaller is nearer. */
  z: number;
}

export interface HandReading {
  /** In pixels of the frame. */
  landmarks: readonly HandLandmark[];
  /** Probability that there is a hand, 0..1. */
  present: number;
  /** Probability of a right hand as the network sees it, 0..1. */
  right: number;
  square: Square;
}

/** Landmarks inside the square, upright as the square is. */
export async function readHand(model: TensorModel, pixels: Uint8Array, size: FrameSize, square: Square): Promise<HandReading> {
  // input [1, 224, 224, 3] uint8 RGB → landmarks [1, 63]: x, y, z in input pixels
  const { landmarks, handflag, handedness } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: cropSquare(pixels, size, square, SIDE) } });
  if (landmarks?.type !== 'float32' || handflag?.type !== 'float32' || handedness?.type !== 'float32') throw new Error('handlandmark-full gave no landmarks');
  const points = Array.from({ length: LANDMARKS }, (_, i): HandLandmark => {
    const [x = 0, y = 0, z = 0] = landmarks.data.subarray(i * 3, i * 3 + 3);
    return { ...pointOf(square, { x: x / SIDE, y: y / SIDE }), z: z * square.side / SIDE };
  });
  return { landmarks: points, present: handflag.data[0] ?? 0, right: handedness.data[0] ?? 0, square };
}

/** A hand reaches about this far beyond the wrist, and the square this far around, in forearm lengths. */
const BEYOND_THE_WRIST = 0.35;
const SQUARE_TO_FOREARM = 1.35;
/** A forearm that points at the camera looks short; upper arm and shoulders then tell its length. */
const LEAST_TO_UPPER_ARM = 0.8;

/** Where a hand should be, after OpenPose (Cao et al., 2019, section on hands): beyond the wrist, in line with the forearm. */
export function handSquare({ wrist, elbow, shoulder }: { wrist: Point; elbow: Point; shoulder?: Point | undefined }): Square {
  const forearm = Math.hypot(wrist.x - elbow.x, wrist.y - elbow.y);
  const upperArm = shoulder ? Math.hypot(elbow.x - shoulder.x, elbow.y - shoulder.y) : 0;
  const reach = Math.max(forearm, LEAST_TO_UPPER_ARM * upperArm);
  const [dx, dy] = forearm > 0 ? [(wrist.x - elbow.x) / forearm, (wrist.y - elbow.y) / forearm] : [0, -1];
  return {
    centerX: wrist.x + dx * reach * BEYOND_THE_WRIST, centerY: wrist.y + dy * reach * BEYOND_THE_WRIST,
    side: reach * SQUARE_TO_FOREARM, angle: Math.atan2(dx, -dy),
  };
}

/** Air around landmarks, in parts of their extent: what the network was trained on. */
const AIR = 0.45;

/** The square of a second, closer look: upright along wrist and middle finger, around all landmarks. */
export function closerSquare(landmarks: readonly HandLandmark[]): Square | undefined {
  const [wrist, knuckle] = [landmarks[0], landmarks[9]];
  if (wrist === undefined || knuckle === undefined) return undefined;
  const angle = Math.atan2(knuckle.x - wrist.x, wrist.y - knuckle.y);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = landmarks.map(({ x, y }) => x * cos + y * sin);
  const down = landmarks.map(({ x, y }) => y * cos - x * sin);
  const [left, right, top, bottom] = [Math.min(...along), Math.max(...along), Math.min(...down), Math.max(...down)];
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  return { centerX: u * cos - v * sin, centerY: u * sin + v * cos, side: Math.max(right - left, bottom - top) * (1 + 2 * AIR), angle };
}
