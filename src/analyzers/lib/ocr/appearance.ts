/** What a line of text looks like, small and in grey: cheap to compare from frame to frame. */
import type { Luma } from './picture.ts';
import type { RotatedBox } from './rotated-box.ts';

/** Rows of a patch; a tile of the comparison is as wide as it is high. */
const ROWS = 16;
const MAX_TILES = 24;
/** Below this standard deviation (levels of 255) a tile shows nothing that could be compared. */
const FLAT = 4;

/** Brightness inside a box, [ROWS, columns]; columns is a multiple of ROWS. */
export interface Patch {
  columns: number;
  values: Float32Array;
}

export function patchOf({ width, height, values }: Luma, box: RotatedBox): Patch {
  const tiles = Math.max(1, Math.min(MAX_TILES, Math.round(box.width / box.height)));
  const columns = tiles * ROWS;
  const patch = new Float32Array(ROWS * columns);
  const cos = Math.cos(box.angle);
  const sin = Math.sin(box.angle);
  for (let y = 0; y < ROWS; y++) {
    const across = ((y + 0.5) / ROWS - 0.5) * box.height;
    for (let x = 0; x < columns; x++) {
      const along = ((x + 0.5) / columns - 0.5) * box.width;
      const px = Math.max(0, Math.min(width - 1.001, box.centerX + along * cos - across * sin - 0.5));
      const py = Math.max(0, Math.min(height - 1.001, box.centerY + along * sin + across * cos - 0.5));
      const [x0, y0] = [Math.floor(px), Math.floor(py)];
      const at = y0 * width + x0;
      const upper = (values[at] ?? 0) * (1 - px + x0) + (values[at + 1] ?? 0) * (px - x0);
      const lower = (values[at + width] ?? 0) * (1 - px + x0) + (values[at + width + 1] ?? 0) * (px - x0);
      patch[y * columns + x] = upper * (1 - py + y0) + lower * (py - y0);
    }
  }
  return { columns, values: patch };
}

/** Correlation coefficient of one tile of both patches, −1..1; undefined where both are nearly flat, −1 where only one is. */
function tileLikeness(a: Patch, b: Patch, tile: number): number | undefined {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0, at = y * a.columns + tile * ROWS; x < ROWS; x++, at++) {
      const [p, q] = [a.values[at] ?? 0, b.values[at] ?? 0];
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const n = ROWS * ROWS;
  const varianceA = sumAA / n - (sumA / n) ** 2;
  const varianceB = sumBB / n - (sumB / n) ** 2;
  const [less, more] = [Math.min(varianceA, varianceB), Math.max(varianceA, varianceB)];
  if (less < FLAT * FLAT) return more < 4 * FLAT * FLAT ? undefined : -1;
  return (sumAB / n - (sumA / n) * (sumB / n)) / Math.sqrt(varianceA * varianceB);
}

/**
 * How alike two patches of one size look in their least alike tile, −1..1: a single changed letter shows, while
 * brightness and contrast of the whole do not matter. −1 for other sizes or where nothing can be compared.
 */
export function likeness(a: Patch, b: Patch): number {
  if (a.columns !== b.columns) return -1;
  let least: number | undefined;
  for (let tile = 0; tile < a.columns / ROWS; tile++) {
    const value = tileLikeness(a, b, tile);
    if (value !== undefined) least = Math.min(least ?? 1, value);
  }
  return least ?? -1;
}
