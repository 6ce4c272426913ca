/** RGB24 pictures → small planes of brightness and colour by area averages. Averages are what makes later differences blind to noise. */

export interface Shrinker {
  /** Size of what comes out. */
  readonly width: number;
  readonly height: number;
  /** Luma (BT.601, 0..255) of an RGB24 picture: [height, width] into `out`. */
  luma(pixels: Uint8Array, out: Float32Array): void;
  /** Luma, then Cb, then Cr around 0 (BT.601, −128..127): [3, height, width] into `out`. */
  lumaChroma(pixels: Uint8Array, out: Float32Array): void;
}

/** `longSide`: pixels of the longer side of what comes out; pictures are never enlarged. */
export function createShrinker(width: number, height: number, longSide: number): Shrinker {
  const scale = Math.min(1, longSide / Math.max(width, height));
  const outWidth = Math.max(1, Math.round(width * scale));
  const outHeight = Math.max(1, Math.round(height * scale));
  const columnOf = Int32Array.from({ length: width }, (_, x) => Math.floor((x * outWidth) / width));
  const rowOf = Int32Array.from({ length: height }, (_, y) => Math.floor((y * outHeight) / height));
  const cells = outWidth * outHeight;
  const inverse = new Float32Array(cells);
  for (const row of rowOf) for (const column of columnOf) inverse[row * outWidth + column] = (inverse[row * outWidth + column] ?? 0) + 1;
  for (let i = 0; i < cells; i++) inverse[i] = 1 / (inverse[i] ?? 1);
  const red = new Float64Array(cells);
  const green = new Float64Array(cells);
  const blue = new Float64Array(cells);

  const sum = (pixels: Uint8Array): void => {
    red.fill(0);
    green.fill(0);
    blue.fill(0);
    let at = 0;
    for (let y = 0; y < height; y++) {
      const base = (rowOf[y] ?? 0) * outWidth;
      for (let x = 0; x < width; x++, at += 3) {
        const cell = base + (columnOf[x] ?? 0);
        red[cell] = (red[cell] ?? 0) + (pixels[at] ?? 0);
        green[cell] = (green[cell] ?? 0) + (pixels[at + 1] ?? 0);
        blue[cell] = (blue[cell] ?? 0) + (pixels[at + 2] ?? 0);
      }
    }
  };

  return {
    width: outWidth,
    height: outHeight,
    luma(pixels, out) {
      sum(pixels);
      for (let i = 0; i < cells; i++) {
        out[i] = (0.299 * (red[i] ?? 0) + 0.587 * (green[i] ?? 0) + 0.114 * (blue[i] ?? 0)) * (inverse[i] ?? 1);
      }
    },
    lumaChroma(pixels, out) {
      sum(pixels);
      for (let i = 0; i < cells; i++) {
        const n = inverse[i] ?? 1;
        const r = (red[i] ?? 0) * n;
        const g = (green[i] ?? 0) * n;
        const b = (blue[i] ?? 0) * n;
        const y = 0.299 * r + 0.587 * g + 0.114 * b;
        out[i] = y;
        out[cells + i] = (b - y) * 0.564;
        out[2 * cells + i] = (r - y) * 0.713;
      }
    },
  };
}

/** Mean and standard deviation of the first `count` values. */
export function spreadOf(values: Float32Array, count: number): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
