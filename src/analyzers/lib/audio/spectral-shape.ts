/**
 * How the energy of a sound is spread over frequency (Peeters, 'A large set of audio features', 2004), as means
 * over all windows that hold sound, and the strength of onsets (spectral flux) for the tempo.
 */
import { createPowerSpectrum } from './real-fft.ts';

const SAMPLE_RATE = 48_000;
const WINDOW = 2048;
const HOP = 512;
/** Rates of the flux: one value per hop. */
export const HOPS_PER_SECOND = SAMPLE_RATE / HOP;
/** The shape changes slowly; every second hop is enough and halves the cost. */
const SHAPE_EVERY = 2;

const ROLLOFF_SHARE = 0.85;
/** Above 8 kHz lossy codecs cut at will, below 100 Hz there is hum; flatness looks between. */
const FLATNESS_HZ = [100, 8000] as const;
const SILENT_MEAN_SQUARE = 1e-7; // −70 dBFS

const BANDS = 24;
const BAND_FROM_HZ = 60;
const BAND_TO_HZ = 12_000;
/** Compression of band energies before differences are taken, so that loud bass does not decide alone. */
const COMPRESSION = 100;

const hzOf = (bin: number): number => (bin * SAMPLE_RATE) / WINDOW;
const binOf = (hz: number): number => Math.round((hz * WINDOW) / SAMPLE_RATE);

export interface SpectralShape {
  /** Centre of gravity of the magnitude spectrum. */
  centroidHz: number;
  /** Spread around the centroid: standard deviation. */
  bandwidthHz: number;
  /** 85 % of the energy lie below. */
  rolloffHz: number;
  /** 0 = pure tones, 1 = white noise: geometric over arithmetic mean of the power, 100 Hz to 8 kHz. */
  flatness: number;
}

function shapeOf(power: Float64Array): SpectralShape {
  let magnitudes = 0;
  let first = 0;
  let second = 0;
  let energy = 0;
  for (let bin = 1; bin < power.length; bin++) {
    const p = power[bin] ?? 0;
    const magnitude = Math.sqrt(p);
    magnitudes += magnitude;
    first += magnitude * bin;
    second += magnitude * bin * bin;
    energy += p;
  }
  const centroid = first / magnitudes;
  let rolloff = 1;
  for (let below = power[1] ?? 0; below < ROLLOFF_SHARE * energy && rolloff < power.length; ) below += power[++rolloff] ?? 0;
  let logs = 0;
  let sum = 0;
  const from = binOf(FLATNESS_HZ[0]);
  const to = binOf(FLATNESS_HZ[1]);
  for (let bin = from; bin < to; bin++) {
    const p = (power[bin] ?? 0) + 1e-12;
    logs += Math.log(p);
    sum += p;
  }
  return {
    centroidHz: hzOf(centroid),
    bandwidthHz: hzOf(Math.sqrt(Math.max(0, second / magnitudes - centroid * centroid))),
    rolloffHz: hzOf(rolloff),
    flatness: Math.exp(logs / (to - from)) / (sum / (to - from)),
  };
}

/** Edges of bands of equal width on a logarithmic axis, at least one bin each. */
function bandEdges(): number[] {
  const edges = [binOf(BAND_FROM_HZ)];
  for (let band = 1; band <= BANDS; band++) {
    const wanted = binOf(BAND_FROM_HZ * (BAND_TO_HZ / BAND_FROM_HZ) ** (band / BANDS));
    edges.push(Math.max((edges.at(-1) ?? 0) + 1, wanted));
  }
  return edges;
}

function createFlux(): (power: Float64Array) => number {
  const edges = bandEdges();
  let before = new Float64Array(BANDS);
  let now = new Float64Array(BANDS);
  return (power) => {
    let flux = 0;
    for (let band = 0; band < BANDS; band++) {
      let energy = 0;
      for (let bin = edges[band] ?? 0; bin < (edges[band + 1] ?? 0); bin++) energy += power[bin] ?? 0;
      now[band] = Math.log1p(COMPRESSION * Math.sqrt(energy) / WINDOW);
      flux += Math.max(0, (now[band] ?? 0) - (before[band] ?? 0));
    }
    [before, now] = [now, before];
    return flux;
  };
}

export interface SpectralMeter {
  add(mono: Float32Array): void;
  /** Means over the windows with sound; absent if there was none. */
  shape(): SpectralShape | undefined;
}

/** `onFlux` gets the onset strength of each hop, for the tempo. */
export function createSpectralMeter(onFlux: (flux: number) => void): SpectralMeter {
  const spectrum = createPowerSpectrum(WINDOW);
  const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
  const flux = createFlux();
  const ring = new Float64Array(WINDOW);
  const windowed = new Float64Array(WINDOW);
  const sums = { centroidHz: 0, bandwidthHz: 0, rolloffHz: 0, flatness: 0 };
  let heard = 0;
  let hops = 0;
  let shaped = 0;

  function analyse(): void {
    let energy = 0;
    for (let i = 0; i < WINDOW; i++) {
      const sample = ring[(heard + i) % WINDOW] ?? 0;
      energy += sample * sample;
      windowed[i] = sample * (hann[i] ?? 0);
    }
    const power = spectrum.of(windowed);
    onFlux(flux(power));
    if (hops++ % SHAPE_EVERY !== 0 || energy / WINDOW < SILENT_MEAN_SQUARE) return;
    const shape = shapeOf(power);
    shaped++;
    sums.centroidHz += shape.centroidHz;
    sums.bandwidthHz += shape.bandwidthHz;
    sums.rolloffHz += shape.rolloffHz;
    sums.flatness += shape.flatness;
  }

  return {
    add(mono) {
      for (const sample of mono) {
        ring[heard++ % WINDOW] = sample;
        if (heard >= WINDOW && heard % HOP === 0) analyse();
      }
    },
    shape: () => (shaped === 0 ? undefined : {
      centroidHz: sums.centroidHz / shaped,
      bandwidthHz: sums.bandwidthHz / shaped,
      rolloffHz: sums.rolloffHz / shaped,
      flatness: sums.flatness / shaped,
    }),
  };
}
