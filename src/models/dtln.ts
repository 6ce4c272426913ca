/**
 * Noise reduction by DTLN (Westhausen and Meyer, 'Dual-signal transformation LSTM network for real-time noise
 * suppression', 2020): the first network masks the magnitudes of a block, the second one cleans its samples; blocks of
 * 512 samples at 16 kHz, 128 apart, are added up.
 */
import type { SpeechEnhancement, Tensor, TensorModel } from '@aima/sdk';
import { createComplexFft } from './complex-fft.ts';

const BLOCK = 512;
const SHIFT = 128;
const BINS = BLOCK / 2 + 1;
/** Samples by which what comes out lags behind. */
const LAG = BLOCK - SHIFT;
const STATE_DIMS = [1, 2, 128, 2];

const float = (data: Float32Array, dims: readonly number[]): Tensor => ({ type: 'float32', data, dims });

function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const output = outputs[name];
  if (output?.type !== 'float32') throw new TypeError(`The network has no output '${name}' of 32-bit numbers; it is no DTLN.`);
  return output.data;
}

/** @param mask and signal: the two networks of DTLN */
export function dtlnEnhancement(mask: TensorModel, signal: TensorModel): SpeechEnhancement {
  const fft = createComplexFft(BLOCK);

  async function masked(block: Float32Array, state: Float32Array): Promise<{ samples: Float32Array; state: Float32Array }> {
    const { re, im } = fft.of(Float64Array.from(block), new Float64Array(BLOCK));
    const magnitudes = Float32Array.from({ length: BINS }, (_, k) => Math.hypot(re[k] ?? 0, im[k] ?? 0));
    const outputs = await mask.run({ input_2: float(magnitudes, [1, 1, BINS]), input_3: float(state, STATE_DIMS) });
    const gains = floatsOf(outputs, 'activation_2');
    // The inverse transform by the forward one: conjugate, transform, divide; what is real stays real.
    const at = (k: number): number => gains[k < BINS ? k : BLOCK - k] ?? 0;
    const back = fft.of(re.map((value, k) => value * at(k)), im.map((value, k) => -value * at(k)));
    return { samples: Float32Array.from(back.re, (value) => value / BLOCK), state: floatsOf(outputs, 'tf_op_layer_stack_2') };
  }

  return {
    async enhance(samples) {
      const padded = new Float32Array(samples.length + 2 * BLOCK);
      padded.set(samples, LAG);
      const out = new Float32Array(padded.length);
      let [first, second] = [new Float32Array(512), new Float32Array(512)];
      for (let from = 0; from + BLOCK <= padded.length; from += SHIFT) {
        const block = await masked(padded.subarray(from, from + BLOCK), first);
        const outputs = await signal.run({ input_4: float(block.samples, [1, 1, BLOCK]), input_5: float(second, STATE_DIMS) });
        [first, second] = [Float32Array.from(block.state), Float32Array.from(floatsOf(outputs, 'tf_op_layer_stack_5'))];
        for (const [i, value] of floatsOf(outputs, 'conv1d_3').entries()) out[from + i] = (out[from + i] ?? 0) + value;
      }
      return out.slice(LAG, LAG + samples.length);
    },
  };
}
