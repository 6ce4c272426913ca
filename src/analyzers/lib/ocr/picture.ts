/** A picture in memory, and its copies for looking at it in other ways. */

/** RGB24 [height, width, 3]. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Brightness 0..255, [height, width]. */
export interface Luma {
  width: number;
  height: number;
  values: Uint8Array;
}

/** Luma after ITU-R BT.601. @param into memory of a luma of the same size that nobody needs any more */
export function lumaOf({ width, height, pixels }: Picture, into?: Uint8Array): Luma {
  const values = into?.length === width * height ? into : new Uint8Array(width * height);
  for (let i = 0, p = 0; i < values.length; i++, p += 3) {
    values[i] = ((pixels[p] ?? 0) * 77 + (pixels[p + 1] ?? 0) * 150 + (pixels[p + 2] ?? 0) * 29) >> 8;
  }
  return { width, height, values };
}

interface Taps {
  /** First source index of each target index. */
  from: Int32Array;
  /** `count` weights for each target index; they sum to 1. */
  weights: Float32Array;
  count: number;
}

/** Reducing averages over the area that a target pixel covers, so that small text does not alias; enlarging is linear. */
function taps(source: number, target: number): Taps {
  const scale = source / target;
  const count = Math.min(source, scale > 1 ? Math.ceil(scale) + 1 : 2);
  const from = new Int32Array(target);
  const weights = new Float32Array(target * count);
  for (let i = 0; i < target; i++) {
    const center = (i + 0.5) * scale - 0.5;
    const first = scale > 1 ? Math.floor(i * scale) : Math.floor(center);
    const start = Math.min(source - count, Math.max(0, first));
    const row = weights.subarray(i * count, (i + 1) * count);
    for (let k = 0; k < count; k++) {
      const at = start + k;
      const covered = Math.min(at + 1, (i + 1) * scale) - Math.max(at, i * scale);
      row[k] = Math.max(0, scale > 1 ? covered : 1 - Math.abs(at - center));
    }
    const sum = row.reduce((total, weight) => total + weight, 0);
    for (let k = 0; k < count; k++) row[k] = (row[k] ?? 0) / sum;
    from[i] = start;
  }
  return { from, weights, count };
}

/** Stretched to width × height, row by row: `take` gets 0..255, [width, 3], in memory that the next row overwrites. */
export function resample(picture: Picture, width: number, height: number, take: (y: number, row: Float32Array) => void): void {
  const across = taps(picture.width, width);
  const down = taps(picture.height, height);
  const sourceRow = picture.width * 3;
  const sum = new Float32Array(sourceRow);
  const row = new Float32Array(width * 3);
  for (let y = 0; y < height; y++) {
    sum.fill(0);
    for (let k = 0; k < down.count; k++) {
      const weight = down.weights[y * down.count + k] ?? 0;
      const start = ((down.from[y] ?? 0) + k) * sourceRow;
      if (weight > 0) addScaled(sum, picture.pixels, start, weight);
    }
    reduceRow(sum, across, row);
    take(y, row);
  }
}

function addScaled(sum: Float32Array, values: Uint8Array, start: number, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (values[start + i] ?? 0);
}

function reduceRow(row: Float32Array, { from, weights, count }: Taps, to: Float32Array): void {
  for (let x = 0, at = 0; at < to.length; x++, at += 3) {
    let p = (from[x] ?? 0) * 3;
    let [r, g, b] = [0, 0, 0];
    for (let k = 0; k < count; k++, p += 3) {
      const weight = weights[x * count + k] ?? 0;
      r += weight * (row[p] ?? 0);
      g += weight * (row[p + 1] ?? 0);
      b += weight * (row[p + 2] ?? 0);
    }
    to[at] = r;
    to[at + 1] = g;
    to[at + 2] = b;
  }
}
