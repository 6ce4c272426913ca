/** Stretches of silence and sudden loud events, found on frames of 20 ms. */
import { energyOfLufs, lufs } from './decibels.ts';
import { FRAME_MS } from './sound-frames.ts';

export interface Stretch {
  fromMs: number;
  toMs: number;
}

export interface SilenceTracker {
  /** @param energy mean square of the louder channel; answers a stretch when it ends */
  add(energy: number): Stretch | undefined;
  /** The stretch that reaches to the end. */
  finish(): Stretch | undefined;
}

export function createSilenceTracker(belowDbfs: number, minMs: number): SilenceTracker {
  const limit = 10 ** (belowDbfs / 10);
  let frames = 0;
  let since: number | undefined;
  const close = (): Stretch | undefined => {
    const stretch = since === undefined ? undefined : { fromMs: since * FRAME_MS, toMs: frames * FRAME_MS };
    since = undefined;
    return stretch && stretch.toMs - stretch.fromMs >= minMs ? stretch : undefined;
  };
  return {
    add(energy) {
      const ended = energy < limit ? undefined : close();
      if (energy < limit) since ??= frames;
      frames++;
      return ended;
    },
    finish: close,
  };
}

export interface LoudEvent extends Stretch {
  /** Loudest 60 ms. */
  peakLufs: number;
  /** Above the loudest tenth of the two seconds before it. */
  riseLu: number;
}

export interface LoudEventTracker {
  add(weightedEnergy: number): LoudEvent | undefined;
  finish(): LoudEvent | undefined;
}

/** An onset is judged on 60 ms: shorter than a syllable, long enough that one click does not decide. */
const LEVEL_FRAMES = 3;
const SURROUNDING_FRAMES = 2000 / FRAME_MS;
const SURROUNDING_SHARE = 0.9;
/** What 'loud' means must be known first. */
const MIN_HISTORY_FRAMES = 3000 / FRAME_MS;
/** It must also stand out from the programme so far, or every sentence after a pause would count. */
const ABOVE_PROGRAMME_LU = 3;
const FLOOR_LUFS = -30;
/** Beeps belong together; an event ends when it stays this far below its peak for a second. */
const RELEASE_LU = 20;
const RELEASE_FRAMES = 1000 / FRAME_MS;
/** Energies below −70 LUFS are silence and say nothing about how loud a programme is. */
const GATE_ENERGY = energyOfLufs(-70);
const QUIETEST_LUFS = -70;

interface OpenEvent {
  from: number;
  peak: number;
  surroundings: number;
  lastLoud: number;
}

export function createLoudEventTracker(minRiseLu: number): LoudEventTracker {
  const past = new Float64Array(SURROUNDING_FRAMES + LEVEL_FRAMES);
  let frames = 0;
  let gatedEnergy = 0;
  let gatedFrames = 0;
  let open: OpenEvent | undefined;

  const back = (count: number): number => past[(frames - count) % past.length] ?? 0;
  const level = (): number => {
    let sum = 0;
    for (let i = 1; i <= LEVEL_FRAMES; i++) sum += back(i);
    return sum / LEVEL_FRAMES;
  };
  /** Loudness that the frames before the level reach only one time in ten. */
  const surroundings = (): number => {
    const energies = Float64Array.from({ length: SURROUNDING_FRAMES }, (_, i) => back(LEVEL_FRAMES + 1 + i)).sort();
    return Math.max(QUIETEST_LUFS, lufs(energies[Math.floor(SURROUNDING_SHARE * (energies.length - 1))] ?? 0) ?? QUIETEST_LUFS);
  };
  const close = (): LoudEvent | undefined => {
    if (open === undefined) return undefined;
    const { from, peak, surroundings: around, lastLoud } = open;
    open = undefined;
    const peakLufs = lufs(peak) ?? QUIETEST_LUFS;
    return { fromMs: from * FRAME_MS, toMs: lastLoud * FRAME_MS, peakLufs, riseLu: peakLufs - around };
  };

  function begin(energy: number): void {
    const programme = gatedFrames === 0 ? -Infinity : (lufs(gatedEnergy / gatedFrames) ?? -Infinity);
    const now = lufs(energy) ?? -Infinity;
    if (frames < MIN_HISTORY_FRAMES || now < FLOOR_LUFS || now < programme + ABOVE_PROGRAMME_LU) return;
    const around = surroundings();
    if (now - around >= minRiseLu) open = { from: onset(around), peak: energy, surroundings: around, lastLoud: frames };
  }

  /** The first of the frames of this level that stands out. */
  const onset = (around: number): number => {
    const threshold = energyOfLufs(around + minRiseLu / 2);
    for (let i = LEVEL_FRAMES; i > 1; i--) if (back(i) > threshold) return frames - i;
    return frames - 1;
  };

  return {
    add(weightedEnergy) {
      past[frames++ % past.length] = weightedEnergy;
      const energy = level();
      let ended: LoudEvent | undefined;
      if (open === undefined) begin(energy);
      else {
        open.peak = Math.max(open.peak, energy);
        if (weightedEnergy > open.peak * 10 ** (-RELEASE_LU / 10)) open.lastLoud = frames;
        else if (frames - open.lastLoud >= RELEASE_FRAMES) ended = close();
      }
      if (weightedEnergy >= GATE_ENERGY) {
        gatedEnergy += weightedEnergy;
        gatedFrames++;
      }
      return ended;
    },
    finish: close,
  };
}
