/**
 * What a photo looks like in a few hundred bytes, without any network: perceptual hashes, a coarse layout of colours, a
 * colour histogram. Difference hashes after Krawetz ("Kind of Like That", 2013), the hash of cosine coefficients after
 * Zauner ("Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
 */

/** Pixels of the square that a photo is stretched to, whatever its shape. */
export const LOOK_SIDE = 64;

export interface Look {
  /** Two words of 32 bits: 63 low cosine coefficients against their median. */
  cosineHash: Uint32Array;
  /** Four words: 64 steps along rows, 64 along columns. */
  differenceHash: Uint32Array;
  /** Luma, blue and red difference of 8 × 8 cells, 0..255, cell by cell. */
  layout: Uint8Array;
  /** Shares of 4 × 4 × 4 colours in 1/255. */
  histogram: Uint8Array;
  /** Mean luma and its deviation, 0..255. */
  luma: number;
  contrast: number;
}

const CELLS = 8;
const COSINE_SIDE = 32;
/** Below this deviation of luma a picture is a plain surface, and its hash is noise. */
const LEAST_CONTRAST = 4;

/** Luma of RGB pixels (ITU-R BT.601). */
function lumaOf(pixels: Uint8Array, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => 0.299 * (pixels[i * 3] ?? 0) + 0.587 * (pixels[i * 3 + 1] ?? 0) + 0.114 * (pixels[i * 3 + 2] ?? 0));
}

/** Means over the cells of a grid; pixels at edges count by their part. `plane`: square of `side` pixels. */
function cellMeans(plane: Float32Array, side: number, columns: number, rows: number): Float32Array {
  const narrow = new Float32Array(columns * side);
  const share = (cell: number, cells: number, from: (pixel: number, part: number) => void): void => {
    const [start, end] = [(cell * side) / cells, ((cell + 1) * side) / cells];
    for (let pixel = Math.floor(start); pixel < Math.min(side, Math.ceil(end)); pixel++) from(pixel, (Math.min(end, pixel + 1) - Math.max(start, pixel)) / (end - start));
  };
  for (let column = 0; column < columns; column++) {
    share(column, columns, (x, part) => {
      for (let y = 0; y < side; y++) narrow[y * columns + column] = (narrow[y * columns + column] ?? 0) + part * (plane[y * side + x] ?? 0);
    });
  }
  const means = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    share(row, rows, (y, part) => {
      for (let x = 0; x < columns; x++) means[row * columns + x] = (means[row * columns + x] ?? 0) + part * (narrow[y * columns + x] ?? 0);
    });
  }
  return means;
}

function bits(values: readonly boolean[]): Uint32Array {
  const words = new Uint32Array(Math.ceil(values.length / 32));
  for (const [i, set] of values.entries()) if (set) words[i >> 5] = ((words[i >> 5] ?? 0) | (1 << (i & 31))) >>> 0;
  return words;
}

function differenceHash(luma: Float32Array): Uint32Array {
  const [wide, tall] = [cellMeans(luma, LOOK_SIDE, 9, 8), cellMeans(luma, LOOK_SIDE, 8, 9)];
  const along = Array.from({ length: 64 }, (_, i) => (wide[Math.floor(i / 8) * 9 + (i % 8)] ?? 0) < (wide[Math.floor(i / 8) * 9 + (i % 8) + 1] ?? 0));
  const down = Array.from({ length: 64 }, (_, i) => (tall[i] ?? 0) < (tall[i + 8] ?? 0));
  return bits([...along, ...down]);
}

/** cosines[u][x] of the discrete cosine transform (type II). */
const cosines = Array.from({ length: CELLS }, (_, u) => Float32Array.from({ length: COSINE_SIDE }, (__, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * COSINE_SIDE))));

function cosineHash(luma: Float32Array): Uint32Array {
  const small = cellMeans(luma, LOOK_SIDE, COSINE_SIDE, COSINE_SIDE);
  const coefficients: number[] = [];
  const rows = cosines.map((wave) => Float32Array.from({ length: COSINE_SIDE }, (_, y) => wave.reduce((sum, value, x) => sum + value * (small[y * COSINE_SIDE + x] ?? 0), 0)));
  for (let v = 0; v < CELLS; v++) {
    for (const [u, row] of rows.entries()) if (u + v > 0) coefficients.push(row.reduce((sum, value, y) => sum + value * (cosines[v]?.[y] ?? 0), 0));
  }
  const median = coefficients.toSorted((a, b) => a - b)[Math.floor(coefficients.length / 2)] ?? 0;
  return bits(coefficients.map((value) => value > median));
}

/** `pixels`: RGB24 [LOOK_SIDE, LOOK_SIDE, 3]. */
export function lookOf(pixels: Uint8Array): Look {
  const count = LOOK_SIDE * LOOK_SIDE;
  const luma = lumaOf(pixels, count);
  const mean = luma.reduce((sum, value) => sum + value, 0) / count;
  const contrast = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  const counts = new Float32Array(64);
  const [blue, red] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i++) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(i * 3, i * 3 + 3);
    const bin = (r >> 6) * 16 + (g >> 6) * 4 + (b >> 6);
    counts[bin] = (counts[bin] ?? 0) + 255 / count;
    blue[i] = 128 + 0.564 * (b - (luma[i] ?? 0));
    red[i] = 128 + 0.713 * (r - (luma[i] ?? 0));
  }
  const planes = [luma, blue, red].map((plane) => cellMeans(plane, LOOK_SIDE, CELLS, CELLS));
  const layout = Uint8Array.from({ length: CELLS * CELLS * 3 }, (_, i) => Math.min(255, Math.max(0, Math.round(planes[i % 3]?.[Math.floor(i / 3)] ?? 0))));
  return { cosineHash: cosineHash(luma), differenceHash: differenceHash(luma), layout, histogram: Uint8Array.from(counts, Math.round), luma: mean, contrast };
}

/** Number of set bits (Warren, "Hacker's Delight"). */
function bitCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Bits in which two hashes of one kind differ. */
export function hashDistance(a: Uint32Array, b: Uint32Array): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) distance += bitCount(((a[i] ?? 0) ^ (b[i] ?? 0)) >>> 0);
  return distance;
}

export const isPlain = (look: Look): boolean => look.contrast < LEAST_CONTRAST;

/** Mean difference of the cells, 0..255; a change of brightness as a whole counts a quarter where `forgiving`. */
export function layoutDistance(a: Look, b: Look, forgiving = false): number {
  const shift = forgiving ? 0.75 * (b.luma - a.luma) : 0;
  let sum = 0;
  for (let i = 0; i < a.layout.length; i++) sum += Math.abs((b.layout[i] ?? 0) - (a.layout[i] ?? 0) - (i % 3 === 0 ? shift : 0));
  return sum / a.layout.length;
}

/** Layout and colours that are as different as two unrelated photos usually are. */
const UNRELATED_LAYOUT = 32;

/** How different two photos look, 0..1; half from where which colours are, half from which there are. */
export function lookDistance(a: Look, b: Look): number {
  let shared = 0;
  for (let i = 0; i < a.histogram.length; i++) shared += Math.min(a.histogram[i] ?? 0, b.histogram[i] ?? 0);
  return 0.5 * Math.min(1, layoutDistance(a, b, true) / UNRELATED_LAYOUT) + 0.5 * (1 - Math.min(1, shared / 255));
}
