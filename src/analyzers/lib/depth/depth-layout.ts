/** What a map of relative inverse depth says of a picture: how near its parts are to each other, never in metres. */

/** Relative inverse depth, larger is nearer, row by row. */
export interface DepthMap {
  width: number;
  height: number;
  values: Float32Array;
}

export type Thirds = readonly [number, number, number];

export interface DepthLayout {
  /** Mean nearness 0..1 of the left, middle and right third of the picture; 1 is the nearest that this picture shows. */
  across: Thirds;
  /** The same of the upper, middle and lower third. */
  down: Thirds;
  /** Shares of the picture that lie in the far, middle and near third of its range; they add to 1. */
  shares: { far: number; middle: number; near: number };
  /** (nearest − farthest) / nearest of the map: near 0 is flat. Comparable only between pictures of one model. */
  range: number;
  /** What stands before the rest, by the threshold that divides the picture best (Otsu, 1979). */
  foreground: {
    share: number;
    /** Centre, in fractions of the picture. */
    x: number;
    y: number;
    /** Variance between the two parts over the whole variance, 0..1: how clearly it stands off. */
    separation: number;
  };
}

/** Outliers at both ends would squeeze everything else together. */
const LOW = 0.02;
const HIGH = 0.98;
const BINS = 64;
/** A range below this is the noise of the network. */
const FLAT = 1e-6;

function nearnessOf({ values }: DepthMap): { nearness: Float32Array; range: number } {
  const sorted = Float32Array.from(values).sort();
  const low = sorted[Math.floor(LOW * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.ceil(HIGH * (sorted.length - 1))] ?? 0;
  const span = high - low;
  if (span <= FLAT) return { nearness: new Float32Array(values.length).fill(0.5), range: 0 };
  return { nearness: values.map((value) => Math.min(1, Math.max(0, (value - low) / span))), range: Math.min(1, span / Math.max(Math.abs(high), FLAT)) };
}

const bin = (value: number): number => Math.min(BINS - 1, Math.floor(value * BINS));

/** Otsu's threshold as a bin, and the share of the variance that it explains. */
function divide(nearness: Float32Array): { from: number; separation: number } {
  const counts = new Float64Array(BINS);
  for (const value of nearness) counts[bin(value)] = (counts[bin(value)] ?? 0) + 1;
  const [total, sum] = counts.reduce(([n, s], count, i) => [n + count, s + count * i], [0, 0]);
  const mean = sum / total;
  const variance = counts.reduce((v, count, i) => v + count * (i - mean) ** 2, 0) / total;
  let [best, from, below, sumBelow] = [0, BINS, 0, 0];
  for (let i = 0; i < BINS - 1; i++) {
    below += counts[i] ?? 0;
    sumBelow += (counts[i] ?? 0) * i;
    if (below === 0 || below === total) continue;
    const between = (below / total) * (1 - below / total) * (sumBelow / below - (sum - sumBelow) / (total - below)) ** 2;
    if (between > best) [best, from] = [between, i + 1];
  }
  return { from, separation: variance > 0 ? Math.min(1, best / variance) : 0 };
}

const third = (at: number, size: number): number => Math.min(2, Math.floor((at * 3) / size));
const ratios = (sums: readonly number[], counts: readonly number[]): Thirds => {
  const [a = 0, b = 0, c = 0] = sums.map((sum, i) => sum / Math.max(1, counts[i] ?? 0));
  return [a, b, c];
};

export function depthLayout(map: DepthMap): DepthLayout {
  const { width, height } = map;
  const { nearness, range } = nearnessOf(map);
  const { from, separation } = divide(nearness);
  const columns = { sums: [0, 0, 0], counts: [0, 0, 0] };
  const rows = { sums: [0, 0, 0], counts: [0, 0, 0] };
  const depths = [0, 0, 0];
  const front = { count: 0, x: 0, y: 0 };
  for (const [i, value] of nearness.entries()) {
    const [x, y] = [i % width, Math.floor(i / width)];
    for (const [part, at] of [[columns, third(x, width)], [rows, third(y, height)]] as const) {
      part.sums[at] = (part.sums[at] ?? 0) + value;
      part.counts[at] = (part.counts[at] ?? 0) + 1;
    }
    depths[third(value, 1)] = (depths[third(value, 1)] ?? 0) + 1;
    if (bin(value) < from) continue;
    front.count++;
    front.x += x + 0.5;
    front.y += y + 0.5;
  }
  const [far = 0, middle = 0, near = 0] = depths.map((count) => count / nearness.length);
  return {
    across: ratios(columns.sums, columns.counts), down: ratios(rows.sums, rows.counts), shares: { far, middle, near }, range,
    foreground: { share: front.count / nearness.length, x: front.x / Math.max(1, front.count) / width, y: front.y / Math.max(1, front.count) / height, separation },
  };
}

/** Largest difference of two layouts in any third, 0..1. */
export const layoutDistance = (a: DepthLayout, b: DepthLayout): number =>
  Math.max(...[...a.across, ...a.down].map((value, i) => Math.abs(value - ([...b.across, ...b.down][i] ?? 0))));
