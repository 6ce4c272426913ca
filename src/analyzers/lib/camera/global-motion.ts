/**
 * Motion of the camera from frame to frame: a similarity (shift, zoom, roll) fitted robustly to the motion of blocks
 * (iteratively reweighted least squares with Tukey's weight, after Odobez and Bouthemy 1995). Frames are compared with a
 * reference that is held while it still fits, so that very slow movements are not lost between two frames.
 */
import { blockMotions, coarseShift, type BlockMotion } from './block-motion.ts';
import { emptyPyramid, fillPyramid, type Pyramid } from './luma-pyramid.ts';
import { STILL, type Motion } from './motion.ts';
import { standsStill } from './standing-still.ts';

export interface FrameMotion extends Motion {
  /** Share of the evidence that agrees with this motion, 0..1; 0 where nothing could be compared (first frame, blank picture). */
  support: number;
}

export interface MotionEstimator {
  /** RGB24 of the size given at creation. Motion since the frame before. */
  push(pixels: Uint8Array): FrameMotion;
}

const UNKNOWN: FrameMotion = { ...STILL, support: 0 };

/** The reference is replaced after so many frames, beyond this displacement (pixels), or when less of it agrees. */
const HOLD_FRAMES = 12;
const HOLD_PIXELS = 4;
const HOLD_SUPPORT = 0.55;

interface Reference {
  pyramid: Pyramid;
  age: number;
  /** Motion from it to the frame before this one. */
  total: Motion;
}

export function createMotionEstimator(width: number, height: number): MotionEstimator {
  let current = emptyPyramid(width, height);
  let previous = emptyPyramid(width, height);
  const reference: Reference = { pyramid: emptyPyramid(width, height), age: 0, total: STILL };
  let count = 0;

  const holdCurrent = (): void => {
    for (const i of [0, 1, 2] as const) reference.pyramid[i].data.set(current[i].data);
    reference.age = 0;
    reference.total = STILL;
  };

  const against = (): FrameMotion => {
    const held = fitMotion(reference.pyramid, current, reference.total);
    if (reference.age > 0 && held.support < HOLD_SUPPORT) {
      // The held frame fits no more; the one before may.
      const direct = fitMotion(previous, current, STILL);
      if (direct.support > held.support) {
        reference.age = HOLD_FRAMES;
        return direct;
      }
    }
    const before = reference.total;
    reference.total = held;
    return {
      dx: held.dx - before.dx,
      dy: held.dy - before.dy,
      zoom: held.zoom - before.zoom,
      roll: held.roll - before.roll,
      support: held.support,
    };
  };

  return {
    push(pixels) {
      [previous, current] = [current, previous];
      fillPyramid(current, pixels);
      if (count++ === 0) {
        holdCurrent();
        return UNKNOWN;
      }
      const motion = against();
      reference.age++;
      const far = Math.abs(reference.total.dx) + Math.abs(reference.total.dy) + Math.abs(reference.total.zoom) * (width + height) / 4 > HOLD_PIXELS;
      if (reference.age >= HOLD_FRAMES || far || motion.support < HOLD_SUPPORT) holdCurrent();
      return motion;
    },
  };
}

/** Evidence below this (blocks) is too little to call anything a motion. */
const LEAST_EVIDENCE = 2;

/** Motion of the content from one picture to the other; `guess` is where to look first. */
function fitMotion(from: Pyramid, to: Pyramid, guess: Motion): FrameMotion {
  const coarse = coarseShift(from, to);
  const starts = [STILL, guess, coarse].filter((a, i, all) => all.findIndex((b) => Math.abs(a.dx - b.dx) + Math.abs(a.dy - b.dy) < 2) === i);
  const blocks = blockMotions(from, to, starts).map(weigh);
  const evidence = blocks.reduce((sum, block) => sum + block.weight, 0);
  if (evidence < LEAST_EVIDENCE) return UNKNOWN;

  let best = fitFrom(blocks, STILL);
  // Another motion has to explain clearly more than standing still does: things that move are rarely most of the border.
  let needed = best.agreeing * 1.15;
  for (const start of [guess, coarse, medianShift(blocks)]) {
    const fit = fitFrom(blocks, { ...STILL, dx: start.dx, dy: start.dy });
    if (fit.agreeing > needed) {
      best = fit;
      needed = fit.agreeing;
    }
  }
  return standsStill(from, to, best.motion) ? { ...STILL, support: agreement(blocks, STILL) / evidence } : { ...best.motion, support: best.agreeing / evidence };
}

interface WeighedBlock extends BlockMotion {
  weight: number;
}

/** Texture beyond this adds nothing; blocks at the border count more, since foreground is rare there. */
const FULL_TEXTURE = 30;
const BORDER_WEIGHT = 1.5;

function weigh(block: BlockMotion): WeighedBlock {
  const trace = block.xx + block.yy;
  const scale = 1 / Math.max(trace, FULL_TEXTURE);
  const weight = Math.min(1, 0.3 + trace / FULL_TEXTURE) * (block.border ? BORDER_WEIGHT : 1);
  return { ...block, xx: block.xx * scale, xy: block.xy * scale, yy: block.yy * scale, weight };
}

function medianShift(blocks: readonly WeighedBlock[]): { dx: number; dy: number } {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  return { dx: middle(blocks.map((block) => block.dx)), dy: middle(blocks.map((block) => block.dy)) };
}

/** Residuals (pixels) beyond which a block has no say: first wide, then narrow. */
const CUTOFFS = [4, 2, 1.2, 0.8, 0.8];
/** A block agrees when its residual is below this. */
const AGREES = 0.8;

/** Residual along the directions in which the block shows anything. */
function residual(block: WeighedBlock, { dx, dy, zoom, roll }: Motion): number {
  const ex = block.dx - (dx + zoom * block.x - roll * block.y);
  const ey = block.dy - (dy + roll * block.x + zoom * block.y);
  const trace = block.xx + block.yy;
  return Math.sqrt(Math.max(0, (block.xx * ex * ex + 2 * block.xy * ex * ey + block.yy * ey * ey) / trace));
}

function fitFrom(blocks: readonly WeighedBlock[], start: Motion): { motion: Motion; agreeing: number } {
  let motion = start;
  for (const cutoff of CUTOFFS) motion = solveMotion(blocks, motion, cutoff) ?? motion;
  return { motion, agreeing: agreement(blocks, motion) };
}

function agreement(blocks: readonly WeighedBlock[], motion: Motion): number {
  let agreeing = 0;
  for (const block of blocks) if (residual(block, motion) < AGREES) agreeing += block.weight;
  return agreeing;
}

/** Pulls zoom and roll to zero where a handful of blocks could not tell them from shift. */
const RIDGE = 60;

/** Weighted least squares of the four parameters; the structure tensors say in which direction each block counts. */
function solveMotion(blocks: readonly WeighedBlock[], around: Motion, cutoff: number): Motion | undefined {
  const normal = new Float64Array(20);
  const add = (row: number, column: number, value: number): void => {
    normal[row * 5 + column] = (normal[row * 5 + column] ?? 0) + value;
  };
  for (const block of blocks) {
    const r = residual(block, around) / cutoff;
    if (r >= 1) continue;
    const w = block.weight * (1 - r * r) ** 2;
    // Columns of the model: displacement along x and y per unit of dx, dy, zoom, roll; last the measurement.
    const alongX = [1, 0, block.x, -block.y, block.dx];
    const alongY = [0, 1, block.y, block.x, block.dy];
    for (let i = 0; i < 4; i++) {
      const px = w * (block.xx * (alongX[i] ?? 0) + block.xy * (alongY[i] ?? 0));
      const py = w * (block.xy * (alongX[i] ?? 0) + block.yy * (alongY[i] ?? 0));
      for (let j = 0; j < 5; j++) add(i, j, px * (alongX[j] ?? 0) + py * (alongY[j] ?? 0));
    }
  }
  add(0, 0, 1e-3);
  add(1, 1, 1e-3);
  add(2, 2, RIDGE);
  add(3, 3, RIDGE);
  return eliminate(normal);
}

/** Gaussian elimination of a symmetric positive definite 4 × 4 system with its right side as fifth column. */
function eliminate(m: Float64Array): Motion | undefined {
  for (let i = 0; i < 4; i++) {
    const pivot = m[i * 5 + i] ?? 0;
    if (Math.abs(pivot) < 1e-12) return undefined;
    for (let row = 0; row < 4; row++) {
      if (row === i) continue;
      const factor = (m[row * 5 + i] ?? 0) / pivot;
      for (let column = i; column < 5; column++) m[row * 5 + column] = (m[row * 5 + column] ?? 0) - factor * (m[i * 5 + column] ?? 0);
    }
  }
  const value = (i: number): number => (m[i * 5 + 4] ?? 0) / (m[i * 5 + i] ?? 1);
  return { dx: value(0), dy: value(1), zoom: value(2), roll: value(3) };
}
