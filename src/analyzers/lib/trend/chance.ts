/** How surely one value differs from earlier ones, and whether values have been rising or falling. */

export interface Deviation {
  /** Distance from the mean of the earlier values in their standard deviations (z_CC of Crawford, Garthwaite, Porter 2010). */
  effect: number;
  /** Two-sided; of the test for one case against a small sample (Crawford, Howell 1998). */
  p: number;
}

export interface Course {
  /** Kendall's tau-b, −1..1. */
  tau: number;
  /** Two-sided, of the test by Mann and Kendall, with ties. */
  p: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param leastSpread standard deviations below it count as this: equal earlier values do not make every difference a large one */
export function deviation(value: number, earlier: readonly number[], leastSpread: number): Deviation {
  const middle = mean(earlier);
  const n = earlier.length;
  const spread = Math.max(leastSpread, Math.sqrt(earlier.reduce((sum, each) => sum + (each - middle) ** 2, 0) / (n - 1)));
  const effect = (value - middle) / spread;
  return { effect, p: studentTwoSided(effect / Math.sqrt((n + 1) / n), n - 1) };
}

/** @param values the oldest first */
export function course(values: readonly number[]): Course {
  const n = values.length;
  let score = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) score += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  const ties = [...Map.groupBy(values, (value) => value).values()].map((group) => group.length).filter((count) => count > 1);
  const variance = (n * (n - 1) * (2 * n + 5) - ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18;
  const pairs = (n * (n - 1)) / 2;
  const untied = Math.sqrt((pairs - ties.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0)) * pairs);
  if (untied === 0 || variance <= 0) return { tau: 0, p: 1 };
  const z = score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  return { tau: score / untied, p: normalTwoSided(z) };
}

/** Largest p values that are still below `rate` after allowing for how many were looked at (Benjamini, Hochberg 1995): adjusted p, in the given order. */
export function adjusted(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p);
  const result = [...ps];
  let least = 1;
  order.forEach(({ p, i }, k) => {
    least = Math.min(least, (p * ps.length) / (ps.length - k));
    result[i] = least;
  });
  return result;
}

const normalTwoSided = (z: number): number => Math.min(1, 2 * upperNormal(Math.abs(z)));

/** Abramowitz, Stegun 26.2.17; error below 1e-7. */
function upperNormal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}

/** Two-sided p of Student's t: the regularised incomplete beta function at df / (df + t²) with df/2 and 1/2. */
export function studentTwoSided(t: number, df: number): number {
  const x = df / (df + t * t);
  return incompleteBeta(x, df / 2, 0.5);
}

/** By numerical integration after x = sin² φ, where the integrand is smooth for these arguments (b = 1/2 makes it sin^(2a-1)). */
function incompleteBeta(x: number, a: number, b: number): number {
  const steps = 2000;
  const integrand = (phi: number): number => Math.sin(phi) ** (2 * a - 1) * Math.cos(phi) ** (2 * b - 1);
  const integral = (to: number): number => {
    const h = to / steps;
    let sum = integrand(0) + integrand(to);
    for (let i = 1; i < steps; i++) sum += (i % 2 === 0 ? 2 : 4) * integrand(i * h);
    return (sum * h) / 3;
  };
  return Math.min(1, integral(Math.asin(Math.sqrt(x))) / integral(Math.PI / 2));
}
