/**
 * Rank correlation of two series over time, with a shift, and how far it may be trusted. Spearman (1904); its variance
 * after Fieller, Hartley and Pearson (1957); values of a series follow from those before, so they count as fewer: effective
 * sample size after Bartlett's sum over both autocorrelations, as Pyper and Peterman (1998, Can. J. Fish. Aquat. Sci. 55) compare it.
 */

export interface Correlation {
  r: number;
  /** 95 %, by Fisher's z with the effective sample size. */
  interval: readonly [low: number, high: number];
  /** Pairs of values, and as how many independent ones they count. */
  n: number;
  effectiveN: number;
  /** Two-sided probability of such an r where nothing is related; of this one test. */
  p: number;
}

/** Mean ranks (from 1) of values, ties shared. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let k = from; k <= to; k++) ranks[order[k]?.i ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

function centred(values: readonly number[]): { deviations: number[]; power: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviations = values.map((value) => value - mean);
  return { deviations, power: deviations.reduce((sum, value) => sum + value * value, 0) };
}

const productSum = (a: readonly number[], b: readonly number[], shift: number): number => {
  let sum = 0;
  for (let i = 0; i + shift < b.length; i++) sum += (a[i] ?? 0) * (b[i + shift] ?? 0);
  return sum;
};

/** Shifts of the autocorrelations that are summed up: a fifth of the series, at most two minutes. */
const SHIFT_SHARE = 5;
const MOST_SHIFTS = 120;

/** 1/N* = 1/N + 2/N · Σ (N − j)/N · ρx(j) ρy(j); never more than N. */
function effectiveSize(a: readonly number[], b: readonly number[], powers: readonly [number, number]): number {
  const n = a.length;
  let sum = 0;
  for (let j = 1; j <= Math.min(MOST_SHIFTS, Math.floor(n / SHIFT_SHARE)); j++) sum += ((n - j) / n) * (productSum(a, a, j) / powers[0]) * (productSum(b, b, j) / powers[1]);
  const inverse = 1 / n + (2 / n) * sum;
  return inverse <= 0 ? n : Math.min(n, 1 / inverse);
}

/** Upper tail of the normal distribution twice, by Abramowitz and Stegun 7.1.26 (error below 1.5e-7). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  return Math.min(1, t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x));
}

/** Variance of Fisher's z of a rank correlation, times N − 3. */
const RANK_VARIANCE = 1.06;
const Z95 = 1.959964;
const LEAST_EFFECTIVE = 5;

/**
 * @param a and b values at equal steps; NaN where nothing is known
 * @param shift steps by which `b` is later
 * @returns nothing where a series does not vary or too little of them is independent
 */
export function correlate(a: readonly number[], b: readonly number[], shift = 0): Correlation | undefined {
  const pairs = a.flatMap((value, i): [number, number][] => {
    const other = b[i + shift];
    return other === undefined || Number.isNaN(value) || Number.isNaN(other) ? [] : [[value, other]];
  });
  if (pairs.length < LEAST_EFFECTIVE) return undefined;
  const [x, y] = [centred(ranksOf(pairs.map(([value]) => value))), centred(ranksOf(pairs.map(([, value]) => value)))];
  if (x.power === 0 || y.power === 0) return undefined;
  const r = Math.max(-0.9999, Math.min(0.9999, productSum(x.deviations, y.deviations, 0) / Math.sqrt(x.power * y.power)));
  const effectiveN = effectiveSize(x.deviations, y.deviations, [x.power, y.power]);
  if (effectiveN <= LEAST_EFFECTIVE) return undefined;
  const deviation = Math.sqrt(RANK_VARIANCE / (effectiveN - 3));
  const z = Math.atanh(r);
  return { r, interval: [Math.tanh(z - Z95 * deviation), Math.tanh(z + Z95 * deviation)], n: pairs.length, effectiveN, p: twoSided(z / deviation) };
}
