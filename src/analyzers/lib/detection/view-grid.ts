/** A coarse grey copy of a frame of the view: enough to tell whether anything in it moved. */
import type { Frame } from '@aima/sdk';
import { onceForFrame } from '../view/view.ts';
import type { FrameSize } from './find-things.ts';

/** Cells along the longer side. */
const LONG_SIDE = 48;
/** Change of a cell, in levels of 255, that is more than noise, and one that replaces what was there. */
const CHANGED = 12;
const REPLACED = 24;

export interface ViewGrid {
  columns: number;
  rows: number;
  /** Mean brightness of each cell, 0..255, [rows, columns]. */
  cells: Float32Array;
}

function gridOf(pixels: Uint8Array, { width, height }: FrameSize): ViewGrid {
  const scale = Math.max(1, Math.max(width, height) / LONG_SIDE);
  const columns = Math.max(1, Math.round(width / scale));
  const rows = Math.max(1, Math.round(height / scale));
  const cells = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [Math.floor(row * height / rows), Math.floor((row + 1) * height / rows)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.floor(column * width / columns), Math.floor((column + 1) * width / columns)];
      let [sum, count] = [0, 0];
      // Every second pixel of every second line: the mean of a cell does not need more.
      for (let y = top; y < bottom; y += 2) {
        for (let at = (y * width + left) * 3, end = (y * width + right) * 3; at < end; at += 6) {
          // Luma after ITU-R BT.601, in 256ths.
          sum += (pixels[at] ?? 0) * 77 + (pixels[at + 1] ?? 0) * 150 + (pixels[at + 2] ?? 0) * 29;
          count++;
        }
      }
      cells[row * columns + column] = sum / 256 / Math.max(1, count);
    }
  }
  return { columns, rows, cells };
}

export const viewGrid = (frame: Frame, size: FrameSize): ViewGrid => onceForFrame(frame, 'view grid', () => gridOf(frame.pixels, size));

const sameSize = (a: ViewGrid, b: ViewGrid): boolean => a.columns === b.columns && a.rows === b.rows;

const shareOf = (cells: Float32Array, isCounted: (cell: number, index: number) => boolean): number =>
  cells.reduce((count, cell, index) => count + (isCounted(cell, index) ? 1 : 0), 0) / Math.max(1, cells.length);

/** Part of the cells that changed by more than noise, 0..1; 1 for pictures of other sizes. */
export function changedShare(before: ViewGrid, now: ViewGrid): number {
  return sameSize(before, now) ? shareOf(now.cells, (cell, i) => Math.abs(cell - (before.cells[i] ?? 0)) > CHANGED) : 1;
}

/** Part of the cells that show something else, a change of the whole picture's brightness left out, 0..1. */
export function replacedShare(before: ViewGrid, now: ViewGrid): number {
  if (!sameSize(before, now)) return 1;
  const brighter = now.cells.reduce((sum, cell, i) => sum + cell - (before.cells[i] ?? 0), 0) / Math.max(1, now.cells.length);
  return shareOf(now.cells, (cell, i) => Math.abs(cell - (before.cells[i] ?? 0) - brighter) > REPLACED);
}
