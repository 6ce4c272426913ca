/** Runs the text recogniser on one line of a picture. */
import type { TensorModel } from '@aima/sdk';
import { cropLine, type QuarterTurns, turned } from './crop-line.ts';
import { ctcDecode } from './ctc-decode.ts';
import type { Picture } from './picture.ts';
import { columnContrast, withSpaces } from './restore-spaces.ts';
import type { RotatedBox } from './rotated-box.ts';
import { settleLookalikes } from './settle-lookalikes.ts';

export interface LineReading {
  /** Empty where nothing was read. */
  text: string;
  /** Mean probability of the characters, 0..1. */
  confidence: number;
  /** 0 for a line that runs to the right, ±1 for one that runs down or up. */
  quarterTurns: QuarterTurns;
}

/** Taller than wide by this much: the text may run up or down. */
const TALL = 1.5;
/** Air around a line in parts of its height; the recogniser drops spaces on tighter crops. */
const AIR_ABOVE_AND_BELOW = 0.3;
const AIR_AT_THE_ENDS = 0.1;

async function readTurned(recogniser: TensorModel, picture: Picture, box: RotatedBox, quarterTurns: QuarterTurns): Promise<LineReading> {
  const along = turned(box, quarterTurns);
  const crop = cropLine(picture, {
    ...along,
    width: along.width + along.height * AIR_AT_THE_ENDS,
    height: along.height * (1 + AIR_ABOVE_AND_BELOW),
  });
  const scores = Object.values(await recogniser.run({ x: crop.input }))[0];
  const labels = recogniser.labels;
  if (scores?.type !== 'float32' || labels === undefined || labels.length !== scores.dims.at(-1)) throw new Error('The text recogniser and its table of characters do not fit.');
  const characters = settleLookalikes(ctcDecode(scores.data, labels));
  const inked = characters.filter((character) => character.text.trim() !== '');
  const confidence = inked.reduce((sum, character) => sum + character.probability, 0) / Math.max(1, inked.length);
  return { text: withSpaces(characters, columnContrast(crop)), confidence: Math.min(1, confidence), quarterTurns };
}

/** Reads a line; a tall one in all three directions that it can have, the surest counts. */
export async function readLine(recogniser: TensorModel, picture: Picture, box: RotatedBox): Promise<LineReading> {
  const directions: readonly QuarterTurns[] = box.height > TALL * box.width ? [0, 1, -1] : [0];
  let best: LineReading = { text: '', confidence: 0, quarterTurns: 0 };
  for (const quarterTurns of directions) {
    const reading = await readTurned(recogniser, picture, box, quarterTurns);
    if (reading.confidence > best.confidence) best = reading;
  }
  return best;
}
