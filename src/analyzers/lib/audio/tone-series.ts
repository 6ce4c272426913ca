/** Series of like tones at regular times: beeps, and the fast flutter of a ringing telephone. */
import type { Lane, Pulse } from './tone-lanes.ts';

/** Pulses quieter than the loud ones of their series by more than this are echoes or chance. */
const LIKE_DB = 12;
const MAX_GAP_MS = 1600;
const MIN_PULSES = 3;
const LONGEST_PERIOD_MS = 2600;
/** How exactly the period must be met; a step of the analysis is 10 ms. */
const PERIOD_TOLERANCE_MS = 21;
const PERIOD_TOLERANCE = 0.15;
/** Patterns are looked for among so many pulses, that long alarms do not cost more. */
const LOOKED_AT = 60;

export interface ToneSeries {
  startMs: number;
  endMs: number;
  /** Of the tone. */
  hz: number;
  pulses: readonly Pulse[];
  /** From one start to the next, in the middle. */
  intervalMs: number;
  /** After this the pattern of starts repeats. */
  periodMs: number;
  /** Share of the pulses that have their counterpart one period later, 0..1. */
  regularity: number;
  /** Median length of a pulse. */
  lengthMs: number;
  /** Median fade of a pulse, see Pulse. */
  fadeDb: number;
  peakDb: number;
  /** Of the energy while it sounds, where it stands out best (upper quartile). */
  share: number;
}

const at = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Best period of the starts, and how many of those that could repeat do. */
function patternOf(starts: readonly number[]): { periodMs: number; regularity: number } {
  const few = starts.slice(0, LOOKED_AT);
  const last = few.at(-1) ?? 0;
  const candidates = new Set(few.slice(0, 12).flatMap((start, i) => few.slice(i + 1).map((next) => next - start)).filter((ms) => ms >= 40 && ms <= LONGEST_PERIOD_MS).map((ms) => Math.round(ms / 10) * 10));
  let best = { periodMs: 0, regularity: 0, matched: 0 };
  for (const periodMs of candidates) {
    const tolerance = Math.min(PERIOD_TOLERANCE_MS, Math.max(11, PERIOD_TOLERANCE * periodMs));
    const eligible = few.filter((start) => start + periodMs <= last + tolerance);
    if (eligible.length < 2) continue;
    const matched = eligible.filter((start) => few.some((other) => Math.abs(other - start - periodMs) <= tolerance)).length;
    const regularity = matched / eligible.length;
    // Of equally regular periods the one that more pulses confirm.
    if (regularity > best.regularity + 0.02 || (regularity > best.regularity - 0.02 && matched > best.matched)) best = { periodMs, regularity, matched };
  }
  return best;
}

function seriesOf(pulses: readonly Pulse[]): ToneSeries | undefined {
  const [first, last] = [pulses[0], pulses.at(-1)];
  if (first === undefined || last === undefined || pulses.length < MIN_PULSES) return undefined;
  const starts = pulses.map(({ startMs }) => startMs);
  return {
    startMs: first.startMs, endMs: last.endMs, pulses,
    hz: at(pulses.map(({ hz }) => hz), 0.5),
    intervalMs: at(starts.slice(1).map((start, i) => start - (starts[i] ?? 0)), 0.5),
    ...patternOf(starts),
    lengthMs: at(pulses.map(({ startMs, endMs }) => endMs - startMs), 0.5),
    fadeDb: at(pulses.map(({ fadeDb }) => fadeDb), 0.5),
    peakDb: at(pulses.map(({ peakDb }) => peakDb), 0.5),
    share: at(pulses.map(({ share }) => share), 0.75),
  };
}

/** Every run of like pulses in a lane. */
export function toneSeries({ pulses }: Lane): ToneSeries[] {
  const loud = at(pulses.map(({ peakDb }) => peakDb), 0.9);
  const runs: Pulse[][] = [];
  let before: Pulse | undefined;
  for (const pulse of pulses) {
    if (pulse.peakDb < loud - LIKE_DB) continue;
    if (before === undefined || pulse.startMs - before.endMs > MAX_GAP_MS) runs.push([]);
    runs.at(-1)?.push(pulse);
    before = pulse;
  }
  return runs.map(seriesOf).filter((series) => series !== undefined);
}
