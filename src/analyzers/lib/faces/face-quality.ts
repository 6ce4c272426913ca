/** How well a face can be judged: its size, sharpness, turn, and whether it is there at all. */
import { squareAround, type FaceMesh } from './face-mesh.ts';
import { headPose, type HeadPose } from './head-pose.ts';
import { cutSquare, type Picture } from './picture-square.ts';

export interface FaceQuality {
  /** 0..1: all of the following together. */
  overall: number;
  /** Side of the smallest level square around the face, pixels of the picture it was found in. */
  sidePixels: number;
  /** Strength of fine detail over contrast at a common size: below 0.1 blurred, portraits in focus reach 0.2 to 0.7. */
  sharpness: number;
  pose: HeadPose;
  /** 0..1: how surely the mesh network sees an open face: low where it is covered or no face. */
  presence: number;
  /** Part of the face that lies inside the picture, 0..1. */
  inside: number;
}

/** Pixels per side at which sharpness is compared, so that large and small faces are measured alike. */
const SIDE = 64;
/** The cut for sharpness leaves out the background at the rim. */
const INNER = 0.9;
/** Grey levels that noise alone makes; keeps flat faces from dividing by nothing. */
const CONTRAST_FLOOR = 4;
/** Where more does not help any network: pixels, sharpness. */
const LARGE = 160;
const SHARP = 0.3;
/** Degrees to the side, and up or down, from which on a face is seen from its profile, top or bottom. */
const TURNED = 60;

/** Root mean square of the Laplacian over the standard deviation of the luma. */
function sharpnessOf(rgb: Uint8Array): number {
  const luma = Float32Array.from({ length: SIDE * SIDE }, (_, i) => 0.299 * (rgb[i * 3] ?? 0) + 0.587 * (rgb[i * 3 + 1] ?? 0) + 0.114 * (rgb[i * 3 + 2] ?? 0));
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const deviation = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
  let sum = 0;
  for (let y = 1; y < SIDE - 1; y++) {
    for (let i = y * SIDE + 1; i < (y + 1) * SIDE - 1; i++) {
      sum += (4 * (luma[i] ?? 0) - (luma[i - 1] ?? 0) - (luma[i + 1] ?? 0) - (luma[i - SIDE] ?? 0) - (luma[i + SIDE] ?? 0)) ** 2;
    }
  }
  return Math.sqrt(sum / (SIDE - 2) ** 2) / (deviation + CONTRAST_FLOOR);
}

function insideShare({ points }: FaceMesh, { width, height }: Picture): number {
  let inside = 0;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    if (x >= 0 && y >= 0 && x < width && y < height) inside++;
  }
  return inside / (points.length / 3);
}

export function faceQuality(picture: Picture, mesh: FaceMesh): FaceQuality {
  const pose = headPose(mesh);
  const sidePixels = squareAround(mesh, mesh.roll, 1).side;
  const sharpness = sharpnessOf(cutSquare(picture, squareAround(mesh, mesh.roll, INNER), SIDE));
  const inside = insideShare(mesh, picture);
  const facing = Math.max(0, 1 - Math.hypot(pose.yaw, pose.pitch) / TURNED);
  const overall = Math.sqrt(Math.min(1, sidePixels / LARGE) * Math.min(1, sharpness / SHARP)) * (0.3 + 0.7 * facing) * Math.max(0, Math.min(1, mesh.presence)) * inside ** 2;
  return { overall, sidePixels, sharpness, pose, presence: mesh.presence, inside };
}
