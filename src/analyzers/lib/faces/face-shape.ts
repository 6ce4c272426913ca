/** Open or closed, raised or level: states of eyes and mouth from distances between points of the mesh. */
import { MESH, meshPoint, type FaceMesh } from './face-mesh.ts';
import type { Eyes } from './irises.ts';
import type { Point } from './picture-square.ts';

export type Openness = 'open' | 'closed' | 'uncertain';

/** Distance of the lids over the width of the eye; between the two lies squinting, which may be either. */
const EYE = { closed: 0.14, open: 0.2 } as const;
/** Distance of the inner lips over the width of the mouth between its inner corners. */
const MOUTH = { closed: 0.07, open: 0.12 } as const;
/** Corners of the mouth above the line where the lips meet, plus half of what the mouth is wider than usual, in its own and in face units. */
const USUAL_MOUTH = 0.55;
const CORNERS = { lowered: -0.02, raised: 0.11 } as const;

const between = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

export const eyeState = (openness: number): Openness => (openness < EYE.closed ? 'closed' : openness > EYE.open ? 'open' : 'uncertain');

/** Both eyes together: closed or open only if both are. */
export function eyesState({ left, right }: Eyes): Openness {
  const [a, b] = [eyeState(left.openness), eyeState(right.openness)];
  return a === b ? a : 'uncertain';
}

export interface MouthShape {
  /** Distance of the inner lips over the width between the inner corners. */
  openness: number;
  state: Openness;
  /** How far the corners are raised and drawn apart, about −0.1 to 0.2; smiles reach 0.11, so do some grimaces. */
  cornerLift: number;
  corners: 'raised' | 'level' | 'lowered';
}

export function mouthShape(mesh: FaceMesh): MouthShape {
  const point = (name: keyof typeof MESH): Point => meshPoint(mesh, MESH[name]);
  const openness = between(point('lipInnerTop'), point('lipInnerBottom')) / Math.max(1e-6, between(point('mouthInnerLeft'), point('mouthInnerRight')));
  const width = Math.max(1e-6, between(point('mouthLeft'), point('mouthRight')));
  const down = ({ x, y }: Point): number => y * Math.cos(mesh.roll) - x * Math.sin(mesh.roll);
  const lips = (down(point('lipInnerTop')) + down(point('lipInnerBottom'))) / 2;
  const corners = (down(point('mouthLeft')) + down(point('mouthRight'))) / 2;
  const cornerLift = (lips - corners) / width + (width / Math.max(1e-6, between(point('eyeLeftOuter'), point('eyeRightOuter'))) - USUAL_MOUTH) / 2;
  return {
    openness, cornerLift,
    state: openness < MOUTH.closed ? 'closed' : openness > MOUTH.open ? 'open' : 'uncertain',
    corners: cornerLift >= CORNERS.raised ? 'raised' : cornerLift <= CORNERS.lowered ? 'lowered' : 'level',
  };
}
