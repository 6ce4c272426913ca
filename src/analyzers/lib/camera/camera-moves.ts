/** Names for the stretches of a camera path. */
import type { CameraPath, Velocity } from './camera-path.ts';

export const CAMERA_MOVES = ['static', 'pan_left', 'pan_right', 'tilt_up', 'tilt_down', 'zoom_in', 'zoom_out', 'shake', 'moving'] as const;
export type CameraMove = (typeof CAMERA_MOVES)[number];

export interface MoveRules {
  /** Speeds below this are no movement; shares of the longer side per second. */
  minSpeed: number;
  /** Jitter from this on is shaking; share of the longer side. */
  minJitter: number;
  /** Stretches shorter than this join a neighbour. */
  minMs: number;
}

export interface MoveStretch {
  startMs: number;
  endMs: number;
  move: CameraMove;
  velocity: Velocity;
  jitter: number;
  support: number;
}

/** Time between decisions, and around each what is looked at. */
const STEP_MS = 80;
const AROUND_MS = 160;
const JITTER_AROUND_MS = 500;

/** Zoom and roll move what is half a side away from the middle by half their rate. */
const HALF_SIDE = 0.5;
/** One axis must exceed the other by this factor to name the direction. */
const CLEAR_AXIS = 1.8;
/** Movement faster than so many times the jitter per second is a movement that also shakes. */
const SHAKE_SPEED = 15;
/** A movement must take the edges of the picture this far, a share of the longer side; less is drift of the measurement. */
const LEAST_TRAVEL = 0.012;
/** To and fro with turns faster than this is shaking, too. */
const SWAY_MS = 1200;

const edgeSpeeds = (v: Velocity): { shift: number; zoom: number; roll: number } => ({
  shift: Math.hypot(v.pan, v.tilt),
  zoom: Math.abs(v.zoom) * HALF_SIDE,
  roll: Math.abs(v.roll) * HALF_SIDE,
});

/** Speed at which the edges of the picture move, shares of the longer side per second. */
export function speedOf(velocity: Velocity): number {
  const { shift, zoom, roll } = edgeSpeeds(velocity);
  return Math.hypot(shift, zoom, roll);
}

function nameMove(velocity: Velocity, jitter: number, rules: MoveRules): CameraMove {
  const speed = speedOf(velocity);
  if (jitter >= rules.minJitter && speed < SHAKE_SPEED * jitter) return 'shake';
  if (speed < rules.minSpeed) return 'static';
  const { shift, zoom, roll } = edgeSpeeds(velocity);
  if (zoom >= shift && zoom >= roll) return velocity.zoom > 0 ? 'zoom_in' : 'zoom_out';
  if (roll > shift) return 'moving';
  const pan = Math.abs(velocity.pan);
  const tilt = Math.abs(velocity.tilt);
  if (pan >= CLEAR_AXIS * tilt) return velocity.pan > 0 ? 'pan_right' : 'pan_left';
  if (tilt >= CLEAR_AXIS * pan) return velocity.tilt > 0 ? 'tilt_up' : 'tilt_down';
  return 'moving';
}

interface Run {
  startMs: number;
  endMs: number;
  move: CameraMove;
}

/** Where a movement starts or stops the path bends, which looks like jitter for about this long. */
const BEND_MS = 1500;

/** A name for every step; shaking that does not last is told apart from the bend at the start or end of a movement. */
function namedSteps(path: CameraPath, endMs: number, rules: MoveRules): Run[] {
  const nameAt = (atMs: number, withJitter: boolean): CameraMove => {
    const velocity = path.velocity(Math.max(path.startMs, atMs - AROUND_MS), Math.min(path.endMs, atMs + AROUND_MS));
    const jitter = withJitter ? path.jitter(Math.max(path.startMs, atMs - JITTER_AROUND_MS), Math.min(path.endMs, atMs + JITTER_AROUND_MS)) : 0;
    return nameMove(velocity, jitter, rules);
  };
  const steps: Run[] = [];
  for (let atMs = path.startMs; atMs < endMs; atMs += STEP_MS) steps.push({ startMs: atMs, endMs: Math.min(endMs, atMs + STEP_MS), move: nameAt(atMs, true) });
  const runs = joinEqual(steps);
  if (runs.length < 2) return runs;
  const bends = runs.filter((run) => run.move === 'shake' && run.endMs - run.startMs < BEND_MS);
  for (const step of steps) {
    if (bends.some((bend) => step.startMs >= bend.startMs && step.startMs < bend.endMs)) step.move = nameAt(step.startMs, false);
  }
  return joinEqual(steps);
}

/** Stretches of one kind of movement that cover the path from its start to `endMs` without gaps. */
export function moveStretches(path: CameraPath, endMs: number, rules: MoveRules): MoveStretch[] {
  const named = joinSwaying(joinShort(namedSteps(path, endMs, rules), rules.minMs)).map((run): Run => {
    // Over the whole stretch the net movement decides; to and fro stays shaking.
    const velocity = path.velocity(run.startMs, run.endMs);
    const jitter = path.jitter(run.startMs, run.endMs);
    if (run.move === 'shake') return run;
    const travel = (speedOf(velocity) * (run.endMs - run.startMs)) / 1000;
    const move = nameMove(velocity, jitter, rules);
    return { ...run, move: travel < LEAST_TRAVEL && move !== 'shake' ? 'static' : move };
  });
  return joinEqual(named).map((run) => ({
    ...run,
    velocity: path.velocity(run.startMs, run.endMs),
    jitter: path.jitter(run.startMs, run.endMs),
    support: path.support(run.startMs, run.endMs),
  }));
}

function joinEqual(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.move === run.move) last.endMs = run.endMs;
    else joined.push({ ...run });
  }
  return joined;
}

/** The shortest run below the limit goes to its longer neighbour, until none is left. */
function joinShort(runs: readonly Run[], minMs: number): Run[] {
  let left = joinEqual(runs);
  while (left.length > 1) {
    let shortest = 0;
    left.forEach((run, i) => {
      const best = left[shortest];
      if (best && run.endMs - run.startMs < best.endMs - best.startMs) shortest = i;
    });
    const run = left[shortest];
    if (!run || run.endMs - run.startMs >= minMs) break;
    const before = left[shortest - 1];
    const after = left[shortest + 1];
    const neighbour = !after || (before && before.endMs - before.startMs >= after.endMs - after.startMs) ? before : after;
    if (neighbour) run.move = neighbour.move;
    left = joinEqual(left);
  }
  return left;
}

const OPPOSITE: Partial<Record<CameraMove, CameraMove>> = {
  pan_left: 'pan_right',
  pan_right: 'pan_left',
  tilt_up: 'tilt_down',
  tilt_down: 'tilt_up',
};

/** Three or more quick turns in a row are swaying of the hand, not pans. */
function joinSwaying(runs: readonly Run[]): Run[] {
  const marked = runs.map((run) => ({ ...run }));
  const isTurn = (i: number): boolean => {
    const [a, b] = [runs[i], runs[i + 1]];
    return a !== undefined && b !== undefined && OPPOSITE[a.move] === b.move && a.endMs - a.startMs < SWAY_MS && b.endMs - b.startMs < SWAY_MS;
  };
  for (let i = 0; i + 2 < runs.length; i++) {
    if (!isTurn(i) || !isTurn(i + 1)) continue;
    for (const run of marked.slice(i, i + 3)) run.move = 'shake';
  }
  return joinEqual(marked);
}
