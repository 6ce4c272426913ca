/**
 * Tones that keep their pitch, found in short-time spectra: lanes of one frequency, and in each lane the pulses
 * that sound there. Beeps, bells and ringing are made of such tones; voices glide.
 */
import { HOP_MS, type SpectralFrame } from './sound-spectra.ts';

/** Peaks this near to a lane belong to it. */
const SAME_HZ = 24;
const SAME_RATIO = 0.012;
/** A lane without a sound for so long has ended. */
const LANE_END_MS = 2500;
/** Quieter peaks are not followed. */
const QUIETEST_DB = -62;

/** Between two pulses the level falls at least this far below the quieter one. */
const VALLEY_DB = 6;
/** A pulse lasts while the level is within this of its peak. */
const PULSE_DB = 14;
const MIN_PULSE_FRAMES = 3;
const ABSENT_DB = -100;

/** A voice's harmonics glide; a made tone stays within this share of its frequency, or within these Hz. */
const STEADY_SHARE = 0.0035;
const STEADY_HZ = 5;
/** A hum may last for hours; its lane is handed over in pieces. */
const LONGEST_MS = 60_000;

export interface Pulse {
  startMs: number;
  endMs: number;
  /** When it is loudest. */
  peakMs: number;
  peakDb: number;
  hz: number;
  /** Spread of the frequency while it sounds, as a share of it. */
  wobble: number;
  /** Of the energy at its loudest that lies in this tone. */
  share: number;
  /** Level after 70 % of its time, below the peak: about 0 for a beep, more for what fades. */
  fadeDb: number;
}

export interface Lane {
  hz: number;
  /** Those that keep their pitch, in order of time. */
  pulses: Pulse[];
}

interface Point { frame: number; hz: number; db: number; share: number }

interface OpenLane { hz: number; last: number; points: Point[] }

function pulseOf(points: readonly Point[], startMs: (frame: number) => number): Pulse | undefined {
  const loud = points.reduce((best, point) => (point.db > best.db ? point : best));
  const at = points.indexOf(loud);
  let from = at;
  while (from > 0 && (points[from - 1]?.db ?? ABSENT_DB) >= loud.db - PULSE_DB) from--;
  let to = at;
  while (to < points.length - 1 && (points[to + 1]?.db ?? ABSENT_DB) >= loud.db - PULSE_DB) to++;
  const part = points.slice(from, to + 1);
  const [first, last] = [part[0], part.at(-1)];
  if (first === undefined || last === undefined || part.length < MIN_PULSE_FRAMES) return undefined;
  const hz = part.reduce((sum, point) => sum + point.hz, 0) / part.length;
  const spread = Math.sqrt(part.reduce((sum, point) => sum + (point.hz - hz) ** 2, 0) / part.length);
  const late = part[Math.floor(part.length * 0.7)] ?? last;
  return {
    startMs: startMs(first.frame), endMs: startMs(last.frame) + HOP_MS, peakMs: startMs(loud.frame), peakDb: loud.db,
    hz, wobble: spread / hz, share: loud.share, fadeDb: loud.db - late.db,
  };
}

const isSteady = ({ wobble, hz }: Pulse): boolean => wobble < STEADY_SHARE || wobble * hz < STEADY_HZ;

/** Cuts a lane where it is silent, and in its valleys. */
function pulsesOf(points: readonly Point[], startMs: (frame: number) => number): Pulse[] {
  const pulses: Pulse[] = [];
  let from = 0;
  const take = (to: number): void => {
    const part = points.slice(from, to);
    const pulse = part.length === 0 ? undefined : pulseOf(part, startMs);
    if (pulse) pulses.push(pulse);
    from = to;
  };
  let peak = ABSENT_DB;
  let valley = { db: Infinity, at: 0 };
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (before !== undefined && point.frame - before.frame > 2) {
      take(i);
      [peak, valley] = [ABSENT_DB, { db: Infinity, at: i }];
    }
    if (point.db < valley.db) valley = { db: point.db, at: i };
    if (peak - valley.db >= VALLEY_DB && point.db - valley.db >= VALLEY_DB) {
      take(valley.at);
      peak = point.db;
      valley = { db: point.db, at: i };
    } else if (point.db > peak) {
      peak = point.db;
      valley = { db: point.db, at: i };
    }
  }
  take(points.length);
  return pulses;
}

export interface LaneFinder {
  /** Answers the lanes that have ended. */
  add(frame: SpectralFrame): Lane[];
  finish(): Lane[];
}

export function createLaneFinder(): LaneFinder {
  let open: OpenLane[] = [];
  let frames = 0;
  let firstMs = 0;
  const startMs = (frame: number): number => firstMs + frame * HOP_MS;
  const close = ({ hz, points }: OpenLane): Lane => ({ hz, pulses: pulsesOf(points, startMs).filter(isSteady) });

  return {
    add({ atMs, peaks }) {
      if (frames === 0) firstMs = atMs - HOP_MS / 2;
      const frame = frames++;
      for (const { hz, db, share } of peaks) {
        if (db < QUIETEST_DB) continue;
        const reach = Math.max(SAME_HZ, hz * SAME_RATIO);
        let lane: OpenLane | undefined;
        for (const candidate of open) if (candidate.last !== frame && Math.abs(candidate.hz - hz) <= reach && (!lane || Math.abs(candidate.hz - hz) < Math.abs(lane.hz - hz))) lane = candidate;
        if (!lane) open.push(lane = { hz, last: frame, points: [] });
        lane.points.push({ frame, hz, db, share });
        lane.last = frame;
        lane.hz += (hz - lane.hz) / Math.min(lane.points.length, 20);
      }
      // Most lanes are one or two frames of a voice; they need not wait.
      const ended = open.filter(({ last, points }) => (frame - last) * HOP_MS > (points.length < MIN_PULSE_FRAMES ? 50 : LANE_END_MS) || points.length * HOP_MS > LONGEST_MS);
      if (ended.length > 0) open = open.filter((lane) => !ended.includes(lane));
      return ended.map(close).filter(({ pulses }) => pulses.length > 0);
    },
    finish() {
      const ended = open.map(close).filter(({ pulses }) => pulses.length > 0);
      open = [];
      return ended;
    },
  };
}
