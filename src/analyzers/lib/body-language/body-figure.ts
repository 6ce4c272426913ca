/** One person at one moment as a figure of lines, in widths of the picture along both axes. */
import type { Box, Observation } from '@aima/contract';
import { z } from 'zod';

const Body = z.object({ keypoints: z.array(z.object({ name: z.string(), x: z.number(), y: z.number(), confidence: z.number() })) });
const Face = z.object({ quality: z.object({ yawDegrees: z.number(), overall: z.number() }) });

export interface Point {
  x: number;
  y: number;
  confidence: number;
}

export interface Figure {
  seen: Observation;
  trackId: string;
  points: ReadonlyMap<string, Point>;
  shoulders: { left: Point; right: Point; middle: Point; width: number };
  /** Between the hips; absent where they are not seen. */
  hips?: Point;
  /** The face that stands on this body; yaw is positive to the right of the picture. */
  face?: { id: string; yawDegrees: number; quality: number };
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, confidence: Math.min(a.confidence, b.confidence) });
const covers = (box: Box, x: number, y: number): boolean => x >= box.x && x <= box.x + box.w && y >= box.y - 0.05 && y <= box.y + box.h / 2;

/** The face whose middle lies in the upper half of the body's box; of several the largest. */
function faceOn(body: Observation, faces: readonly Observation[]): Figure['face'] {
  const on = faces.filter(({ box, startMs }) => startMs === body.startMs && box && body.box && covers(body.box, box.x + box.w / 2, box.y + box.h / 2));
  const [first, ...others] = on;
  const face = first && others.reduce((a, b) => ((b.box?.w ?? 0) > (a.box?.w ?? 0) ? b : a), first);
  const quality = face && Face.safeParse(face.attributes).data?.quality;
  return face && quality ? { id: face.id, yawDegrees: quality.yawDegrees, quality: quality.overall } : undefined;
}

/** Undefined where a shoulder is not seen. `aspect`: width over height of the picture. */
export function figureOf(body: Observation, faces: readonly Observation[], aspect: number): Figure | undefined {
  const points = new Map((Body.safeParse(body.attributes).data?.keypoints ?? []).map(({ name, x, y, confidence }): [string, Point] => [name, { x, y: y / aspect, confidence }]));
  const [left, right, leftHip, rightHip] = ['left_shoulder', 'right_shoulder', 'left_hip', 'right_hip'].map((name) => points.get(name));
  if (!left || !right || body.trackId === undefined) return undefined;
  const face = faceOn(body, faces);
  return {
    seen: body, trackId: body.trackId, points,
    shoulders: { left, right, middle: middle(left, right), width: Math.hypot(left.x - right.x, left.y - right.y) },
    ...(leftHip && rightHip ? { hips: middle(leftHip, rightHip) } : {}), ...(face ? { face } : {}),
  };
}
