/**
 * The front end of YAMNet and its kin (Hershey et al., 'CNN Architectures for Large-Scale Audio Classification', 2017):
 * mono 16 kHz, magnitudes of a 25 ms window every 10 ms, 64 mel bands, logarithm; 96 of them, 0.96 s, are one patch.
 */
import { createPowerSpectrum } from './real-fft.ts';

const RATE = 16_000;
const WINDOW = 400;
const HOP = 160;
const FFT = 512;
export const MEL_BANDS = 64;
const MEL_FROM_HZ = 125;
const MEL_TO_HZ = 7500;
const OFFSET = 0.001;
export const PATCH_FRAMES = 96;
const PATCH_HOP = 48;
export const PATCH_MS = (PATCH_FRAMES * HOP * 1000) / RATE;
export const PATCH_HOP_MS = (PATCH_HOP * HOP * 1000) / RATE;

/** The HTK formula. */
const melOf = (hz: number): number => 1127 * Math.log(1 + hz / 700);

/** Weights [bins, bands] of triangles that are straight on the mel scale, without the bin of 0 Hz. */
function triangles(): Float64Array {
  const bins = FFT / 2 + 1;
  const weights = new Float64Array(bins * MEL_BANDS);
  const [from, to] = [melOf(MEL_FROM_HZ), melOf(MEL_TO_HZ)];
  const edge = (i: number): number => from + ((to - from) * i) / (MEL_BANDS + 1);
  for (let bin = 1; bin < bins; bin++) {
    const mel = melOf((bin * RATE) / FFT);
    for (let band = 0; band < MEL_BANDS; band++) {
      const rising = (mel - edge(band)) / (edge(band + 1) - edge(band));
      const falling = (edge(band + 2) - mel) / (edge(band + 2) - edge(band + 1));
      weights[bin * MEL_BANDS + band] = Math.max(0, Math.min(rising, falling));
    }
  }
  return weights;
}

export interface MelPatches {
  /** Patches that these samples completed: float32 [96, 64] each, the next one 0.48 s after the last. */
  add(samples: Float32Array): Float32Array[];
  /** The last patch, filled with silence, where sound is left that no patch held; the same one at each call. */
  finish(): Float32Array[];
}

export function melPatches(): MelPatches {
  const weights = triangles();
  const spectrum = createPowerSpectrum(FFT);
  // Periodic, as the network was trained.
  const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
  const padded = new Float64Array(FFT);
  let rest = new Float32Array(0);
  let frames: Float32Array[] = [];
  let unheard = 0;
  let last: Float32Array[] | undefined;

  function frameAt(samples: Float32Array, from: number): Float32Array {
    for (let i = 0; i < WINDOW; i++) padded[i] = (samples[from + i] ?? 0) * (hann[i] ?? 0);
    const power = spectrum.of(padded);
    const bands = new Float32Array(MEL_BANDS);
    for (let bin = 1; bin < power.length; bin++) {
      const magnitude = Math.sqrt(power[bin] ?? 0);
      for (let band = 0; band < MEL_BANDS; band++) bands[band] = (bands[band] ?? 0) + magnitude * (weights[bin * MEL_BANDS + band] ?? 0);
    }
    return bands.map((value) => Math.log(value + OFFSET));
  }

  function add(added: Float32Array): Float32Array[] {
    const samples = new Float32Array(rest.length + added.length);
    samples.set(rest);
    samples.set(added, rest.length);
    let from = 0;
    const patches: Float32Array[] = [];
    for (; from + WINDOW <= samples.length; from += HOP) {
      frames.push(frameAt(samples, from));
      unheard++;
      if (frames.length < PATCH_FRAMES) continue;
      const patch = new Float32Array(PATCH_FRAMES * MEL_BANDS);
      frames.forEach((frame, i) => { patch.set(frame, i * MEL_BANDS); });
      patches.push(patch);
      frames = frames.slice(PATCH_HOP);
      unheard = 0;
    }
    rest = samples.slice(from);
    return patches;
  }

  return {
    add,
    finish: () => (last ??= unheard === 0 ? [] : add(new Float32Array((PATCH_FRAMES - frames.length) * HOP + WINDOW)).slice(0, 1)),
  };
}
