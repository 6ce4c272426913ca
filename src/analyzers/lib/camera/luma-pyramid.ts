/** Luma at full, half and quarter size, for coarse-to-fine search. */

export interface Level {
  width: number;
  height: number;
  /** [height, width], 0..255. */
  data: Float32Array;
}

export type Pyramid = readonly [full: Level, half: Level, quarter: Level];

const level = (width: number, height: number): Level => ({ width, height, data: new Float32Array(width * height) });

export function emptyPyramid(width: number, height: number): Pyramid {
  const half = level(Math.max(1, width >> 1), Math.max(1, height >> 1));
  return [level(width, height), half, level(Math.max(1, half.width >> 1), Math.max(1, half.height >> 1))];
}

/** BT.601 luma of RGB24 pixels of the full size. */
export function fillPyramid([full, half, quarter]: Pyramid, pixels: Uint8Array): void {
  const { data } = full;
  for (let i = 0, at = 0; i < data.length; i++, at += 3) {
    data[i] = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
  }
  fillCoarser([full, half, quarter]);
}

/** Half and quarter size from the full one. */
export function fillCoarser([full, half, quarter]: Pyramid): void {
  halve(full, half);
  halve(half, quarter);
}

function halve(from: Level, into: Level): void {
  const right = from.width > 1 ? 1 : 0;
  const below = from.height > 1 ? from.width : 0;
  for (let y = 0; y < into.height; y++) {
    for (let x = 0; x < into.width; x++) {
      const at = 2 * y * from.width + 2 * x;
      into.data[y * into.width + x] =
        ((from.data[at] ?? 0) + (from.data[at + right] ?? 0) + (from.data[at + below] ?? 0) + (from.data[at + below + right] ?? 0)) / 4;
    }
  }
}
