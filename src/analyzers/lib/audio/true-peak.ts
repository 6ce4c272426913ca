/**
 * True peak (ITU-R BS.1770-4, annex 2): the highest point of the wave between the samples, by four times
 * oversampling at 48 kHz with a windowed-sinc interpolator of our own, longer than the recommendation's.
 */

const OVERSAMPLING = 4;
/** Samples on each side of the point that is interpolated. */
const REACH = 12;
const TAPS = 2 * REACH;
/** Samples examined together: a stretch that cannot reach the peak so far is skipped. */
const STRETCH = 32;

/** Kaiser window parameter: about 80 dB of stop band. */
const KAISER_BETA = 8;

/** Modified Bessel function of the first kind, order 0, by its series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Phase p interpolates p/4 of a sample after the tap REACH − 1; each phase keeps a constant signal as it is. */
function interpolators(): Float64Array[] {
  const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const kaiser = (x: number): number => besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - (x / REACH) ** 2))) / besselI0(KAISER_BETA);
  return Array.from({ length: OVERSAMPLING - 1 }, (_, phase) => {
    const at = REACH - 1 + (phase + 1) / OVERSAMPLING;
    const taps = Float64Array.from({ length: TAPS }, (_, tap) => sinc(tap - at) * kaiser(tap - at));
    const gain = taps.reduce((sum, tap) => sum + tap, 0);
    return taps.map((tap) => tap / gain);
  });
}

const PHASES = interpolators();
/** No interpolated point exceeds this times the largest sample around it: exact, so skipping changes nothing. */
const BOUND = Math.max(...PHASES.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));

export interface TruePeakMeter {
  add(samples: Float32Array): void;
  /** Amplitudes, 1 = full scale. `samplePeak` looks at the samples only. */
  peaks(): { truePeak: number; samplePeak: number };
}

export function createTruePeakMeter(): TruePeakMeter {
  let tail: Float32Array = new Float32Array(TAPS - 1);
  let truePeak = 0;
  let samplePeak = 0;

  /** Interpolates after each of the samples from…to; `wave` has their neighbours on both sides. */
  function interpolate(wave: Float32Array, from: number, to: number): void {
    for (const taps of PHASES) {
      for (let i = from; i < to; i++) {
        let sum = 0;
        for (let tap = 0; tap < TAPS; tap++) sum += (taps[tap] ?? 0) * (wave[i + tap] ?? 0);
        const point = Math.abs(sum);
        if (point > truePeak) truePeak = point;
      }
    }
  }

  const largest = (wave: Float32Array, from: number, to: number): number => {
    let peak = 0;
    for (let i = from; i < to; i++) {
      const size = Math.abs(wave[i] ?? 0);
      if (size > peak) peak = size;
    }
    return peak;
  };

  return {
    add(samples) {
      samplePeak = Math.max(samplePeak, largest(samples, 0, samples.length));
      truePeak = Math.max(truePeak, samplePeak);
      const wave = new Float32Array(tail.length + samples.length);
      wave.set(tail);
      wave.set(samples, tail.length);
      for (let from = 0; from < samples.length; from += STRETCH) {
        const to = Math.min(samples.length, from + STRETCH);
        if (largest(wave, from, to + TAPS - 1) * BOUND > truePeak) interpolate(wave, from, to);
      }
      tail = wave.slice(wave.length - (TAPS - 1));
    },
    peaks: () => ({ truePeak, samplePeak }),
  };
}
