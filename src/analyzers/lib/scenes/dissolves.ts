/**
 * Dissolves: stretches in which every picture is a blend of the first and the last one, with a share that rises steadily.
 * Looks at coarse layouts a dozen times a second in a ring of fixed size.
 */
import { fitLine } from './fades.ts';
import { spreadOf } from '../shrink.ts';

export interface Dissolve {
  startMs: number;
  endMs: number;
  confidence: number;
}

export interface DissolveDetector {
  /** Coarse luma and chroma planes of a frame; all of one length, copied. */
  push(atMs: number, cells: Float32Array): void;
  /** Everything found, in time order; valid once all frames are in. */
  found(): Dissolve[];
}

/** Layouts are taken this far apart; lengths looked at, in such steps (0.3 to 2.4 s). */
const SPACING_MS = 65;
const LENGTHS = [5, 8, 12, 18, 26, 36];
const RING = 40;

/** The ends must be different pictures: distance over contrast at least, correlation of luma at most (a slow zoom keeps more). */
const LEAST_DISTANCE = 0.45;
const MOST_CORRELATION = 0.6;
/** The ends must be pictures at all (deviation of luma), and differ by more than what compression does to a plain wall (levels). */
const LEAST_DEVIATION = 6;
const LEAST_LEVELS = 12;
/** The same distance of the luma with the means taken out: a change of exposure is no dissolve. */
const LEAST_STRUCTURE = 0.35;
/** Share of cells that must take part, and by how much of the mean difference: something that passes by changes only some. */
const LEAST_AREA = 0.6;
const TAKES_PART = 0.25;
/** Distance from the blend over the distance of the ends: its mean, and the most in any picture. */
const MOST_RESIDUAL = 0.18;
const MOST_RESIDUAL_ONCE = 0.35;
/** The same for the differences of neighbouring cells, in the mean: fine structure tells a blend from a zoom or a turn. */
const MOST_FINE_RESIDUAL = 0.38;
/** Largest step of the share from one layout to the next; beyond, it is a cut. */
const MOST_STEP = 0.45;
const LEAST_LINEARITY = 0.85;
const SHORTEST_MS = 160;

interface Layout {
  atMs: number;
  cells: Float32Array;
  mean: number;
  deviation: number;
}

interface Candidate extends Dissolve {
  /** How much of a change the blend explains, in levels: parts of a dissolve are blends, too, but of less. */
  explained: number;
}

export function createDissolveDetector(): DissolveDetector {
  const ring: Layout[] = [];
  const found: Dissolve[] = [];
  let group: Candidate[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;

  const closeGroup = (): void => {
    const best = group.reduce<Candidate | undefined>((a, b) => (a && a.explained >= b.explained ? a : b), undefined);
    if (best) found.push({ startMs: best.startMs, endMs: best.endMs, confidence: best.confidence });
    group = [];
  };

  const add = (candidate: Candidate): void => {
    const reach = Math.max(...group.map((other) => other.endMs));
    if (group.length > 0 && candidate.startMs > reach) closeGroup();
    group.push(candidate);
  };

  return {
    push(atMs, cells) {
      if (atMs - lastMs < SPACING_MS) return;
      lastMs = atMs;
      const reused = ring.length >= RING ? ring.shift() : undefined;
      const layout = { atMs, cells: reused?.cells ?? new Float32Array(cells.length), ...spreadOf(cells, cells.length / 3) };
      layout.cells.set(cells);
      ring.push(layout);
      for (const length of LENGTHS) {
        const candidate = ring.length > length ? test(ring.slice(-length - 1)) : undefined;
        if (candidate) add(candidate);
      }
    },
    found() {
      closeGroup();
      return found.sort((a, b) => a.startMs - b.startMs);
    },
  };
}

function test(layouts: readonly Layout[]): Candidate | undefined {
  const from = layouts[0];
  const to = layouts.at(-1);
  if (!from || !to || Math.min(from.deviation, to.deviation) < LEAST_DEVIATION) return undefined;
  const levels = levelsBetween(from, to);
  if (levels < LEAST_LEVELS || levels / ((from.deviation + to.deviation) / 2 + 4) < LEAST_DISTANCE || correlation(from, to) > MOST_CORRELATION) return undefined;
  if (structureBetween(from, to) / ((from.deviation + to.deviation) / 2 + 4) < LEAST_STRUCTURE) return undefined;
  if (areaBetween(from, to, levels * TAKES_PART) < LEAST_AREA) return undefined;
  const shares: number[] = [0];
  let residuals = 0;
  for (const layout of layouts.slice(1, -1)) {
    const { share, residual } = blend(from.cells, layout.cells, to.cells);
    if (residual > MOST_RESIDUAL_ONCE || Math.abs(share - (shares.at(-1) ?? 0)) > MOST_STEP) return undefined;
    residuals += residual;
    shares.push(share);
  }
  if (1 - (shares.at(-1) ?? 0) > MOST_STEP) return undefined;
  const residual = residuals / (layouts.length - 2);
  return residual > MOST_RESIDUAL || fineResidual(from, layouts, to) > MOST_FINE_RESIDUAL ? undefined : ramp(layouts, [...shares, 1], residual, levels);
}

/** Where the share starts to rise and where it arrives, from the line through its middle part. */
function ramp(layouts: readonly Layout[], shares: readonly number[], residual: number, levels: number): Candidate | undefined {
  const inside = layouts.map((layout, i) => ({ atMs: layout.atMs, share: shares[i] ?? 0 })).filter(({ share }) => share > 0.1 && share < 0.9);
  if (inside.length < 2) return undefined;
  const line = fitLine(inside.map(({ atMs }) => atMs), inside.map(({ share }) => share));
  if (line.slope <= 0 || (inside.length > 2 && line.linearity < LEAST_LINEARITY)) return undefined;
  const startMs = Math.round(-line.offset / line.slope);
  const endMs = Math.round((1 - line.offset) / line.slope);
  // A line that leaves the stretch means that the ends are themselves blends: a longer stretch will tell.
  const slack = SPACING_MS * 1.5;
  if (startMs < (layouts[0]?.atMs ?? 0) - slack || endMs > (layouts.at(-1)?.atMs ?? 0) + slack || endMs - startMs < SHORTEST_MS) return undefined;
  return { startMs: Math.max(0, startMs), endMs, explained: levels * (1 - 2 * residual), confidence: Math.max(0, Math.min(1, 1 - residual * 2)) };
}

/** Difference per cell, brightness and colour added. */
function levelsBetween(a: Layout, b: Layout): number {
  let sum = 0;
  for (let i = 0; i < a.cells.length; i++) sum += Math.abs((a.cells[i] ?? 0) - (b.cells[i] ?? 0));
  return (sum * 3) / a.cells.length;
}

/** Luma difference per cell that no overall change of brightness explains. */
function structureBetween(a: Layout, b: Layout): number {
  const n = a.cells.length / 3;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.abs((a.cells[i] ?? 0) - a.mean - ((b.cells[i] ?? 0) - b.mean));
  return sum / n;
}

/** Share of cells whose brightness and colour differ by at least `levels`. */
function areaBetween(a: Layout, b: Layout, levels: number): number {
  const n = a.cells.length / 3;
  let count = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let plane = i; plane < a.cells.length; plane += n) sum += Math.abs((a.cells[plane] ?? 0) - (b.cells[plane] ?? 0));
    if (sum >= levels) count++;
  }
  return count / n;
}

function correlation(a: Layout, b: Layout): number {
  const n = a.cells.length / 3;
  let covariance = 0;
  for (let i = 0; i < n; i++) covariance += ((a.cells[i] ?? 0) - a.mean) * ((b.cells[i] ?? 0) - b.mean);
  return covariance / (n * a.deviation * b.deviation);
}

/** Mean residual of the blends when neighbouring cells are subtracted (also across the ends of rows: a blend stays a blend). */
function fineResidual(from: Layout, layouts: readonly Layout[], to: Layout): number {
  const fine = ({ cells }: Layout): Float32Array => cells.map((value, i) => value - (cells[i + 1] ?? value));
  const [start, end] = [fine(from), fine(to)];
  const residuals = layouts.slice(1, -1).map((layout) => blend(start, fine(layout), end).residual);
  return residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
}

/** Least-squares share of `to` in `mixed`, and what is left over the distance of the ends. */
function blend(from: Float32Array, mixed: Float32Array, to: Float32Array): { share: number; residual: number } {
  let dot = 0;
  let norm = 0;
  let square = 0;
  for (let i = 0; i < mixed.length; i++) {
    const start = from[i] ?? 0;
    const span = (to[i] ?? 0) - start;
    const offset = (mixed[i] ?? 0) - start;
    dot += span * offset;
    norm += span * span;
    square += offset * offset;
  }
  if (norm < 1e-6) return { share: 0, residual: 1 };
  return { share: dot / norm, residual: Math.sqrt(Math.max(0, square - (dot * dot) / norm) / norm) };
}
