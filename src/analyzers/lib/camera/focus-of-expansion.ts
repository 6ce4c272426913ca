/**
 * What moves past a camera that comes nearer, or grows before a lens that zooms, moves along rays from one point, the focus of
 * expansion (Longuet-Higgins and Prazdny 1980). Along the ray a block tells its rate, which depends on its distance only if the
 * camera itself moves; across the ray it tells how exact the measurement is.
 */

/** A block (from the middle of the picture) and its displacement, pixels; roll already taken out. */
export interface BlockPath {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

/** How much the rates of blocks differ, with the noise of the measurement taken out; in squares of the mean rate. */
export interface RateVariance {
  /** Between-block variance after DerSimonian and Laird (1986), and its standard error. */
  variance: number;
  error: number;
}

export interface RateSpread {
  blocks: number;
  all: RateVariance;
  /** Without the tenth that deviates most: few things that move by themselves leave it small. */
  most: RateVariance;
}

/** Fewer blocks tell nothing. */
const LEAST_BLOCKS = 8;
/** Blocks nearer to the focus hardly move; pixels. */
const LEAST_RADIUS = 15;
/** Exactness of a block's displacement that is never believed to be better; pixels. */
const LEAST_NOISE = 0.05;
/** With more than this across the rays there is no common focus; pixels. */
const MOST_NOISE = 1;
/** Blocks this many deviations or pixels off their ray move by themselves. */
const OFF_RAY = 4;
const OFF_RAY_PIXELS = 0.5;
const ROUNDS = 8;
const TRIMMED = 0.1;

interface Focus {
  x: number;
  y: number;
  /** Standard deviation across the rays, pixels. */
  noise: number;
}

const offRay = ({ x, y, dx, dy }: BlockPath, focus: Focus): number => {
  const [fromX, fromY] = [x - focus.x, y - focus.y];
  return Math.abs(dx * fromY - dy * fromX) / Math.max(LEAST_RADIUS, Math.hypot(fromX, fromY));
};

const cutoffOf = (focus: Focus): number => Math.max(OFF_RAY_PIXELS, OFF_RAY * focus.noise);

/** Iteratively reweighted least squares of displacement × (place − focus) = 0, with Tukey's weight. */
function focusOf(paths: readonly BlockPath[]): Focus | undefined {
  let focus: Focus = { x: 0, y: 0, noise: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    let [xx, xy, yy, xm, ym] = [0, 0, 0, 0, 0];
    const cutoff = cutoffOf(focus);
    for (const path of paths) {
      const off = offRay(path, focus) / cutoff;
      if (off >= 1) continue;
      const w = (1 - off * off) ** 2 / Math.max(LEAST_RADIUS, Math.hypot(path.x - focus.x, path.y - focus.y)) ** 2;
      const m = path.dx * path.y - path.dy * path.x;
      xx += w * path.dy * path.dy;
      xy -= w * path.dy * path.dx;
      yy += w * path.dx * path.dx;
      xm -= w * path.dy * m;
      ym += w * path.dx * m;
    }
    const determinant = xx * yy - xy * xy;
    if (!(determinant > 1e-12)) return undefined;
    focus = { x: (yy * xm - xy * ym) / determinant, y: (xx * ym - xy * xm) / determinant, noise: focus.noise };
    const off = paths.map((path) => offRay(path, focus)).sort((a, b) => a - b);
    focus.noise = Math.max(LEAST_NOISE, 1.4826 * (off[off.length >> 1] ?? 0));
  }
  return focus;
}

interface Rate {
  value: number;
  /** Reciprocal of the measurement's variance. */
  weight: number;
}

function varianceOf(rates: readonly Rate[], mean: number): RateVariance {
  let [weights, squares, deviation] = [0, 0, 0];
  for (const { value, weight } of rates) {
    weights += weight;
    squares += weight * weight;
    deviation += weight * (value - mean) ** 2;
  }
  const freedom = rates.length - 1;
  const scale = (weights - squares / weights) * mean * mean;
  const variance = Math.max(0, deviation - freedom) / scale;
  return { variance, error: Math.sqrt(2 / freedom) * (variance + freedom / scale) };
}

/** How far the rates along the rays differ; undefined where too few blocks lie on rays from one focus. */
export function rateSpread(paths: readonly BlockPath[]): RateSpread | undefined {
  if (paths.length < LEAST_BLOCKS) return undefined;
  const focus = focusOf(paths);
  if (!focus || focus.noise > MOST_NOISE) return undefined;
  const rates: Rate[] = [];
  for (const path of paths) {
    const [fromX, fromY] = [path.x - focus.x, path.y - focus.y];
    const radius2 = fromX * fromX + fromY * fromY;
    if (radius2 < LEAST_RADIUS ** 2 || offRay(path, focus) >= cutoffOf(focus)) continue;
    rates.push({ value: (path.dx * fromX + path.dy * fromY) / radius2, weight: radius2 / focus.noise ** 2 });
  }
  // A focus that most blocks do not share is none.
  if (rates.length < Math.max(LEAST_BLOCKS, paths.length / 2)) return undefined;
  const mean = rates.reduce((sum, rate) => sum + rate.weight * rate.value, 0) / rates.reduce((sum, rate) => sum + rate.weight, 0);
  const ordered = [...rates].sort((a, b) => a.weight * (a.value - mean) ** 2 - b.weight * (b.value - mean) ** 2);
  return { blocks: rates.length, all: varianceOf(rates, mean), most: varianceOf(ordered.slice(0, Math.ceil(rates.length * (1 - TRIMMED))), mean) };
}
