/** How much a picture changed, cell by cell, seen coarsely. */
import type { Luma } from './picture.ts';

const CELL = 32;
const STEP = 4;

export interface FrameChange {
  /** Mean absolute difference of the cell that changed most, in levels of 255. */
  strongest: number;
  /** Part of the cells that changed by more than 24 levels: most of them across a hard cut. */
  replaced: number;
}

const REPLACED = 24;

export function frameChange(before: Luma, now: Luma): FrameChange {
  let [strongest, replaced, cells] = [0, 0, 0];
  for (let top = 0; top < now.height; top += CELL) {
    for (let left = 0; left < now.width; left += CELL) {
      let [sum, count] = [0, 0];
      for (let y = top; y < Math.min(now.height, top + CELL); y += STEP) {
        for (let x = left; x < Math.min(now.width, left + CELL); x += STEP) {
          sum += Math.abs((now.values[y * now.width + x] ?? 0) - (before.values[y * now.width + x] ?? 0));
          count++;
        }
      }
      const mean = sum / Math.max(1, count);
      strongest = Math.max(strongest, mean);
      if (mean > REPLACED) replaced++;
      cells++;
    }
  }
  return { strongest, replaced: replaced / Math.max(1, cells) };
}
