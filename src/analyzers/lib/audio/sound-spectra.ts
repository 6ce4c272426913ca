/**
 * Short-time spectra of sound at 16 kHz: 32 ms (Hann) every 10 ms. For each the level, how tonal it is, its spectral
 * peaks and its energy in mel bands. Computed once for all analyzers of a run.
 */
import type { AudioWindow } from '@aima/sdk';
import { finiteSamples } from './finite-samples.ts';
import { createPowerSpectrum } from './real-fft.ts';
import { sharedByWindow } from './shared-by-window.ts';

export const SPECTRA_RATE = 16_000;
const WINDOW = 512;
const HOP = 160;
export const HOP_MS = (HOP * 1000) / SPECTRA_RATE;
const BIN_HZ = SPECTRA_RATE / WINDOW;
/** Below lie hum, wind and handling. */
const FROM_BIN = 4;
const LAST_BIN = WINDOW / 2 - 3;

/** A peak must stand this far above what lies 4 to 8 bins beside it, on the side where less does: on the other may be another tone. */
const PEAK_RATIO = 12;
const BESIDE = [4, 5, 6, 7, 8] as const;
const MAX_PEAKS = 8;
const FLOOR_DB = -100;

const MEL_BANDS = 26;
const MEL_FROM_HZ = 100;
const MEL_TO_HZ = 7600;

export interface SpectralPeak {
  hz: number;
  /** Of a sine wave of this power; dBFS. */
  db: number;
  /** Of the energy above 125 Hz that lies in this peak, 0..1. */
  share: number;
}

export interface SpectralFrame {
  /** Middle of the 32 ms, from the first sample of the medium. */
  atMs: number;
  /** dBFS of these 32 ms; −100 for silence. */
  db: number;
  /** Geometric over arithmetic mean of the power, 125 Hz to 7.9 kHz: 0 = pure tones, near 1 = white noise. */
  flatness: number;
  /** Centre of gravity of the power spectrum above 125 Hz. */
  centroidHz: number;
  /** Loudest first. */
  peaks: readonly SpectralPeak[];
  /** Natural logarithm of the energy in 26 triangular mel bands, 100 Hz to 7.6 kHz. */
  mel: Float32Array;
}

const melOf = (hz: number): number => 1127 * Math.log1p(hz / 700);
const hzOfMel = (mel: number): number => 700 * Math.expm1(mel / 1127);

/** Weight of each bin in the band below and the band above it: every bin lies between two band centres. */
function melWeights(): { band: Int8Array; upper: Float32Array } {
  const [from, to] = [melOf(MEL_FROM_HZ), melOf(MEL_TO_HZ)];
  const edges = Array.from({ length: MEL_BANDS + 2 }, (_, i) => hzOfMel(from + ((to - from) * i) / (MEL_BANDS + 1)));
  const band = new Int8Array(WINDOW / 2 + 1).fill(-2);
  const upper = new Float32Array(WINDOW / 2 + 1);
  for (let bin = 0; bin < band.length; bin++) {
    const hz = bin * BIN_HZ;
    const above = edges.findIndex((edge) => edge > hz);
    if (above < 1) continue;
    const low = edges[above - 1] ?? 0;
    band[bin] = above - 2;
    upper[bin] = (hz - low) / ((edges[above] ?? 1) - low);
  }
  return { band, upper };
}

const MEL = melWeights();
const HANN = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
const SINE_POWER = (WINDOW / 4) ** 2; // of a full-scale sine in its bin under the Hann window

function melOfPower(power: Float64Array): Float32Array {
  const energy = new Float64Array(MEL_BANDS + 1);
  for (let bin = 3; bin < power.length; bin++) {
    const band = MEL.band[bin] ?? -2;
    if (band < -1) continue;
    const p = power[bin] ?? 0;
    const u = MEL.upper[bin] ?? 0;
    if (band >= 0) energy[band] = (energy[band] ?? 0) + p * (1 - u);
    energy[band + 1] = (energy[band + 1] ?? 0) + p * u;
  }
  return Float32Array.from({ length: MEL_BANDS }, (_, i) => Math.log((energy[i] ?? 0) + 1e-6));
}

function peaksOf(power: Float64Array, total: number): SpectralPeak[] {
  const found: { bin: number; p: number }[] = [];
  for (let bin = FROM_BIN + 1; bin < LAST_BIN; bin++) {
    const p = power[bin] ?? 0;
    if (p < 1e-4 * total || p <= (power[bin - 1] ?? 0) || p < (power[bin + 1] ?? 0)) continue;
    let below = 0;
    let above = 0;
    for (const k of BESIDE) {
      below += power[Math.max(1, bin - k)] ?? 0;
      above += power[Math.min(WINDOW / 2, bin + k)] ?? 0;
    }
    if (p * BESIDE.length >= PEAK_RATIO * Math.min(below, above)) found.push({ bin, p });
  }
  found.sort((a, b) => b.p - a.p);
  return found.slice(0, MAX_PEAKS).map(({ bin, p }) => {
    // A parabola through the logarithms of three bins finds the frequency between them.
    const [a, b, c] = [power[bin - 1] ?? 0, p, power[bin + 1] ?? 0].map((value) => Math.log(value + 1e-30)) as [number, number, number];
    const shift = a + c - 2 * b === 0 ? 0 : (0.5 * (a - c)) / (a - 2 * b + c);
    let lobe = 0;
    for (let k = -2; k <= 2; k++) lobe += power[bin + k] ?? 0;
    return { hz: (bin + shift) * BIN_HZ, db: 10 * Math.log10(p / SINE_POWER), share: Math.min(1, lobe / total) };
  });
}

function frameOf(atMs: number, meanSquare: number, power: Float64Array): SpectralFrame {
  let total = 1e-20;
  let logs = 0;
  let weighted = 0;
  for (let bin = FROM_BIN; bin < WINDOW / 2; bin++) {
    const p = power[bin] ?? 0;
    total += p;
    weighted += p * bin;
    logs += Math.log(p + 1e-12);
  }
  const bins = WINDOW / 2 - FROM_BIN;
  const silent = meanSquare < 1e-10;
  return {
    atMs,
    db: silent ? FLOOR_DB : 10 * Math.log10(meanSquare),
    flatness: Math.min(1, Math.exp(logs / bins) / (total / bins)),
    centroidHz: (weighted / total) * BIN_HZ,
    peaks: silent ? [] : peaksOf(power, total),
    mel: melOfPower(power),
  };
}

/** Takes sound in pieces of any length; answers the frames that each completes. */
export function createSoundSpectra(): (samples: Float32Array) => SpectralFrame[] {
  const spectrum = createPowerSpectrum(WINDOW);
  const windowed = new Float64Array(WINDOW);
  let rest = new Float32Array(0);
  let restFrom = 0;
  return (added) => {
    const samples = new Float32Array(rest.length + added.length);
    samples.set(rest);
    samples.set(added, rest.length);
    const frames: SpectralFrame[] = [];
    let from = 0;
    for (; from + WINDOW <= samples.length; from += HOP) {
      let sum = 0;
      for (let i = 0; i < WINDOW; i++) {
        const x = samples[from + i] ?? 0;
        sum += x * x;
        windowed[i] = x * (HANN[i] ?? 0);
      }
      frames.push(frameOf(((restFrom + from + WINDOW / 2) * 1000) / SPECTRA_RATE, sum / WINDOW, spectrum.of(windowed)));
    }
    rest = samples.slice(from);
    restFrom += from;
    return frames;
  };
}

const share = sharedByWindow<readonly SpectralFrame[]>();

/** @returns what gives the frames of the next window of one medium; windows come in order */
export function soundSpectra(): (window: AudioWindow) => readonly SpectralFrame[] {
  const spectra = createSoundSpectra();
  return share((window) => spectra(finiteSamples(window.channels[0])));
}
