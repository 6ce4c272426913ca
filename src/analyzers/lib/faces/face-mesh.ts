/**
 * The surface of a face as 468 points (Kartynnik et al., 'Real-time Facial Surface Geometry from Monocular Video on
 * Mobile GPUs', 2019), level or not: a first look tells how the head is turned, a second one looks at it upright.
 */
import type { TensorModel } from '@aima/sdk';
import { cutSquare, fromSquare, type Picture, type Point, type Square } from './picture-square.ts';

const SIDE = 192;
const POINTS = 468;
/** The network was trained on squares half as wide again as the face. */
const MARGIN = 1.5;
/** The first look is good enough if it was this level, and this well placed in units of the square. */
const LEVEL_ENOUGH = 0.15;
const PLACED_ENOUGH = 0.08;
const SIZED_ENOUGH = 0.15;

/** Points that other measures name. Left and right are those of the picture. */
export const MESH = {
  eyeLeftOuter: 33, eyeLeftInner: 133, eyeLeftTop: 159, eyeLeftBottom: 145,
  eyeRightOuter: 263, eyeRightInner: 362, eyeRightTop: 386, eyeRightBottom: 374,
  noseTip: 1, noseBridge: 168,
  mouthLeft: 61, mouthRight: 291, mouthInnerLeft: 78, mouthInnerRight: 308, lipTop: 0, lipBottom: 17, lipInnerTop: 13, lipInnerBottom: 14,
  forehead: 10, chin: 152, sideLeft: 234, sideRight: 454,
  browLeftOuter: 70, browLeftInner: 55, browRightOuter: 300, browRightInner: 285,
} as const;

export interface FaceMesh {
  /** x, y in pixels of the picture, z in the same scale, smaller is nearer: [468, 3]. */
  points: Float32Array;
  /** 0..1: how surely the network sees a face there at all. */
  presence: number;
  /** Radians, clockwise in the picture: how far the line through the eyes is turned. */
  roll: number;
}

export const meshPoint = ({ points }: Pick<FaceMesh, 'points'>, index: number): Point & { z: number } =>
  ({ x: points[index * 3] ?? 0, y: points[index * 3 + 1] ?? 0, z: points[index * 3 + 2] ?? 0 });

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Centres of the left and right eye, between the corners. */
export const eyesOf = (mesh: Pick<FaceMesh, 'points'>): [Point, Point] => [
  middle(meshPoint(mesh, MESH.eyeLeftOuter), meshPoint(mesh, MESH.eyeLeftInner)),
  middle(meshPoint(mesh, MESH.eyeRightOuter), meshPoint(mesh, MESH.eyeRightInner)),
];

/** The smallest square, turned by `roll`, that holds the given points (all by default), enlarged by `margin`. */
export function squareAround({ points }: Pick<FaceMesh, 'points'>, roll: number, margin: number, indices?: readonly number[]): Square {
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const count = indices?.length ?? points.length / 3;
  for (let k = 0; k < count; k++) {
    const i = indices?.[k] ?? k;
    const [x, y] = [points[i * 3] ?? 0, points[i * 3 + 1] ?? 0];
    const [along, down] = [x * cos + y * sin, y * cos - x * sin];
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const [along, down] = [(left + right) / 2, (top + bottom) / 2];
  return { centre: { x: along * cos - down * sin, y: along * sin + down * cos }, side: Math.max(right - left, bottom - top) * margin, roll };
}

async function look(model: TensorModel, picture: Picture, square: Square): Promise<FaceMesh> {
  // input [1, 192, 192, 3] uint8 RGB → mesh [1, 1404] in input pixels; faceflag [1, 1]
  const { mesh, faceflag } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: cutSquare(picture, square, SIDE) } });
  if (mesh?.type !== 'float32' || faceflag?.type !== 'float32') throw new Error('facemesh gave no mesh');
  const points = new Float32Array(POINTS * 3);
  for (let i = 0; i < POINTS; i++) {
    const { x, y } = fromSquare(square, { x: (mesh.data[i * 3] ?? 0) / SIDE, y: (mesh.data[i * 3 + 1] ?? 0) / SIDE });
    points[i * 3] = x;
    points[i * 3 + 1] = y;
    points[i * 3 + 2] = (mesh.data[i * 3 + 2] ?? 0) * square.side / SIDE;
  }
  const [left, right] = eyesOf({ points });
  return { points, presence: Math.min(1, Math.max(0, faceflag.data[0] ?? 0)), roll: Math.atan2(right.y - left.y, right.x - left.x) };
}

/** The square for a first look at a box of a detector, which ends at brows or hairline and chin. */
export const squareOfBox = ({ left, top, right, bottom }: { left: number; top: number; right: number; bottom: number }): Square =>
  ({ centre: { x: (left + right) / 2, y: (top + bottom) / 2 }, side: Math.max(right - left, bottom - top) * MARGIN, roll: 0 });

/** The square for the next look at a face whose mesh is known: here, or in the next picture. */
export const squareOfMesh = (mesh: FaceMesh): Square => squareAround(mesh, mesh.roll, MARGIN);

function goodEnough(looked: Square, wanted: Square): boolean {
  const turned = Math.abs(Math.atan2(Math.sin(wanted.roll - looked.roll), Math.cos(wanted.roll - looked.roll)));
  const moved = Math.hypot(wanted.centre.x - looked.centre.x, wanted.centre.y - looked.centre.y) / looked.side;
  return turned < LEVEL_ENOUGH && moved < PLACED_ENOUGH && Math.abs(wanted.side / looked.side - 1) < SIZED_ENOUGH;
}

/** Looks where `square` is, and once more, level and centred, where that was not good enough. */
export async function meshFace(model: TensorModel, picture: Picture, square: Square): Promise<FaceMesh> {
  const first = await look(model, picture, square);
  const wanted = squareOfMesh(first);
  if (goodEnough(square, wanted) || !(wanted.side > 0)) return first;
  const second = await look(model, picture, wanted);
  return second.presence >= first.presence - 0.1 ? second : first;
}
