/** What a background looks like beside the persons in front of it: sharp, blurred or plain; still or moving. */
import type { FrameSize } from '../detection/find-things.ts';
import { isPerson, MASK_SIDE, type PersonMask } from './person-mask.ts';

/** How steep edges are, apart for persons and background. */
export interface Look {
  /** Mean brightness of each cell of the mask, 0..255. */
  cells: Float32Array;
  /** Largest step between neighbouring pixels in parts of the brightness range of its block; undefined where hardly any block has a range. */
  backgroundSteepness: number | undefined;
  personSteepness: number | undefined;
}

export const sharpnesses = ['sharp', 'blurred', 'soft', 'plain'] as const;
/** `blurred`: softer than the persons before it; `soft`: as unsharp as they are; `plain`: hardly any edge. */
export type Sharpness = (typeof sharpnesses)[number];

/** Pixels along a block, the brightness range that holds an edge, and how many such blocks tell something. */
const BLOCK = 10;
const EDGE = 36;
const LEAST_BLOCKS = 12;
/** Steepest edges of a blurred background, absolutely and against those of the persons. */
const BLURRED = 0.34;
const BLURRED_TO_PERSON = 0.75;

const steepest = (ratios: readonly number[]): number | undefined =>
  ratios.length < LEAST_BLOCKS ? undefined : ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length * 0.8)];

/** Range of a block and its largest step; green stands for brightness: it carries most of it. */
function blockEdge(pixels: Uint8Array, width: number, left: number, top: number): { mean: number; range: number; step: number } {
  let [least, most, step, sum] = [255, 0, 0, 0];
  for (let y = top; y < top + BLOCK; y++) {
    for (let x = left, at = (y * width + left) * 3 + 1; x < left + BLOCK; x++, at += 3) {
      const here = pixels[at] ?? 0;
      sum += here;
      least = Math.min(least, here);
      most = Math.max(most, here);
      if (x > left) step = Math.max(step, Math.abs(here - (pixels[at - 3] ?? 0)));
      if (y > top) step = Math.max(step, Math.abs(here - (pixels[at - width * 3] ?? 0)));
    }
  }
  return { mean: sum / (BLOCK * BLOCK), range: most - least, step };
}

export function lookOf(pixels: Uint8Array, { width, height }: FrameSize, mask: PersonMask): Look {
  const cells = new Float32Array(MASK_SIDE * MASK_SIDE);
  const counts = new Float32Array(MASK_SIDE * MASK_SIDE);
  const ratios: { person: number[]; background: number[] } = { person: [], background: [] };
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      const cell = Math.floor((top + BLOCK / 2) * MASK_SIDE / height) * MASK_SIDE + Math.floor((left + BLOCK / 2) * MASK_SIDE / width);
      const { mean, range, step } = blockEdge(pixels, width, left, top);
      cells[cell] = (cells[cell] ?? 0) + mean;
      counts[cell] = (counts[cell] ?? 0) + 1;
      const probability = mask[cell] ?? 0;
      // The border between person and background is neither.
      if (range < EDGE || (probability > 0.1 && probability < 0.9)) continue;
      ratios[isPerson(probability) ? 'person' : 'background'].push(step / range);
    }
  }
  cells.forEach((sum, i) => { cells[i] = sum / Math.max(1, counts[i] ?? 0); });
  return { cells, backgroundSteepness: steepest(ratios.background), personSteepness: steepest(ratios.person) };
}

export interface NamedSharpness {
  sharpness: Sharpness;
  /** Steepness of the background's edges, 0..1; 0 for a plain one. */
  steepness: number;
}

export function sharpnessOf({ backgroundSteepness, personSteepness }: Look): NamedSharpness {
  if (backgroundSteepness === undefined) return { sharpness: 'plain', steepness: 0 };
  const softer = personSteepness !== undefined && backgroundSteepness < BLURRED_TO_PERSON * personSteepness;
  return { sharpness: backgroundSteepness >= BLURRED ? 'sharp' : softer ? 'blurred' : 'soft', steepness: backgroundSteepness };
}

/** Change of a cell that is more than noise, and the part of the background that must change for it to move. */
const CHANGED = 10;
const MOVING = 0.25;

/** Part of the cells that are background in both that changed; undefined where next to nothing is. */
export function backgroundChange(before: { look: Look; mask: PersonMask }, now: { look: Look; mask: PersonMask }): number | undefined {
  let [both, changed] = [0, 0];
  now.look.cells.forEach((cell, i) => {
    if ((now.mask[i] ?? 0) > 0.15 || (before.mask[i] ?? 0) > 0.15) return;
    both++;
    if (Math.abs(cell - (before.look.cells[i] ?? 0)) > CHANGED) changed++;
  });
  return both < 30 ? undefined : changed / both;
}

export const isMoving = (change: number): boolean => change >= MOVING;
