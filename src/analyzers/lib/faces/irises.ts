/** Eyes seen closely: lids and iris (Ablavatski et al., 'Real-time Pupil Tracking from Monocular Video for Digital Puppetry', 2020). */
import type { TensorModel } from '@aima/sdk';
import { MESH, meshPoint, type FaceMesh } from './face-mesh.ts';
import { cutSquare, fromSquare, mirrored, type Picture, type Point, type Square } from './picture-square.ts';

/** One eye, in pixels of the picture. Left and right are those of the picture. */
export interface Eye {
  outer: Point;
  inner: Point;
  /** Centre of the iris. */
  iris: Point;
  irisRadius: number;
  /** Distance of the lids at the middle of the eye over its width: about 0.3 open, below 0.15 closed. */
  openness: number;
}

export interface Eyes {
  left: Eye;
  right: Eye;
}

const SIDE = 64;
/** Numbers per eye: 71 points of its outline and brow, then 5 of the iris. */
const NUMBERS = 228;
const IRIS = 71;
/** The crop is this much wider than the eye. */
const MARGIN = 2.3;
/** Of the outline: the lower lid from corner to corner, and the upper lid between. */
const LOWER = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const UPPER = [9, 10, 11, 12, 13, 14, 15] as const;

function eyeSquare(mesh: FaceMesh, outer: number, inner: number): Square {
  const [a, b] = [meshPoint(mesh, outer), meshPoint(mesh, inner)];
  return { centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, side: Math.max(4, Math.hypot(a.x - b.x, a.y - b.y) * MARGIN), roll: mesh.roll };
}

/** `flipped`: the network saw the mirror image. */
function eyeFrom(numbers: Float32Array, square: Square, flipped: boolean): Eye {
  const at = (i: number): Point => {
    const x = (numbers[i * 3] ?? 0) / SIDE;
    return fromSquare(square, { x: flipped ? 1 - x : x, y: (numbers[i * 3 + 1] ?? 0) / SIDE });
  };
  const [cornerA, cornerB, iris] = [at(LOWER[0]), at(LOWER[8]), at(IRIS)];
  const width = Math.max(1e-6, Math.hypot(cornerA.x - cornerB.x, cornerA.y - cornerB.y));
  // Three lines across the middle of the eye, each from the upper to the lower lid.
  const gaps = [2, 3, 4].map((i) => {
    const [upper, lower] = [at(UPPER[i] ?? 12), at(LOWER[i + 1] ?? 4)];
    return Math.hypot(upper.x - lower.x, upper.y - lower.y);
  });
  const rim = [1, 2, 3, 4].map((i) => at(IRIS + i)).map((point) => Math.hypot(point.x - iris.x, point.y - iris.y));
  return {
    outer: cornerA, inner: cornerB, iris,
    irisRadius: rim.reduce((sum, value) => sum + value, 0) / rim.length,
    openness: gaps.reduce((sum, value) => sum + value, 0) / gaps.length / width,
  };
}

const known = new WeakMap<FaceMesh, Promise<Eyes>>();

/** Both eyes of a face, computed once however many ask. */
export function eyesOfFace(model: TensorModel, picture: Picture, mesh: FaceMesh): Promise<Eyes> {
  const asked = known.get(mesh) ?? look(model, picture, mesh);
  known.set(mesh, asked);
  return asked;
}

async function look(model: TensorModel, picture: Picture, mesh: FaceMesh): Promise<Eyes> {
  const left = eyeSquare(mesh, MESH.eyeLeftOuter, MESH.eyeLeftInner);
  const right = eyeSquare(mesh, MESH.eyeRightOuter, MESH.eyeRightInner);
  const data = new Uint8Array(2 * SIDE * SIDE * 3);
  data.set(cutSquare(picture, left, SIDE));
  // The network knows one kind of eye, whose outer corner is on the left; the other one is shown to it in a mirror.
  data.set(mirrored(cutSquare(picture, right, SIDE), SIDE), SIDE * SIDE * 3);
  // input [2, 64, 64, 3] uint8 RGB → points [2, 1, 1, 228] in input pixels
  const { points } = await model.run({ input: { type: 'uint8', dims: [2, SIDE, SIDE, 3], data } });
  if (points?.type !== 'float32') throw new Error('iris gave no points');
  return { left: eyeFrom(points.data.subarray(0, NUMBERS), left, false), right: eyeFrom(points.data.subarray(NUMBERS), right, true) };
}
