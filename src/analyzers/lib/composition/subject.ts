/** Where the main person of one moment is, from face and body observations. */
import type { Box, Observation } from '@aima/contract';
import { z } from 'zod';

/**
 * A head is 1.25 faces high, crown included, and stands 7.5 times in a body; from shoulders to hips are 2.5 heads
 * (the proportions of figure drawing; Loomis 1943, "Figure Drawing for All It's Worth").
 */
const HEAD_PER_FACE = 1.25;
const HEADS_PER_TORSO = 2.5;

const Face = z.object({ quality: z.object({ yawDegrees: z.number() }) });
const Body = z.object({ keypoints: z.array(z.object({ name: z.string(), x: z.number(), y: z.number() })) });

/** Fractions of the picture; the head's height is one of the picture's height. */
export interface Subject {
  id: string;
  atMs: number;
  confidence: number;
  /** Between the eyes; of a body without a face its shoulders. */
  x: number;
  y: number;
  headHeight: number;
  /** Crown of the head; known with a face only. */
  crown?: number;
  /** Positive: the face looks to the right of the picture. */
  yawDegrees?: number;
  area: number;
}

const areaOf = (box: Box): number => box.w * box.h;

function subjectOfFace(face: Observation): Subject | undefined {
  const { box } = face;
  if (!box) return undefined;
  const yaw = Face.safeParse(face.attributes).data?.quality.yawDegrees;
  return {
    id: face.id, atMs: face.startMs, confidence: face.confidence, x: box.x + box.w / 2, y: box.y + box.h * 0.4, area: areaOf(box),
    headHeight: box.h * HEAD_PER_FACE, crown: Math.max(0, box.y - box.h * (HEAD_PER_FACE - 1)), ...(yaw === undefined ? {} : { yawDegrees: yaw }),
  };
}

/** Undefined where no upright line from shoulders to hips is seen. */
function subjectOfBody(body: Observation): Subject | undefined {
  const points = Body.safeParse(body.attributes).data?.keypoints ?? [];
  const middle = (joint: string): { x: number; y: number } | undefined => {
    const found = points.filter(({ name }) => name.endsWith(`_${joint}`));
    return found.length === 0 ? undefined : { x: found.reduce((sum, { x }) => sum + x, 0) / found.length, y: found.reduce((sum, { y }) => sum + y, 0) / found.length };
  };
  const [shoulders, hips] = [middle('shoulder'), middle('hip')];
  if (!body.box || !shoulders || !hips || hips.y - shoulders.y < 0.01) return undefined;
  return { id: body.id, atMs: body.startMs, confidence: body.confidence * 0.8, ...shoulders, headHeight: (hips.y - shoulders.y) / HEADS_PER_TORSO, area: areaOf(body.box) };
}

/** Of every moment the subjects: its faces, or its bodies where no face is seen. */
export function subjectsByMoment(faces: readonly Observation[], bodies: readonly Observation[]): Map<number, Subject[]> {
  const moments = new Map<number, Subject[]>();
  const add = (subject: Subject | undefined): void => {
    if (subject) moments.set(subject.atMs, [...(moments.get(subject.atMs) ?? []), subject]);
  };
  for (const face of faces) add(subjectOfFace(face));
  const withFaces = new Set(moments.keys());
  for (const body of bodies) if (!withFaces.has(body.startMs)) add(subjectOfBody(body));
  return moments;
}
