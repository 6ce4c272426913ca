/** The way an edge goes over the picture, from the times at which its parts change: least squares without the worst of them. */

/** Place around the middle of the picture, −0.5..0.5, and time in milliseconds. */
export interface Switch {
  x: number;
  y: number;
  t: number;
}

export interface Fit {
  variant: string;
  /** 0..1: how far the fit exceeds what is asked of it. */
  clarity: number;
  startMs: number;
  endMs: number;
  /** How many follow the edge. */
  cells: number;
}

/** Squared correlation of the times with place among those that follow. */
const LEAST_FIT = 0.9;
/** Who follows the edge is at most this share of the wipe's length too early or too late, at least so many milliseconds. */
const MOST_ERROR = 0.13;
const LEAST_ERROR_MS = 50;
const ROUNDS = 4;

interface Shape {
  place(s: Switch): [number, number];
  name(a: number, b: number): string;
}

/** Straight edges, rings, two edges from or to a middle line, and the hand of a clock. `aspect`: width over height. */
const shapesOf = (aspect: number): Shape[] => {
  const outwards = (a: number): string => (a > 0 ? 'from_centre' : 'to_centre');
  return [
    { place: ({ x, y }) => [x, y], name: straightName },
    { place: ({ x, y }) => [Math.hypot(x * aspect, y), 0], name: outwards },
    { place: ({ x }) => [Math.abs(x), 0], name: outwards },
    { place: ({ y }) => [Math.abs(y), 0], name: outwards },
    { place: ({ x, y }) => [Math.atan2(x * aspect, -y), 0], name: () => 'clock' },
  ];
};

/** The shape that most parts follow; undefined where less than `leastCells` do. */
export function bestFit(switches: readonly Switch[], aspect: number, leastCells: number): Fit | undefined {
  let best: Fit | undefined;
  for (const { place, name } of shapesOf(aspect)) {
    const points = switches.map((s): Point => [...place(s), s.t]);
    let fit = plane(points);
    let inliers = points;
    for (let round = 0; round < ROUNDS; round++) {
      const times = inliers.map(([, , t]) => t);
      const most = Math.max(LEAST_ERROR_MS, MOST_ERROR * spanOf(times).lengthMs) * (ROUNDS - round);
      const { at } = fit;
      inliers = points.filter(([u, v, t]) => Math.abs(at(u, v) - t) <= most);
      if (inliers.length < leastCells) break;
      fit = plane(inliers);
    }
    if (inliers.length < Math.max(leastCells, (best?.cells ?? 0) + 1) || fit.linearity < LEAST_FIT) continue;
    const { startMs, endMs } = spanOf(inliers.map(([, , t]) => t));
    best = { variant: name(fit.a, fit.b), clarity: (fit.linearity - LEAST_FIT) / (1 - LEAST_FIT), startMs, endMs, cells: inliers.length };
  }
  return best;
}

/** Without the first and last hundredth. */
function spanOf(times: readonly number[]): { startMs: number; endMs: number; lengthMs: number } {
  const sorted = Float64Array.from(times).sort();
  const quantile = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? 0;
  return { startMs: quantile(0.01), endMs: quantile(0.99), lengthMs: quantile(0.99) - quantile(0.01) };
}

/** Which way the edge goes: `a` and `b` are milliseconds over the width and the height. */
function straightName(a: number, b: number): string {
  if (Math.min(Math.abs(a), Math.abs(b)) > 0.5 * Math.max(Math.abs(a), Math.abs(b))) return 'diagonal';
  if (Math.abs(a) > Math.abs(b)) return a > 0 ? 'right' : 'left';
  return b > 0 ? 'down' : 'up';
}

type Point = [u: number, v: number, t: number];

/** Least squares of t = c + a·u + b·v; `linearity`: share of the variance explained. */
function plane(points: readonly Point[]): { a: number; b: number; linearity: number; at(u: number, v: number): number } {
  const n = points.length;
  let [mu, mv, mt] = [0, 0, 0];
  for (const [u, v, t] of points) {
    mu += u / n;
    mv += v / n;
    mt += t / n;
  }
  let [uu, uv, vv, ut, vt, tt] = [0, 0, 0, 0, 0, 0];
  for (const [u, v, t] of points) {
    const [du, dv, dt] = [u - mu, v - mv, t - mt];
    uu += du * du;
    uv += du * dv;
    vv += dv * dv;
    ut += du * dt;
    vt += dv * dt;
    tt += dt * dt;
  }
  const determinant = uu * vv - uv * uv;
  const a = determinant > 1e-9 ? (ut * vv - vt * uv) / determinant : uu > 0 ? ut / uu : 0;
  const b = determinant > 1e-9 ? (vt * uu - ut * uv) / determinant : 0;
  return { a, b, linearity: tt > 0 ? (a * ut + b * vt) / tt : 0, at: (u, v) => mt + a * (u - mu) + b * (v - mv) };
}
