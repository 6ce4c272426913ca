/** Whom a picture shows, as far as the gate must know: faces with their apparent ages, bodies without a face. */
import type { Box } from '@aima/contract';
import type { Frame, TensorModel } from '@aima/sdk';
import { keepBest } from '../analyzers/lib/detection/boxes.ts';
import { centernetDetector } from '../analyzers/lib/detection/find-things.ts';
import { apparentAges, type ApparentAgeModels } from '../analyzers/lib/faces/apparent-age.ts';
import { gateThresholds } from './thresholds.ts';
import type { People } from './verdict.ts';

interface Picture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

export interface PeopleModels extends ApparentAgeModels {
  /** `centernet-coco`. */
  bodies: TensorModel;
}

const MOST_OVERLAP = 0.6;

const frameOf = ({ pixels, width, height }: Picture): Frame => ({
  atMs: 0,
  pixels,
  toFraction: ({ left, top, right, bottom }) => ({ x: left / width, y: top / height, w: (right - left) / width, h: (bottom - top) / height }),
});

const centreIn = (face: Box, body: Box): boolean => {
  const x = face.x + face.w / 2;
  const y = face.y + face.h / 2;
  return x >= body.x && x <= body.x + body.w && y >= body.y && y <= body.y + body.h;
};

/** Each face belongs to one body at most: two bodies behind one face leave one without. */
export function bodiesWithoutFace(bodies: readonly Box[], faces: readonly Box[]): number {
  const free = new Set(faces);
  return bodies.filter((body) => {
    const own = [...free].find((face) => centreIn(face, body));
    if (own) free.delete(own);
    return own === undefined;
  }).length;
}

export async function peopleIn(picture: Picture, models: PeopleModels): Promise<People> {
  const [faces, things] = await Promise.all([apparentAges(picture, models), centernetDetector(models.bodies).find(frameOf(picture), picture)]);
  const bodies = keepBest(things.filter(({ label, confidence }) => label === 'person' && confidence >= gateThresholds.bodyConfidence), MOST_OVERLAP);
  return { faces: faces.map(({ estimates }) => ({ estimates })), bodiesWithoutFace: bodiesWithoutFace(bodies.map(({ box }) => box), faces.map(({ box }) => box)) };
}
