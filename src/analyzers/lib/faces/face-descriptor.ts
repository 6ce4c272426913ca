/**
 * What tells persons apart: dlib's face descriptor (King, 2017) on the crop that its weights are used with. Descriptors
 * are biometric templates: they live in the worker's memory while one medium is analysed, and never leave it.
 */
import type { TensorModel } from '@aima/sdk';
import { eyesOf, MESH, meshPoint, type FaceMesh } from './face-mesh.ts';
import { cutSquare, mirrored, type Picture, type Square } from './picture-square.ts';

const SIDE = 150;
const LENGTH = 128;

/** The mean way from an eye to the middle of the mouth, and how far below the middle of these three the centre lies, in sides of the crop. */
const EYE_TO_MOUTH = 0.45;
const CENTRE_BELOW = 0.07;

/**
 * Euclidean distance below which two faces pass for one person. dlib's own threshold is 0.6 for single crops; the mean
 * of a crop and its mirror image lies closer to others by about 0.02.
 */
export const SAME_PERSON_DISTANCE = 0.58;

export interface FaceDescriptor {
  vector: Float32Array;
  /** 0..1, of the face it was taken from. */
  quality: number;
}

/** The crop of the descriptor's training: eyes level, laid out by eyes and mouth. */
function descriptorSquare(mesh: FaceMesh): Square {
  const [left, right] = eyesOf(mesh);
  const [mouthLeft, mouthRight] = [meshPoint(mesh, MESH.mouthLeft), meshPoint(mesh, MESH.mouthRight)];
  const mouth = { x: (mouthLeft.x + mouthRight.x) / 2, y: (mouthLeft.y + mouthRight.y) / 2 };
  const side = (Math.hypot(left.x - mouth.x, left.y - mouth.y) + Math.hypot(right.x - mouth.x, right.y - mouth.y)) / 2 / EYE_TO_MOUTH;
  const below = CENTRE_BELOW * side;
  return {
    centre: { x: (left.x + right.x + mouth.x) / 3 - Math.sin(mesh.roll) * below, y: (left.y + right.y + mouth.y) / 3 + Math.cos(mesh.roll) * below },
    side, roll: mesh.roll,
  };
}

/** The mean over the crop and its mirror image. */
export async function describeFace(model: TensorModel, picture: Picture, mesh: FaceMesh): Promise<Float32Array> {
  const crop = cutSquare(picture, descriptorSquare(mesh), SIDE);
  const data = new Uint8Array(crop.length * 2);
  data.set(crop);
  data.set(mirrored(crop, SIDE), crop.length);
  // input [2, 150, 150, 3] uint8 RGB → descriptor [2, 128]
  const { descriptor } = await model.run({ input: { type: 'uint8', dims: [2, SIDE, SIDE, 3], data } });
  if (descriptor?.type !== 'float32') throw new Error('face-descriptor gave no descriptor');
  return Float32Array.from({ length: LENGTH }, (_, i) => ((descriptor.data[i] ?? 0) + (descriptor.data[LENGTH + i] ?? 0)) / 2);
}

export function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** One descriptor for a whole track: better views count more. */
export function meanDescriptor(all: readonly FaceDescriptor[]): Float32Array {
  const mean = new Float32Array(LENGTH);
  const total = all.reduce((sum, { quality }) => sum + quality, 0);
  for (const { vector, quality } of all) for (let i = 0; i < LENGTH; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) * quality / Math.max(total, 1e-9);
  return mean;
}
