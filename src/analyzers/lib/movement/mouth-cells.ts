/** A small part of a picture as a few cells of mean brightness, read between pixels so that it can follow a head. */
import type { LumaPlane } from './luma-plane.ts';
import type { Rect } from './patch-shift.ts';

const CELL_COLUMNS = 6;
const CELL_ROWS = 6;
/** Points per cell and direction. */
const POINTS = 2;

function valueAt({ data, width, height }: LumaPlane, x: number, y: number): number {
  const [cx, cy] = [Math.max(0, Math.min(width - 1.001, x)), Math.max(0, Math.min(height - 1.001, y))];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - x0, cy - y0];
  const at = y0 * width + x0;
  const below = Math.min(height - 1, y0 + 1) * width + x0;
  return ((data[at] ?? 0) * (1 - fx) + (data[at + 1] ?? 0) * fx) * (1 - fy) + ((data[below] ?? 0) * (1 - fx) + (data[below + 1] ?? 0) * fx) * fy;
}

/** [CELL_ROWS, CELL_COLUMNS], 0..255. */
export function mouthCells(plane: LumaPlane, { left, top, right, bottom }: Rect): Float32Array {
  const cells = new Float32Array(CELL_ROWS * CELL_COLUMNS);
  const [stepX, stepY] = [(right - left) / (CELL_COLUMNS * POINTS), (bottom - top) / (CELL_ROWS * POINTS)];
  for (let row = 0; row < CELL_ROWS * POINTS; row++) {
    for (let column = 0; column < CELL_COLUMNS * POINTS; column++) {
      const cell = Math.floor(row / POINTS) * CELL_COLUMNS + Math.floor(column / POINTS);
      // Pixel i covers i to i + 1, its value stands in its middle.
      cells[cell] = (cells[cell] ?? 0) + valueAt(plane, left + (column + 0.5) * stepX - 0.5, top + (row + 0.5) * stepY - 0.5) / POINTS ** 2;
    }
  }
  return cells;
}
