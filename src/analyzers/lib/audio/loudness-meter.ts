/**
 * Loudness after EBU R 128: momentary (400 ms), short-term (3 s), gated programme loudness (ITU-R BS.1770-4)
 * and loudness range (EBU Tech 3342). Memory is constant: gating works on histograms that keep, per bin,
 * how many blocks fell into it and their exact energy.
 */
import { energyOfLufs, lufs } from './decibels.ts';
import { FRAME_MS } from './sound-frames.ts';

/** Windows move by 100 ms. */
export const STEP_MS = 100;
const FRAMES_PER_STEP = STEP_MS / FRAME_MS;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;

const ABSOLUTE_GATE = -70; // LUFS
const INTEGRATED_GATE = -10; // LU below the ungated loudness
const RANGE_GATE = -20; // LU below it, Tech 3342
const RANGE_FROM = 0.1;
const RANGE_TO = 0.95;

const BIN = 0.02; // LU
const LOUDEST = 30; // LUFS; far above anything that fits between −1 and 1
const BINS = Math.round((LOUDEST - ABSOLUTE_GATE) / BIN);

interface GatedHistogram {
  add(energy: number): void;
  /** Mean energy of the blocks not quieter than the gate, which is relative to the mean of all. */
  gatedMean(gate: number): number | undefined;
  /** Loudness at the given shares of the blocks above the gate. */
  percentiles(gate: number, shares: readonly number[]): number[] | undefined;
}

function gatedHistogram(): GatedHistogram {
  const counts = new Float64Array(BINS);
  const energies = new Float64Array(BINS);
  const total = (values: Float64Array, from: number): number => values.subarray(from).reduce((sum, value) => sum + value, 0);
  const binOf = (loudness: number): number => Math.min(BINS - 1, Math.max(0, Math.floor((loudness - ABSOLUTE_GATE) / BIN)));
  const firstBin = (gate: number): number | undefined => {
    const ungated = lufs(total(energies, 0) / total(counts, 0));
    return ungated === undefined || Number.isNaN(ungated) ? undefined : binOf(ungated + gate);
  };
  return {
    add(energy) {
      const loudness = lufs(energy);
      if (loudness === undefined || loudness < ABSOLUTE_GATE) return;
      const bin = binOf(loudness);
      counts[bin] = (counts[bin] ?? 0) + 1;
      energies[bin] = (energies[bin] ?? 0) + energy;
    },
    gatedMean(gate) {
      const from = firstBin(gate);
      return from === undefined ? undefined : total(energies, from) / total(counts, from);
    },
    percentiles(gate, shares) {
      const from = firstBin(gate);
      if (from === undefined) return undefined;
      const all = total(counts, from);
      return shares.map((share) => {
        let left = Math.floor((all - 1) * share + 0.5);
        for (let bin = from; bin < BINS; bin++) {
          left -= counts[bin] ?? 0;
          if (left < 0) return ABSOLUTE_GATE + (bin + 0.5) * BIN;
        }
        return LOUDEST;
      });
    },
  };
}

export interface LoudnessStep {
  /** End of this step on the clock of the frames. */
  endMs: number;
  /** K-weighted energy of these 100 ms. */
  energy: number;
  /** K-weighted energy of the last 400 ms and 3 s; absent until that much has been heard. */
  momentaryEnergy?: number;
  shortTermEnergy?: number;
}

export interface ProgrammeLoudness {
  /** Absent where nothing was above −70 LUFS for 400 ms. */
  integratedLufs?: number;
  /** Absent below 3 s. */
  loudnessRangeLu?: number;
  maxMomentaryLufs?: number;
  maxShortTermLufs?: number;
}

export interface LoudnessMeter {
  /** Takes the next frame of 20 ms; answers once every 100 ms. */
  add(weightedEnergy: number): LoudnessStep | undefined;
  programme(): ProgrammeLoudness;
}

export function createLoudnessMeter(): LoudnessMeter {
  const recent = new Float64Array(SHORT_TERM_STEPS);
  const momentary = gatedHistogram();
  const shortTerm = gatedHistogram();
  let framesInStep = 0;
  let stepEnergy = 0;
  let steps = 0;
  let maxMomentary = 0;
  let maxShortTerm = 0;

  /** Mean energy of the last `count` steps; summed anew each time, so no rounding drifts in over hours. */
  const lastMean = (count: number): number => {
    let sum = 0;
    for (let back = 1; back <= count; back++) sum += recent[(steps - back) % SHORT_TERM_STEPS] ?? 0;
    return sum / count;
  };

  return {
    add(weightedEnergy) {
      stepEnergy += weightedEnergy;
      if (++framesInStep < FRAMES_PER_STEP) return undefined;
      const energy = stepEnergy / FRAMES_PER_STEP;
      recent[steps++ % SHORT_TERM_STEPS] = energy;
      framesInStep = 0;
      stepEnergy = 0;
      const step: LoudnessStep = { endMs: steps * STEP_MS, energy };
      if (steps >= MOMENTARY_STEPS) {
        step.momentaryEnergy = lastMean(MOMENTARY_STEPS);
        maxMomentary = Math.max(maxMomentary, step.momentaryEnergy);
        momentary.add(step.momentaryEnergy);
      }
      if (steps >= SHORT_TERM_STEPS) {
        step.shortTermEnergy = lastMean(SHORT_TERM_STEPS);
        maxShortTerm = Math.max(maxShortTerm, step.shortTermEnergy);
        shortTerm.add(step.shortTermEnergy);
      }
      return step;
    },
    programme() {
      const integrated = momentary.gatedMean(INTEGRATED_GATE);
      const range = shortTerm.percentiles(RANGE_GATE, [RANGE_FROM, RANGE_TO]);
      const audible = (energy: number): number | undefined => (energy < energyOfLufs(ABSOLUTE_GATE) ? undefined : lufs(energy));
      const [low, high] = range ?? [];
      const [integratedLufs, maxMomentaryLufs, maxShortTermLufs] = [lufs(integrated ?? 0), audible(maxMomentary), audible(maxShortTerm)];
      return {
        ...(integratedLufs === undefined ? {} : { integratedLufs }),
        ...(low === undefined || high === undefined ? {} : { loudnessRangeLu: high - low }),
        ...(maxMomentaryLufs === undefined ? {} : { maxMomentaryLufs }),
        ...(maxShortTermLufs === undefined ? {} : { maxShortTermLufs }),
      };
    },
  };
}
