/** The loudness curve: one point a second, made from steps of 100 ms. */
import { energyOfLufs, lufs } from './decibels.ts';
import { type LoudnessStep, STEP_MS } from './loudness-meter.ts';

const SECOND_MS = 1000;
const AUDIBLE = energyOfLufs(-70);

export interface LoudnessPoint {
  fromMs: number;
  toMs: number;
  /** Left out where nothing reached −70 LUFS, or before 400 ms (momentary) and 3 s (short-term) were heard. */
  momentaryMaxLufs?: number;
  momentaryMeanLufs?: number;
  /** Of the last 3 s. */
  shortTermLufs?: number;
  /** Nothing reached −70 LUFS. */
  silent: boolean;
}

export interface LoudnessCurve {
  add(step: LoudnessStep): LoudnessPoint | undefined;
  /** The unfinished second at the end. */
  finish(): LoudnessPoint | undefined;
}

export function createLoudnessCurve(): LoudnessCurve {
  let momentary: number[] = [];
  let last: LoudnessStep | undefined;
  let steps = 0;
  let silent = true;

  function close(): LoudnessPoint | undefined {
    if (last === undefined || steps === 0) return undefined;
    const loudest = Math.max(0, ...momentary);
    const mean = momentary.reduce((sum, energy) => sum + energy, 0) / Math.max(1, momentary.length);
    const [max, average, shortTerm] = [loudest, mean, last.shortTermEnergy ?? 0].map((energy) => (energy < AUDIBLE ? undefined : lufs(energy)));
    const point = {
      fromMs: last.endMs - steps * STEP_MS,
      toMs: last.endMs,
      silent,
      ...(max === undefined ? {} : { momentaryMaxLufs: max }),
      ...(average === undefined ? {} : { momentaryMeanLufs: average }),
      ...(shortTerm === undefined ? {} : { shortTermLufs: shortTerm }),
    };
    momentary = [];
    steps = 0;
    silent = true;
    return point;
  }

  return {
    add(step) {
      last = step;
      steps++;
      if (step.energy >= AUDIBLE) silent = false;
      if (step.momentaryEnergy !== undefined) momentary.push(step.momentaryEnergy);
      return step.endMs % SECOND_MS === 0 ? close() : undefined;
    },
    finish: close,
  };
}
