/**
 * Single sounds that come out of nothing and die away, like a bell or a chime. Only those that stand alone can be
 * told: within talk or music a syllable or a note looks the same.
 */
import { HOP_MS, type SpectralFrame } from './sound-spectra.ts';

/** How far it rises above the loudest of what was heard before it, and how long 'before' is. */
const RISE_DB = 7;
const BEFORE_FRAMES = 15;
const GUARD_FRAMES = 4;
const QUIETEST_DB = -50;
/** Its peak must follow its start so soon, … */
const ATTACK_FRAMES = 6;
/** … and it must have fallen by this below its peak (or nearly to what was before) within the longest time, and stay there. */
const FALL_DB = 15;
const FALL_TO_DB = 3;
const LONGEST_FRAMES = 400;
const STAYS_FRAMES = 8;
/** The beginning decides what it is. */
const START_FRAMES = 3;

export interface StruckSound {
  startMs: number;
  /** When it has fallen by 15 dB, or nearly to what was before. */
  endMs: number;
  /** Frequency of the strongest tone at its start, 0 without one. */
  hz: number;
  /** Largest change of that frequency between the frames of its start, as a share. */
  wobble: number;
  /** Mean share of the energy of its start in the strongest tone. */
  share: number;
}

interface Candidate { frames: SpectralFrame[]; before: number; peak: number; peakAt: number; fallen: number }

export interface StruckSoundFinder {
  add(frame: SpectralFrame): StruckSound | undefined;
  /** The sound may end before the last one has died away. */
  finish(): StruckSound | undefined;
}

function describe({ frames, peak, fallen }: Candidate): StruckSound {
  const loudFrom = Math.max(0, frames.findIndex(({ db }) => db >= peak - 6));
  const start = frames.slice(loudFrom, loudFrom + START_FRAMES);
  const tones = start.flatMap(({ peaks }) => peaks.slice(0, 1));
  const hzs = tones.map(({ hz }) => hz);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, start.length);
  const hz = mean(hzs);
  return {
    startMs: (frames[0]?.atMs ?? 0) - HOP_MS / 2, endMs: (frames[Math.max(0, fallen - 1)]?.atMs ?? 0) + HOP_MS / 2,
    hz: tones.length === start.length ? hz : 0,
    wobble: hz > 0 ? (Math.max(...hzs) - Math.min(...hzs)) / hz : 1,
    share: mean(tones.map(({ share }) => share)),
  };
}

export function createStruckSoundFinder(): StruckSoundFinder {
  /** Levels before now; the medium begins out of silence. */
  const past: number[] = [];
  let open: Candidate | undefined;
  let closedUntil = 0;
  let count = 0;

  const loudestBefore = (): number => {
    const heard = past.slice(0, Math.max(0, past.length - GUARD_FRAMES));
    return heard.length === 0 ? -100 : Math.max(...heard);
  };

  function go(candidate: Candidate, frame: SpectralFrame): StruckSound | undefined {
    candidate.frames.push(frame);
    const i = candidate.frames.length - 1;
    if (frame.db > candidate.peak) [candidate.peak, candidate.peakAt] = [frame.db, i];
    if (frame.db > Math.max(candidate.peak - FALL_DB, Math.min(candidate.before + FALL_TO_DB, candidate.peak - FALL_TO_DB))) candidate.fallen = i + 1;
    const quiet = i + 1 - candidate.fallen;
    if (candidate.peakAt > ATTACK_FRAMES || i >= LONGEST_FRAMES) {
      open = undefined;
      closedUntil = count + (i >= LONGEST_FRAMES ? 0 : BEFORE_FRAMES);
      return undefined;
    }
    if (quiet < STAYS_FRAMES) return undefined;
    open = undefined;
    return describe(candidate);
  }

  return {
    add(frame) {
      count++;
      let found: StruckSound | undefined;
      if (open) found = go(open, frame);
      else if (count > closedUntil && frame.db > QUIETEST_DB) {
        const before = loudestBefore();
        if (frame.db >= before + RISE_DB) open = { frames: [frame], before: Math.max(before, -100), peak: frame.db, peakAt: 0, fallen: 1 };
      }
      past.push(frame.db);
      if (past.length > BEFORE_FRAMES + GUARD_FRAMES) past.shift();
      return found;
    },
    finish: () => (open && open.peakAt <= ATTACK_FRAMES ? describe(open) : undefined),
  };
}
