/** What is known of a picture's explicitness: weak signals, which `fuse.ts` puts together. */
import { tensorModel, type Frame, type FrameBatch, type TensorModel } from '@aima/sdk';
import { onceForFrame } from '../view/view.ts';
import { stretched } from '../view/letterbox.ts';
import { type ClassScores, needsSecondNetwork } from './rules.ts';
import { skinShare } from './skin-share.ts';

export interface ExplicitnessSignals {
  atMs: number;
  mobilenet: ClassScores;
  /** Only where mobilenet says enough for it to matter. */
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

async function classify(model: TensorModel, frame: Frame, size: Size, side: number): Promise<ClassScores> {
  // input [1, side, side, 3] uint8 RGB → probabilities [1, 5]
  const { probabilities } = await model.run({ input: { type: 'uint8', dims: [1, side, side, 3], data: stretched(frame, size, side) } });
  if (probabilities?.type !== 'float32' || model.labels?.length !== probabilities.data.length) throw new Error('the network gave no probability for each of its classes');
  return Object.fromEntries(model.labels.map((label, i) => [label, probabilities.data[i] ?? Number.NaN]));
}

async function signalsOf(frame: Frame, size: Size, models: ExplicitnessModels): Promise<ExplicitnessSignals> {
  const mobilenet = await classify(models.mobilenet, frame, size, MOBILENET_SIDE);
  return {
    atMs: frame.atMs,
    mobilenet,
    ...(needsSecondNetwork(mobilenet) ? { inception: await classify(models.inception, frame, size, INCEPTION_SIDE) } : {}),
    skinShare: skinShare(stretched(frame, size, MOBILENET_SIDE), MOBILENET_SIDE),
  };
}

/** Signals of one frame, worked out once for all analyzers of a run. @throws AppError of the models */
export const explicitnessSignals = (frame: Frame, size: Size, models: ExplicitnessModels): Promise<ExplicitnessSignals> =>
  onceForFrame(frame, 'explicitness', () => signalsOf(frame, size, models));
