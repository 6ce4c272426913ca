/**
 * How a head is turned, from the geometry of its mesh: three axes across the face, made perpendicular. The mesh's depth
 * is a guess of its network under weak perspective, so angles beyond 45 degrees come out too small.
 */
import { MESH, meshPoint, type FaceMesh } from './face-mesh.ts';

/** Degrees. */
export interface HeadPose {
  /** Positive: the nose points to the right of the picture. */
  yaw: number;
  /** Positive: the nose points up. */
  pitch: number;
  /** Positive: turned clockwise in the picture. */
  roll: number;
}

type Vector = readonly [number, number, number];

/** Pairs of points that lie symmetrically left and right. */
const ACROSS: readonly (readonly [number, number])[] = [
  [MESH.eyeLeftOuter, MESH.eyeRightOuter], [MESH.eyeLeftInner, MESH.eyeRightInner], [MESH.mouthLeft, MESH.mouthRight], [MESH.sideLeft, MESH.sideRight],
];

const DEGREES = 180 / Math.PI;

const normal = ([x, y, z]: Vector): Vector => {
  const length = Math.max(Math.hypot(x, y, z), 1e-9);
  return [x / length, y / length, z / length];
};

const cross = ([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector => [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];

/** From the first to the second point. */
function between(mesh: Pick<FaceMesh, 'points'>, from: number, to: number): Vector {
  const [a, b] = [meshPoint(mesh, from), meshPoint(mesh, to)];
  return [b.x - a.x, b.y - a.y, b.z - a.z];
}

export function headPose(mesh: Pick<FaceMesh, 'points'>): HeadPose {
  const across = normal(ACROSS.map(([left, right]) => normal(between(mesh, left, right))).reduce<Vector>((sum, each) => [sum[0] + each[0], sum[1] + each[1], sum[2] + each[2]], [0, 0, 0]));
  // In a face that looks straight ahead, top of the forehead and chin lie at the same depth within a degree.
  const down = between(mesh, MESH.forehead, MESH.chin);
  // Points out of the face's back, away from the viewer for a face seen from the front.
  const back = normal(cross(across, normal(down)));
  const yaw = Math.atan2(-back[0], back[2]) * DEGREES;
  const pitch = Math.asin(Math.max(-1, Math.min(1, back[1]))) * DEGREES;
  return { yaw, pitch, roll: Math.atan2(across[1], across[0]) * DEGREES };
}
