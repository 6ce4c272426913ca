/**
 * Noise reduction by RNNoise (Valin, 'A hybrid DSP/deep learning approach to real-time full-band speech
 * enhancement', 2018): a recurrent network that sets the gains of frequency bands, in frames of 480 samples at
 * 48 kHz. The package carries it as WebAssembly, weights included.
 */
import { pathToFileURL } from 'node:url';
import { AppError } from '../kernel/app-error.ts';

const FRAME = 480;
/** RNNoise reckons in 16-bit steps. */
const SCALE = 32_768;
const RATIO = 3; // 48 kHz to 16 kHz
/** Samples at 48 kHz by which what comes out lags behind: windows of two frames, one looked ahead (measured on speech). */
const LAG = 2 * FRAME;
/** Windowed sinc that passes below 8 kHz; as many taps on each side. */
const SIDE_TAPS = 36;

const LOW_PASS = Float64Array.from({ length: 2 * SIDE_TAPS + 1 }, (_, i) => {
  const n = i - SIDE_TAPS;
  const sinc = n === 0 ? 1 : Math.sin((Math.PI * n) / RATIO) / ((Math.PI * n) / RATIO);
  return (sinc / RATIO) * (0.5 + 0.5 * Math.cos((Math.PI * n) / (SIDE_TAPS + 1)));
});

/** 16 kHz to 48 kHz. */
function upsampled(samples: Float32Array): Float32Array {
  const out = new Float32Array(samples.length * RATIO);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    const first = Math.ceil((i - SIDE_TAPS) / RATIO);
    const last = Math.floor((i + SIDE_TAPS) / RATIO);
    for (let k = Math.max(0, first); k <= Math.min(samples.length - 1, last); k++) sum += (samples[k] ?? 0) * (LOW_PASS[i - k * RATIO + SIDE_TAPS] ?? 0);
    out[i] = sum * RATIO;
  }
  return out;
}

/** 48 kHz to 16 kHz, from `from` on. */
function downsampled(samples: Float32Array, from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const centre = from + i * RATIO;
    let sum = 0;
    for (let k = -SIDE_TAPS; k <= SIDE_TAPS; k++) sum += (samples[centre + k] ?? 0) * (LOW_PASS[k + SIDE_TAPS] ?? 0);
    return sum;
  });
}

interface Denoiser { processFrame(frame: Float32Array): number; destroy(): void }
interface RnnoiseModule { Rnnoise: { load(): Promise<{ frameSize: number; createDenoiseState(): Denoiser }> } }

const isRnnoise = (module: unknown): module is RnnoiseModule => typeof module === 'object' && module !== null && 'Rnnoise' in module;

/** The package is built for browsers and asks whether this is one; the question is answered while it starts. */
async function asInBrowser<T>(work: () => Promise<T>): Promise<T> {
  const name = 'WorkerGlobalScope';
  if (name in globalThis) return work();
  Object.defineProperty(globalThis, name, { value: class {}, configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(globalThis, name);
  }
}

/**
 * @param file path of the package's module, verified
 * @returns what frees speech (mono, 16 kHz, −1..1) of noise: as many samples as it was given, at the same times
 */
export async function openRnnoise(file: string): Promise<(samples: Float32Array) => Float32Array> {
  const module: unknown = await import(pathToFileURL(file).href);
  if (!isRnnoise(module)) throw new AppError('MODEL_UNSUPPORTED', `${file} is not the RNNoise module.`);
  const rnnoise = await asInBrowser(() => module.Rnnoise.load());
  if (rnnoise.frameSize !== FRAME) throw new AppError('MODEL_UNSUPPORTED', `RNNoise has frames of ${rnnoise.frameSize} samples.`);
  return (samples) => {
    const wide = upsampled(samples);
    const out = new Float32Array(Math.ceil((wide.length + LAG) / FRAME) * FRAME);
    const denoiser = rnnoise.createDenoiseState();
    try {
      const frame = new Float32Array(FRAME);
      for (let at = 0; at < out.length; at += FRAME) {
        for (let i = 0; i < FRAME; i++) frame[i] = (wide[at + i] ?? 0) * SCALE;
        denoiser.processFrame(frame);
        for (let i = 0; i < FRAME; i++) out[at + i] = (frame[i] ?? 0) / SCALE;
      }
    } finally {
      denoiser.destroy();
    }
    return downsampled(out, LAG, samples.length);
  };
}
