/** Apparent ages of all faces in one picture: what the minors' gate asks. */
import type { TensorModel } from '@aima/sdk';
import { letterboxOf } from '../view/letterbox.ts';
import { judgeAge, type AgeEstimate, type AgeModels } from './age-judges.ts';
import { meshFace, squareOfBox } from './face-mesh.ts';
import { faceQuality } from './face-quality.ts';
import { ssdFaceFinder } from './find-faces.ts';
import type { Picture } from './picture-square.ts';

export interface AgedFace {
  /** Fractions of the picture, clamped to it. */
  box: { x: number; y: number; w: number; h: number };
  /** 0..1. */
  quality: number;
  /** One a model, or empty where the face is too small, blurred, covered or turned to be judged. */
  estimates: AgeEstimate[];
}

export interface ApparentAgeModels extends AgeModels {
  /** `face-ssd`. */
  detector: TensorModel;
  /** `facemesh`. */
  mesh: TensorModel;
}

/** Lower than where faces are reported: a face that nobody looked at must not pass for none. */
const LEAST_CONFIDENCE = 0.3;
const MOST_OVERLAP = 0.4;

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** RGB24 in; boxes may overlap what is no face, which then has no estimates. */
export async function apparentAges(picture: Picture, models: ApparentAgeModels): Promise<AgedFace[]> {
  const find = ssdFaceFinder(models.detector, { minConfidence: LEAST_CONFIDENCE, maxOverlap: MOST_OVERLAP });
  const aged: AgedFace[] = [];
  for (const found of await find((side) => letterboxOf(picture, side))) {
    const mesh = await meshFace(models.mesh, picture, squareOfBox(found));
    const quality = faceQuality(picture, mesh);
    const [left, top] = [clamp(found.left / picture.width), clamp(found.top / picture.height)];
    aged.push({
      box: { x: left, y: top, w: clamp(found.right / picture.width) - left, h: clamp(found.bottom / picture.height) - top },
      quality: quality.overall,
      estimates: await judgeAge(picture, mesh, quality, models),
    });
  }
  return aged;
}
