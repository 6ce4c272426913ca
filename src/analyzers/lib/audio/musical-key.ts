/**
 * Key of music: the weight of each of the twelve pitch classes over the whole sound, compared with the profiles of Krumhansl
 * and Kessler (1982) by correlation (Krumhansl and Schmuckler, 1990). Pitches are peaks of a spectrum fine enough for
 * semitones. Told only where the peaks keep to one grid of semitones, as played music does and talk and noise do not, and
 * where one key fits clearly better than the others. Memory does not grow with the length.
 */
import { createPowerSpectrum } from './real-fft.ts';

/** The sound is brought to 8 kHz by a windowed sinc. */
const DECIMATION = 6;
const RATE = 48_000 / DECIMATION;
const TAPS = 72;
const WINDOW = 4096;
const HOP = 2048;
const FROM_HZ = 100;
const TO_HZ = 2000;
/** A peak holds at least this share of the frame's highest one, in power. */
const LEAST_PEAK = 1e-3;
const MOST_PEAKS = 16;
const SILENT_MEAN_SQUARE = 1e-7;

/** How strongly each degree belongs to a major and a minor key (probe tones, Krumhansl and Kessler). */
const MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR = [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];
export const PITCH_CLASSES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;

export interface MusicalKey {
  tonic: (typeof PITCH_CLASSES)[number];
  mode: 'major' | 'minor';
  /** Correlation with the key's profile, and how far the best other key stays behind. */
  fit: number;
  lead: number;
  /** How well pitches keep to one grid of semitones, 0..1. */
  grid: number;
}

/** Least of each for a key to be told, and of seconds and different pitch classes. */
const LEAST = { fit: 0.7, lead: 0.06, grid: 0.45, seconds: 4, classes: 5 };
/** Share of the strongest pitch class that counts as being there. */
const THERE = 0.12;

export interface KeyMeter {
  add(mono: Float32Array): void;
  /** Undefined where no key can be told. */
  key(): MusicalKey | undefined;
}

function lowPass(): Float64Array {
  const cutoff = 0.9 / (2 * DECIMATION);
  const taps = Float64Array.from({ length: TAPS }, (_, i) => {
    const x = i - (TAPS - 1) / 2;
    return (Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x)) * (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (TAPS - 1)));
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / gain);
}

/** `onSample` gets the sound at 8 kHz. */
function createDecimator(onSample: (sample: number) => void): (mono: Float32Array) => void {
  const taps = lowPass();
  const ring = new Float64Array(TAPS);
  let heard = 0;
  return (mono) => {
    for (const sample of mono) {
      ring[heard++ % TAPS] = sample;
      if (heard % DECIMATION !== 0) continue;
      let sum = 0;
      for (let i = 0; i < TAPS; i++) sum += (taps[i] ?? 0) * (ring[(heard + i) % TAPS] ?? 0);
      onSample(sum);
    }
  };
}

interface Peak {
  /** Semitones above C0, with fractions. */
  pitch: number;
  weight: number;
}

function peaksOf(power: Float64Array): Peak[] {
  const [from, to] = [Math.round((FROM_HZ * WINDOW) / RATE), Math.round((TO_HZ * WINDOW) / RATE)];
  let highest = 0;
  for (let bin = from; bin < to; bin++) highest = Math.max(highest, power[bin] ?? 0);
  const peaks: Peak[] = [];
  for (let bin = from; bin < to; bin++) {
    const [left, top, right] = [power[bin - 1] ?? 0, power[bin] ?? 0, power[bin + 1] ?? 0];
    if (top < LEAST_PEAK * highest || top <= left || top < right) continue;
    // Top of the parabola through the logarithms.
    const [a, b, c] = [Math.log(left + 1e-30), Math.log(top), Math.log(right + 1e-30)];
    const hz = ((bin + (0.5 * (a - c)) / (a - 2 * b + c)) * RATE) / WINDOW;
    peaks.push({ pitch: 12 * Math.log2(hz / 16.351_597_831), weight: top ** 0.25 });
  }
  return peaks.sort((x, y) => y.weight - x.weight).slice(0, MOST_PEAKS);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** All keys with their fit, the best first. */
function rankedKeys(chroma: readonly number[]): { tonic: number; mode: 'major' | 'minor'; fit: number }[] {
  return ([['major', MAJOR], ['minor', MINOR]] as const).flatMap(([mode, profile]) =>
    PITCH_CLASSES.map((_, tonic) => ({ tonic, mode, fit: correlation(chroma.map((_weight, i) => chroma[(i + tonic) % 12] ?? 0), profile) })),
  ).sort((a, b) => b.fit - a.fit);
}

/** Parts of a semitone that weights are kept in, until the tuning is known. */
const STEPS = 10;

export function createKeyMeter(): KeyMeter {
  const spectrum = createPowerSpectrum(WINDOW);
  const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
  const ring = new Float64Array(WINDOW);
  const windowed = new Float64Array(WINDOW);
  /** Weight by pitch class in tenths of a semitone. */
  const weights = new Float64Array(12 * STEPS);
  let [heard, frames, across, along, total] = [0, 0, 0, 0, 0];

  const analyse = (): void => {
    let energy = 0;
    for (let i = 0; i < WINDOW; i++) {
      const sample = ring[(heard + i) % WINDOW] ?? 0;
      energy += sample * sample;
      windowed[i] = sample * (hann[i] ?? 0);
    }
    if (energy / WINDOW < SILENT_MEAN_SQUARE) return;
    const peaks = peaksOf(spectrum.of(windowed));
    const sum = peaks.reduce((all, { weight }) => all + weight, 0);
    if (sum <= 0) return;
    frames++;
    for (const { pitch, weight } of peaks) {
      const share = weight / sum;
      const step = Math.round(pitch * STEPS) % (12 * STEPS);
      weights[step] = (weights[step] ?? 0) + share;
      across += share * Math.cos(2 * Math.PI * pitch);
      along += share * Math.sin(2 * Math.PI * pitch);
      total += share;
    }
  };
  const decimate = createDecimator((sample) => {
    ring[heard++ % WINDOW] = sample;
    if (heard >= WINDOW && heard % HOP === 0) analyse();
  });

  return {
    add: decimate,
    key() {
      if ((frames * HOP) / RATE < LEAST.seconds || total <= 0) return undefined;
      const grid = Math.hypot(across, along) / total;
      // How far the instruments are tuned above the standard pitch, in semitones.
      const tuning = Math.atan2(along, across) / (2 * Math.PI);
      const chroma = new Array<number>(12).fill(0);
      weights.forEach((weight, step) => {
        const pitchClass = ((Math.round(step / STEPS - tuning) % 12) + 12) % 12;
        chroma[pitchClass] = (chroma[pitchClass] ?? 0) + weight;
      });
      const most = Math.max(...chroma);
      const [best, second] = rankedKeys(chroma);
      if (!best || !second || grid < LEAST.grid || chroma.filter((weight) => weight >= THERE * most).length < LEAST.classes) return undefined;
      const lead = best.fit - second.fit;
      return best.fit < LEAST.fit || lead < LEAST.lead ? undefined : { tonic: PITCH_CLASSES[best.tonic] ?? 'C', mode: best.mode, fit: best.fit, lead, grid };
    },
  };
}
