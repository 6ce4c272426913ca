/** Faces made of nothing but their geometry, for tests. */
import { MESH, type FaceMesh } from './face-mesh.ts';
import type { FaceQuality } from './face-quality.ts';
import type { MeshedFace } from './face-tracks.ts';

/** A flat face of 100 × 120 pixels that looks straight ahead; x to the right, y down, z away. */
const FLAT: Readonly<Partial<Record<keyof typeof MESH, readonly [number, number]>>> = {
  eyeLeftOuter: [-35, -20], eyeLeftInner: [-15, -20], eyeRightInner: [15, -20], eyeRightOuter: [35, -20],
  mouthLeft: [-20, 35], mouthRight: [20, 35], mouthInnerLeft: [-18, 35], mouthInnerRight: [18, 35],
  lipInnerTop: [0, 35], lipInnerBottom: [0, 35], lipTop: [0, 31], lipBottom: [0, 40],
  forehead: [0, -60], chin: [0, 60], sideLeft: [-50, 0], sideRight: [50, 0], noseTip: [0, 10],
};

const rotate = (a: number, b: number, degrees: number): [number, number] => {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  return [a * cos - b * sin, a * sin + b * cos];
};

export interface MadePose {
  yaw?: number;
  pitch?: number;
  roll?: number;
  at?: { x: number; y: number };
  moved?: Partial<Record<keyof typeof MESH, readonly [number, number]>>;
}

/** Turned as head poses are told: yaw to the right of the picture, pitch up, roll clockwise. */
export function madeMesh({ yaw = 0, pitch = 0, roll = 0, at = { x: 100, y: 100 }, moved = {} }: MadePose = {}): FaceMesh {
  const points = new Float32Array(468 * 3);
  for (let i = 0; i < 468; i++) points.set([at.x, at.y, 0], i * 3);
  for (const [name, place] of Object.entries({ ...FLAT, ...moved })) {
    // Keys of FLAT and of `moved` are names of points.
    const index = MESH[name as keyof typeof MESH];
    const [flatX, flatY] = place;
    // The near side of a head that turns to the right goes right: z is away, so a positive yaw moves the left side nearer.
    // A raised face leans its forehead back, away.
    const [y1, z1] = rotate(flatY, 0, -pitch);
    const [x2, z2] = rotate(flatX, z1, yaw);
    const [x3, y3] = rotate(x2, y1, roll);
    points.set([at.x + x3, at.y + y3, z2], index * 3);
  }
  return { points, presence: 1, roll: roll * Math.PI / 180 };
}

const goodQuality: FaceQuality = { overall: 0.8, sidePixels: 120, sharpness: 0.4, presence: 1, inside: 1, pose: { yaw: 0, pitch: 0, roll: 0 } };

export const madeFace = (x: number, y = 100, overall = 0.8): MeshedFace => ({
  rect: { left: x - 50, top: y - 60, right: x + 50, bottom: y + 60 }, confidence: 0.9, mesh: madeMesh({ at: { x, y } }), quality: { ...goodQuality, overall },
});

/** Descriptors far from each other for different numbers, near for nearly the same ones. */
export const madeDescriptor = (person: number, noise = 0): Float32Array => Float32Array.from({ length: 128 }, (_, i) => (i === person ? 0.6 : 0) + (i === 100 ? noise : 0));
