/** A small network over landmarks that tells an open, a closed and a pointing hand apart: role `gesture-classifier`. */
import type { TensorModel } from '@aima/sdk';
import type { Point } from '../bodies/square-crop.ts';
import { staticGesture, type Gesture, type NamedGesture } from './static-gesture.ts';

const CLASSES: readonly Gesture[] = ['open_palm', 'fist', 'pointing'];
/** What the labels of such networks mean; a network without labels answers in the order of CLASSES. */
const BY_LABEL: Readonly<Record<string, Gesture>> = { open: 'open_palm', close: 'fist', closed: 'fist', pointer: 'pointing', pointing: 'pointing' };
/** The network gives a class without a probability. */
const SETTLED = 0.8;
const CONTRADICTED = 0.6;

/** Landmarks relative to the wrist, divided by the largest distance along an axis: [1, 42] x, y, −1..1. */
export function classifierInput(landmarks: readonly Point[]): Float32Array {
  const wrist = landmarks[0] ?? { x: 0, y: 0 };
  const relative = landmarks.flatMap(({ x, y }) => [x - wrist.x, y - wrist.y]);
  const largest = Math.max(1e-9, ...relative.map(Math.abs));
  return Float32Array.from(relative, (value) => value / largest);
}

/** The rule's word, and among the three gestures that the network knows, the network's. */
export async function classifiedGesture(model: TensorModel, landmarks: readonly Point[]): Promise<NamedGesture> {
  const byRule = staticGesture(landmarks);
  if (!CLASSES.includes(byRule.gesture)) return byRule;
  const input = model.inputs?.[0]?.name ?? 'input';
  const output = Object.values(await model.run({ [input]: { type: 'float32', dims: [1, 42], data: classifierInput(landmarks) } }))[0];
  const index = Number(output?.data[0] ?? -1);
  const gesture = model.labels ? BY_LABEL[model.labels[index]?.toLowerCase() ?? ''] : CLASSES[index];
  if (gesture === undefined) return byRule;
  return gesture === byRule.gesture ? { gesture, confidence: Math.max(SETTLED, byRule.confidence) } : { gesture, confidence: CONTRADICTED };
}
