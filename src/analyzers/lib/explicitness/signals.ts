/** What is known of a picture's explicitness: weak signals, which `fuse.ts` puts together. */
import { tensorModel, type Frame, type FrameBatch, type TensorModel } from '@aima/sdk';
import { onceForFrame } from '../view/view.ts';
import { stretched } from '../view/letterbox.ts';
import { type ClassScores, needsSecondNetwork } from './rules.ts';
import { skinShare } from './skin-share.ts';

export interface ExplicitnessSignals {
  atMs: number;
  /** Where it says enough to matter, the mean of the picture and its mirror image. */
  mobilenet: ClassScores;
  /** Only where mobilenet still says enough; a mean as above. */
  inception?: ClassScores;
  /** Share of pixels with the colour of skin, 0..1. */
  skinShare: number;
}

/** The references that an analyzer declares to get what `explicitnessSignals` wants. */
export const EXPLICITNESS_MODELS = { mobilenet: tensorModel('nsfw-mobilenet'), inception: tensorModel('nsfw-inception') } as const;

export interface ExplicitnessModels {
  mobilenet: TensorModel;
  inception: TensorModel;
}

/** Pixels; the squares that the two were trained on. */
const MOBILENET_SIDE = 224;
const INCEPTION_SIDE = 299;

type Size = Pick<FrameBatch, 'width' | 'height'>;

/** A network, and the frame as the square that it wants. */
interface Look {
  model: TensorModel;
  pixels: Uint8Array;
  side: number;
}

async function classify({ model, pixels, side }: Look): Promise<ClassScores> {
  // input [1, side, side, 3] uint8 RGB → probabilities [1, 5]
  const { probabilities } = await model.run({ input: { type: 'uint8', dims: [1, side, side, 3], data: pixels } });
  if (probabilities?.type !== 'float32' || model.labels?.length !== probabilities.data.length) throw new Error('the network gave no probability for each of its classes');
  return Object.fromEntries(model.labels.map((label, i) => [label, probabilities.data[i] ?? Number.NaN]));
}

/** Left and right exchanged, [side, side, 3]. */
function mirrored({ pixels, side }: Look): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let row = 0; row < side; row++) {
    for (let x = 0; x < side; x++) {
      const from = (row * side + x) * 3;
      out.set(pixels.subarray(from, from + 3), (row * side + side - 1 - x) * 3);
    }
  }
  return out;
}

/** With its mirror image: what a picture only happens to look like differs between the two, so their mean is steadier. */
async function withMirrorImage(look: Look, plain: ClassScores): Promise<ClassScores> {
  const other = await classify({ ...look, pixels: mirrored(look) });
  return Object.fromEntries(Object.entries(plain).map(([label, score]) => [label, (score + (other[label] ?? Number.NaN)) / 2]));
}

async function signalsOf(frame: Frame, size: Size, models: ExplicitnessModels): Promise<ExplicitnessSignals> {
  const look = (model: TensorModel, side: number): Look => ({ model, pixels: stretched(frame, size, side), side });
  const first = look(models.mobilenet, MOBILENET_SIDE);
  const rest = { atMs: frame.atMs, skinShare: skinShare(first.pixels, MOBILENET_SIDE) };
  const plain = await classify(first);
  if (!needsSecondNetwork(plain)) return { ...rest, mobilenet: plain };
  const mobilenet = await withMirrorImage(first, plain);
  if (!needsSecondNetwork(mobilenet)) return { ...rest, mobilenet };
  const second = look(models.inception, INCEPTION_SIDE);
  return { ...rest, mobilenet, inception: await withMirrorImage(second, await classify(second)) };
}

/** Signals of one frame, worked out once for all analyzers of a run. @throws AppError of the models */
export const explicitnessSignals = (frame: Frame, size: Size, models: ExplicitnessModels): Promise<ExplicitnessSignals> =>
  onceForFrame(frame, 'explicitness', () => signalsOf(frame, size, models));
