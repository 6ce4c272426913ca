/**
 * What is heard, in plain classes, second by second: from levels, the shape of the spectrum, a voice detector and
 * tones that keep their pitch (music has many at once or one after the other, an alarm one or two, voices none).
 */
import type { SpectralFrame } from './sound-spectra.ts';
import type { Lane, Pulse } from './tone-lanes.ts';

export type EnvironmentLabel = 'quiet' | 'speech' | 'music' | 'speech_and_music' | 'steady_noise' | 'low_rumble' | 'tones' | 'other_sound';

export interface EnvironmentStretch {
  label: EnvironmentLabel;
  startMs: number;
  endMs: number;
  /** How far the deciding measure lies from its limit, 0..1; not calibrated. */
  confidence: number;
  /** Median of the levels of its frames, dBFS; absent for digital silence. */
  levelDbfs?: number;
}

const STEP_MS = 1000;
/** Music and noise show over some seconds only: as many on each side are looked at. */
const AROUND = 2;

const QUIET_DBFS = -52;
const VOICE_SHARE = 0.35;
const TONE_MIN_MS = 80;
/** Seconds of tone in a second of sound, and different pitches within the seconds around. */
const MUSIC_TONES = 0.4;
const MUSIC_PITCHES = 5;
/** Under a voice more must be heard: its own harmonics hold now and then. */
const MUSIC_UNDER_SPEECH_TONES = 0.9;
const MUSIC_UNDER_SPEECH_PITCHES = 8;
const TONES_ALONE = 0.15;
const PITCH_RATIO = 1.03;
/** The levels of even noise stay within this. */
const STEADY_DB = 7;
const NOISE_FLATNESS = 0.03;
const RUMBLE_HZ = 900;
/** Shorter stretches are taken up by the longer neighbour. */
const MIN_STRETCH_STEPS = 2;

interface Step { frames: number; voice: number; tones: number; pulses: Pulse[]; dbs: number[]; flatness: number; centroidHz: number }

const share = (values: readonly number[], part: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))] ?? -100;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const clamp = (value: number): number => Math.min(0.95, Math.max(0.3, value));

function pitches(pulses: Iterable<Pulse>): number {
  let count = 0;
  let last = 0;
  for (const hz of [...pulses].map((pulse) => pulse.hz).sort((a, b) => a - b)) {
    if (hz < last * PITCH_RATIO) continue;
    last = hz;
    count++;
  }
  return count;
}

function classify(step: Step, around: readonly Step[]): { label: EnvironmentLabel; confidence: number } {
  const loud = share(step.dbs, 0.9);
  if (loud < QUIET_DBFS) return { label: 'quiet', confidence: clamp(0.5 + (QUIET_DBFS - loud) / 30) };
  const tones = mean(around.map((each) => each.tones));
  const different = pitches(new Set(around.flatMap(({ pulses }) => pulses)));
  if (step.voice >= VOICE_SHARE) {
    const music = tones >= MUSIC_UNDER_SPEECH_TONES && different >= MUSIC_UNDER_SPEECH_PITCHES;
    return music ? { label: 'speech_and_music', confidence: 0.5 } : { label: 'speech', confidence: clamp(0.4 + 0.6 * step.voice) };
  }
  if (tones >= MUSIC_TONES && different >= MUSIC_PITCHES) return { label: 'music', confidence: clamp(0.35 + 0.3 * Math.min(1, tones / 1.5) + 0.3 * Math.min(1, different / 15)) };
  if (step.tones >= TONES_ALONE) return { label: 'tones', confidence: clamp(0.4 + 0.4 * Math.min(1, step.tones)) };
  const spread = loud - share(step.dbs, 0.1);
  if (spread <= STEADY_DB && step.centroidHz < RUMBLE_HZ) return { label: 'low_rumble', confidence: clamp(0.7 - spread / 20) };
  if (spread <= STEADY_DB && step.flatness >= NOISE_FLATNESS) return { label: 'steady_noise', confidence: clamp(0.8 - spread / 20) };
  return { label: 'other_sound', confidence: 0.4 };
}

export interface EnvironmentMeter {
  add(frame: SpectralFrame): void;
  /** @param voiced share of the time between two times in which somebody speaks */
  finish(lanes: readonly Lane[], voiced: (fromMs: number, toMs: number) => number): EnvironmentStretch[];
}

/** Single steps between longer stretches say more about the step than about the place. */
function smoothed(labels: readonly EnvironmentLabel[]): EnvironmentLabel[] {
  const result = [...labels];
  for (let from = 0; from < result.length;) {
    let to = from + 1;
    while (to < result.length && result[to] === result[from]) to++;
    const neighbour = result[from - 1] ?? result[to];
    if (to - from < MIN_STRETCH_STEPS && neighbour !== undefined && result[from] !== 'quiet') result.fill(neighbour, from, to);
    from = to;
  }
  return result;
}

export function createEnvironmentMeter(): EnvironmentMeter {
  const steps: Step[] = [];
  let lastMs = 0;
  return {
    add({ atMs, db, flatness, centroidHz }) {
      const index = Math.floor(atMs / STEP_MS);
      while (steps.length <= index) steps.push({ frames: 0, voice: 0, tones: 0, pulses: [], dbs: [], flatness: 0, centroidHz: 0 });
      const step = steps[index];
      if (step === undefined) return;
      step.frames++;
      // Every fifth level is enough for its quantiles.
      if (step.frames % 5 === 1) step.dbs.push(db);
      step.flatness += (flatness - step.flatness) / step.frames;
      step.centroidHz += (centroidHz - step.centroidHz) / step.frames;
      lastMs = atMs;
    },
    finish(lanes, voiced) {
      for (const pulse of lanes.flatMap(({ pulses }) => pulses)) {
        if (pulse.endMs - pulse.startMs < TONE_MIN_MS) continue;
        for (let i = Math.max(0, Math.floor(pulse.startMs / STEP_MS)); i * STEP_MS < pulse.endMs; i++) {
          const step = steps[i];
          if (step === undefined) break;
          step.tones += (Math.min(pulse.endMs, (i + 1) * STEP_MS) - Math.max(pulse.startMs, i * STEP_MS)) / STEP_MS;
          step.pulses.push(pulse);
        }
      }
      steps.forEach((step, i) => { step.voice = voiced(i * STEP_MS, (i + 1) * STEP_MS); });
      const told = steps.map((step, i) => classify(step, steps.slice(Math.max(0, i - AROUND), i + AROUND + 1)));
      const stretches: (EnvironmentStretch & { steps: number; dbs: number[] })[] = [];
      for (const [i, label] of smoothed(told.map((each) => each.label)).entries()) {
        const confidence = told[i]?.label === label ? told[i].confidence : 0.3;
        const last = stretches.at(-1);
        const endMs = Math.min((i + 1) * STEP_MS, lastMs + 16);
        const dbs = steps[i]?.dbs ?? [];
        if (last?.label === label) {
          Object.assign(last, { endMs, confidence: (last.confidence * last.steps + confidence) / (last.steps + 1), steps: last.steps + 1 });
          last.dbs.push(...dbs);
        } else stretches.push({ label, startMs: i * STEP_MS, endMs, confidence, steps: 1, dbs: [...dbs] });
      }
      return stretches.map(({ label, startMs, endMs, confidence, dbs }) => {
        const levelDbfs = share(dbs, 0.5);
        return { label, startMs, endMs, confidence, ...(levelDbfs > -100 ? { levelDbfs } : {}) };
      });
    },
  };
}
