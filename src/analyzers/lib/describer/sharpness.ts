/** How much detail a picture has, to choose between pictures of one shot: the one that motion blurred least. */
import type { Frame, FrameBatch } from '@aima/sdk';
import { onceForFrame } from '../view/view.ts';

/**
 * Cells along the longer side. Averages over them leave little of noise and grain, which single pixels would take for
 * detail; what blurs less than a cell is no matter to models that look at pictures in patches of this size and more.
 */
const LONG_SIDE = 240;

/** Means of the green channel over square cells. */
function cellsOf(pixels: Uint8Array, width: number, height: number): { cells: Float32Array; columns: number; rows: number } {
  const side = Math.max(1, Math.round(Math.max(width, height) / LONG_SIDE));
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const cells = new Float32Array(columns * rows);
  for (let y = 0; y < rows * side; y++) {
    const row = Math.floor(y / side) * columns;
    for (let x = 0; x < columns; x++) {
      let at = (y * width + x * side) * 3 + 1;
      let sum = 0;
      for (let i = 0; i < side; i++, at += 3) sum += pixels[at] ?? 0;
      cells[row + x] = (cells[row + x] ?? 0) + sum;
    }
  }
  for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] ?? 0) / (side * side);
  return { cells, columns, rows };
}

/** Root mean square of the gradient of the cells, in levels: a focus measure after Tenenbaum (1970), which noise disturbs less than second derivatives. */
export function sharpnessOf(frame: Frame, { width, height }: Pick<FrameBatch, 'width' | 'height'>): number {
  return onceForFrame(frame, 'sharpness', () => {
    const { cells, columns, rows } = cellsOf(frame.pixels, width, height);
    let sum = 0;
    for (let y = 1; y < rows - 1; y++) {
      for (let i = y * columns + 1; i < (y + 1) * columns - 1; i++) {
        sum += ((cells[i + 1] ?? 0) - (cells[i - 1] ?? 0)) ** 2 + ((cells[i + columns] ?? 0) - (cells[i - columns] ?? 0)) ** 2;
      }
    }
    return Math.sqrt(sum / Math.max(1, (columns - 2) * (rows - 2)));
  });
}
