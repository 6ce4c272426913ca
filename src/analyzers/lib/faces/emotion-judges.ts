/** Two networks that name facial expressions, as one opinion. */
import type { Tensor, TensorModel } from '@aima/sdk';
import { MESH, squareAround, type FaceMesh } from './face-mesh.ts';
import { cutSquare, mirrored, type Picture } from './picture-square.ts';

/** Names of expressions, as the data calls them that both networks were trained on. They name a look, not what somebody feels. */
export const EXPRESSIONS = ['neutral', 'happy', 'sad', 'angry', 'fear', 'disgust', 'surprise'] as const;
export type Expression = (typeof EXPRESSIONS)[number];
/** Shares that add up to 1. */
export type ExpressionShares = Readonly<Record<Expression, number>>;

export interface EmotionModels {
  /** `face-emotion`. */
  emotion: TensorModel;
  /** `face-expression`. */
  expression: TensorModel;
}

/** Brows, sides and chin: both networks want faces cut closely. */
const AROUND = [70, 105, 107, 336, 334, 300, 172, 397, MESH.sideLeft, MESH.sideRight, MESH.chin];
const JUDGES = [{ model: 'emotion', side: 64, margin: 1.1 }, { model: 'expression', side: 112, margin: 1.2 }] as const;

function probabilitiesOf(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('an expression network gave no probabilities');
  return tensor.data;
}

/** The mean over both networks, each on the face and its mirror image. */
export async function judgeExpression(picture: Picture, mesh: FaceMesh, models: EmotionModels): Promise<ExpressionShares> {
  const sums: Record<Expression, number> = { neutral: 0, happy: 0, sad: 0, angry: 0, fear: 0, disgust: 0, surprise: 0 };
  await Promise.all(JUDGES.map(async ({ model: name, side, margin }) => {
    const model = models[name];
    const crop = cutSquare(picture, squareAround(mesh, mesh.roll, margin, AROUND), side);
    const data = new Uint8Array(crop.length * 2);
    data.set(crop);
    data.set(mirrored(crop, side), crop.length);
    // input [2, side, side, 3] uint8 RGB → probabilities [2, 7] in the order of the labels
    const { probabilities } = await model.run({ input: { type: 'uint8', dims: [2, side, side, 3], data } });
    const labels = model.labels ?? [];
    for (const [i, value] of probabilitiesOf(probabilities).entries()) {
      const label = EXPRESSIONS.find((each) => each === labels[i % labels.length]);
      if (label !== undefined) sums[label] += value / (2 * JUDGES.length);
    }
  }));
  return sums;
}

export const meanShares = (all: readonly ExpressionShares[]): ExpressionShares =>
  // Every expression is set.
  Object.fromEntries(EXPRESSIONS.map((name) => [name, all.reduce((sum, shares) => sum + shares[name], 0) / Math.max(1, all.length)])) as Record<Expression, number>;

/** What the strongest expression needs to be named: this share, and this much more than the next one. */
const LEAST_SHARE = 0.5;
const LEAST_MARGIN = 0.2;

export function topExpression(shares: ExpressionShares): Expression | 'not_determinable' {
  const [first, second] = EXPRESSIONS.toSorted((a, b) => shares[b] - shares[a]);
  if (first === undefined || second === undefined) return 'not_determinable';
  return shares[first] >= LEAST_SHARE && shares[first] - shares[second] >= LEAST_MARGIN ? first : 'not_determinable';
}
