/** Two networks that judge apparent age, each on several crops of one face, and how far each may be wrong. */
import type { Tensor, TensorModel } from '@aima/sdk';
import { MESH, squareAround, type FaceMesh } from './face-mesh.ts';
import type { FaceQuality } from './face-quality.ts';
import { cutSquare, mirrored, type Picture } from './picture-square.ts';

export interface AgeEstimate {
  /** Id of the model's entry. */
  model: string;
  /** Apparent age: the mean over the crops. */
  years: number;
  /** One-sided: about 19 of 20 true ages lie above `years` less this, and as many below `years` plus this. */
  uncertaintyYears: number;
}

interface AgeJudge {
  model: string;
  side: number;
  /** Points that the crop is laid around (all if left out) and how far it reaches beyond them, one crop each, and each once more mirrored. */
  around?: readonly number[];
  margins: readonly number[];
  years(outputs: Readonly<Record<string, Tensor>>, crop: number): number;
  /** Mean absolute error that is published for the network, years, and where. */
  meanError: number;
  reason: string;
}

const floats = (outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array => {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`an age network gave no ${name}`);
  return tensor.data;
};

const CLASSES = 100;

/** The expected value of the two strongest classes, as the network's authors read it; class i is i + 1 years. */
function strongestTwo(probabilities: Float32Array): number {
  let [first, second] = [0, 1];
  for (const [i, value] of probabilities.entries()) {
    if (value > (probabilities[first] ?? 0)) [first, second] = [i, first];
    else if (i !== first && (second === first || value > (probabilities[second] ?? 0))) second = i;
  }
  const [a, b] = [probabilities[first] ?? 0, probabilities[second] ?? 0];
  return 1 + (first * a + second * b) / Math.max(a + b, 1e-9);
}

/** Brows, jaw and chin: what face-api aligns its crops by. */
const BROWS_TO_CHIN = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 172, 397, 136, 365, MESH.sideLeft, MESH.sideRight, MESH.chin];

/**
 * The table of what each judge may be off. The figures are errors on test sets of adults mostly; neither network was
 * tested by us on documented ages. Networks like these are known to take many sixteen- and seventeen-year-olds for adults
 * (Anda et al., 'Improving Borderline Adulthood Facial Age Estimation through Ensemble Learning', 2019).
 */
const AGE_JUDGES: readonly AgeJudge[] = [
  {
    model: 'faceres', side: 224, margins: [1.3, 1.5],
    years: (outputs, crop) => strongestTwo(floats(outputs, 'age').subarray(crop * CLASSES, (crop + 1) * CLASSES)),
    meanError: 6.5,
    reason: 'No figure for exactly these weights could be verified; it learned from IMDB-WIKI, so what the other network errs on Wiki is taken for both.',
  },
  {
    model: 'face-age', side: 112, around: BROWS_TO_CHIN, margins: [1.1, 1.3],
    years: (outputs, crop) => floats(outputs, 'years')[crop] ?? NaN,
    meanError: 6.5,
    reason: 'face-api.js gives 4.54 years over all its test sets, 4.8 to 5.4 for 9 to 40 years, and 6.54 for its worst set (Wiki), which is taken.',
  },
];

/** Errors taken as normal: standard deviation over mean absolute error, and the one-sided 95 % quantile. */
const DEVIATION_OF_MEAN_ERROR = Math.sqrt(Math.PI / 2);
const QUANTILE = 1.645;

/** Faces below this are not judged at all: what the networks say of them drifts towards the middle of their training (about 30). */
const LEAST = { sidePixels: 40, sharpness: 0.12, presence: 0.7, inside: 0.85, turned: 50 } as const;

export const ageCanBeJudged = ({ sidePixels, sharpness, presence, inside, pose }: FaceQuality): boolean =>
  sidePixels >= LEAST.sidePixels && sharpness >= LEAST.sharpness && presence >= LEAST.presence && inside >= LEAST.inside && Math.hypot(pose.yaw, pose.pitch) <= LEAST.turned;

async function judge({ model: id, side, around, margins, years, meanError }: AgeJudge, model: TensorModel, picture: Picture, mesh: FaceMesh): Promise<AgeEstimate> {
  const crops = margins.flatMap((margin) => {
    const cut = cutSquare(picture, squareAround(mesh, mesh.roll, margin, around), side);
    return [cut, mirrored(cut, side)];
  });
  const data = new Uint8Array(crops.length * side * side * 3);
  crops.forEach((crop, i) => { data.set(crop, i * crop.length); });
  // input [n, side, side, 3] uint8 RGB
  const outputs = await model.run({ input: { type: 'uint8', dims: [crops.length, side, side, 3], data } });
  const each = crops.map((_, i) => years(outputs, i));
  const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
  const spread = Math.sqrt(each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (each.length - 1));
  return { model: id, years: mean, uncertaintyYears: QUANTILE * Math.hypot(meanError * DEVIATION_OF_MEAN_ERROR, spread) };
}

export interface AgeModels {
  /** `faceres` and `face-age`. */
  faceres: TensorModel;
  faceAge: TensorModel;
}

/** One estimate of each network, or none where the face is too small, blurred, covered or turned. */
export async function judgeAge(picture: Picture, mesh: FaceMesh, quality: FaceQuality, models: AgeModels): Promise<AgeEstimate[]> {
  if (!ageCanBeJudged(quality)) return [];
  return Promise.all(AGE_JUDGES.map((each) => judge(each, each.model === 'faceres' ? models.faceres : models.faceAge, picture, mesh)));
}
