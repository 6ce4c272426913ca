/**
 * Wipes: an edge runs over the picture and leaves another one behind. Every cell changes once and at once, and the times
 * at which cells change are a linear function of their place (or of the distance from the middle: an iris). After the
 * spatio-temporal slices of Ngo, Pong and Chin (1999), on cells instead of slices. Pushes, where both pictures move, are not told.
 */
import type { Effect } from './effect.ts';

/** Frames over which a cell's change is measured; the edge needs one or two to cross a cell. */
const SPAN = 3;
const LEAST_LEVELS = 12;
/** Before and after, a cell changes at most by this share of the jump. */
const MOST_UNREST = 0.4;
const LONGEST_MS = 2600;
const SHORTEST_MS = 250;
/** A later jump of one cell counts anew after this time; before, the largest does. */
const APART_MS = 400;
const LEAST_CELLS = 0.55;
/** Squared correlation of the change times with place. */
const LEAST_FIT = 0.9;
/** Share of the cells that must show another picture afterwards: what only passed by leaves the old one. */
const LEAST_LASTING = 0.75;
/** Without a further cell that fits for so long, the wipe is over. */
const QUIET_MS = 160;

interface Fit {
  variant: string;
  linearity: number;
  startMs: number;
  endMs: number;
  /** How many follow it. */
  cells: number;
}

export interface WipeWatch {
  push(atMs: number, cells: Float32Array): void;
  end(): Effect[];
}

export function watchWipes(width: number, height: number): WipeWatch {
  const count = width * height;
  const ring = Array.from({ length: 3 * SPAN + 1 }, () => ({ atMs: 0, cells: new Float32Array(count * 3) }));
  const switchedAt = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const jumps = new Float32Array(count);
  /** What each cell showed before its first switch. */
  const origin = new Float32Array(count * 3);
  const found: Effect[] = [];
  let frames = 0;
  const kept = (back: number) => ring[(frames - 1 - back) % ring.length];

  const difference = (a: Float32Array, b: Float32Array, i: number): number =>
    Math.abs((a[i] ?? 0) - (b[i] ?? 0)) + 0.75 * (Math.abs((a[count + i] ?? 0) - (b[count + i] ?? 0)) + Math.abs((a[2 * count + i] ?? 0) - (b[2 * count + i] ?? 0)));

  const markSwitches = (): void => {
    const [later, after, before, earlier] = [kept(0), kept(SPAN), kept(2 * SPAN), kept(3 * SPAN)];
    if (!later || !after || !before || !earlier) return;
    const atMs = (after.atMs + before.atMs) / 2;
    for (let i = 0; i < count; i++) {
      const jump = difference(after.cells, before.cells, i);
      if (jump < LEAST_LEVELS || difference(later.cells, after.cells, i) > MOST_UNREST * jump || difference(before.cells, earlier.cells, i) > MOST_UNREST * jump) continue;
      if (atMs - (switchedAt[i] ?? 0) < APART_MS && jump <= (jumps[i] ?? 0)) continue;
      if (atMs - (switchedAt[i] ?? 0) > LONGEST_MS) for (const at of [i, count + i, 2 * count + i]) origin[at] = before.cells[at] ?? 0;
      switchedAt[i] = atMs;
      jumps[i] = jump;
    }
  };

  /** `seenMs`: up to where switches are known. */
  const judge = (seenMs: number): void => {
    const cells: number[] = [];
    for (let i = 0; i < count; i++) if ((switchedAt[i] ?? 0) > seenMs - LONGEST_MS) cells.push(i);
    if (cells.length < count * LEAST_CELLS) return;
    const fit = bestFit(cells.map((i) => ({ x: (i % width) / width, y: Math.floor(i / width) / height, t: switchedAt[i] ?? 0 })), LEAST_CELLS * count);
    if (!fit || fit.endMs - fit.startMs < SHORTEST_MS || seenMs - fit.endMs < QUIET_MS) return;
    const shown = kept(0)?.cells ?? origin;
    if (cells.filter((i) => difference(shown, origin, i) > MOST_UNREST * (jumps[i] ?? 0)).length < LEAST_LASTING * cells.length) return;
    const share = fit.cells / count;
    found.push({ label: 'wipe', startMs: Math.round(fit.startMs), endMs: Math.round(fit.endMs), strength: share, confidence: Math.min(0.95, 0.5 + 0.25 * (fit.linearity - LEAST_FIT) / (1 - LEAST_FIT) + 0.2 * share), variant: fit.variant });
    switchedAt.fill(Number.NEGATIVE_INFINITY);
  };

  return {
    push(atMs, cells) {
      const slot = ring[frames % ring.length];
      if (!slot) return;
      slot.atMs = atMs;
      slot.cells.set(cells);
      frames++;
      if (frames < ring.length) return;
      markSwitches();
      if (frames % SPAN === 0) judge(kept(2 * SPAN)?.atMs ?? atMs);
    },
    end() {
      judge((kept(0)?.atMs ?? 0) + QUIET_MS);
      return found;
    },
  };
}

interface Switch {
  x: number;
  y: number;
  t: number;
}

/** The best of the straight and the round edge, without the tenth of cells that fits worst. */
function bestFit(switches: readonly Switch[], leastCells: number): Fit | undefined {
  const models: [(s: Switch) => [number, number], (a: number, b: number) => string][] = [
    [({ x, y }) => [x, y], straightName],
    [({ x, y }) => [Math.hypot(x - 0.5, y - 0.5), 0], (a) => (a > 0 ? 'from_centre' : 'to_centre')],
  ];
  let best: Fit | undefined;
  for (const [place, name] of models) {
    const rough = plane(switches, place);
    const sorted = switches.map((s) => ({ s, error: Math.abs(rough.at(place(s)) - s.t) })).sort((a, b) => a.error - b.error);
    const inliers = sorted.slice(0, Math.max(Math.ceil(leastCells), Math.floor(sorted.length * 0.9))).map(({ s }) => s);
    const fit = plane(inliers, place);
    if (fit.linearity < Math.max(LEAST_FIT, best?.linearity ?? 0)) continue;
    const times = inliers.map(({ t }) => t).sort((a, b) => a - b);
    const quantile = (q: number): number => times[Math.round(q * (times.length - 1))] ?? 0;
    best = { variant: name(fit.a, fit.b), linearity: fit.linearity, startMs: quantile(0.01), endMs: quantile(0.99), cells: inliers.length };
  }
  return best;
}

/** Which way the edge goes: `a` and `b` are milliseconds over the width and the height. */
function straightName(a: number, b: number): string {
  if (Math.min(Math.abs(a), Math.abs(b)) > 0.5 * Math.max(Math.abs(a), Math.abs(b))) return 'diagonal';
  if (Math.abs(a) > Math.abs(b)) return a > 0 ? 'right' : 'left';
  return b > 0 ? 'down' : 'up';
}

/** Least squares of t = c + a·u + b·v; `linearity`: share of the variance explained. */
function plane(switches: readonly Switch[], place: (s: Switch) => [number, number]): { a: number; b: number; linearity: number; at(p: [number, number]): number } {
  const n = switches.length;
  let [mu, mv, mt] = [0, 0, 0];
  for (const s of switches) {
    const [u, v] = place(s);
    mu += u / n;
    mv += v / n;
    mt += s.t / n;
  }
  let [uu, uv, vv, ut, vt, tt] = [0, 0, 0, 0, 0, 0];
  for (const s of switches) {
    const [u, v] = place(s);
    const [du, dv, dt] = [u - mu, v - mv, s.t - mt];
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
  return { a, b, linearity: tt > 0 ? (a * ut + b * vt) / tt : 0, at: ([u, v]) => mt + a * (u - mu) + b * (v - mv) };
}
