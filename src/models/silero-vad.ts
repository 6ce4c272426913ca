/**
 * Voice activity by Silero VAD (v5 and v6 share this interface): windows of 512 samples at 16 kHz, each
 * preceded by the last 64 samples of the one before, and a recurrent state.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { VoiceActivity } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { InferenceQueue } from './inference-queue.ts';
import { guarded } from './onnx-session.ts';

const WINDOW = 512;
const CONTEXT = 64;
const SAMPLE_RATE = 16_000n;
const STATE_DIMS = [2, 1, 128];
/** Two seconds of sound a turn: long enough to be cheap, short enough that others do not wait. */
const WINDOWS_PER_TURN = 64;

interface Memory {
  state: Tensor;
  context: Float32Array;
  /** Samples that did not fill a window yet. */
  rest: Float32Array;
}

const freshMemory = (): Memory => ({
  state: new Tensor('float32', new Float32Array(2 * 128), STATE_DIMS),
  context: new Float32Array(CONTEXT),
  rest: new Float32Array(0),
});

/**
 * One listener with its own state over a shared session. `probabilities` answers one value for each window
 * completed by the samples given; samples that fill no window wait for the next call, so window k since
 * `reset` always starts at k * 32 ms. Calls must follow each other.
 */
export function createVoiceActivity(id: string, session: InferenceSession, queue: InferenceQueue): VoiceActivity {
  let memory = freshMemory();

  async function listen(samples: Float32Array, from: number, to: number, into: Float32Array): Promise<void> {
    const sr = new Tensor('int64', BigInt64Array.of(SAMPLE_RATE), []);
    for (let window = from; window < to; window++) {
      const frame = new Float32Array(CONTEXT + WINDOW);
      frame.set(memory.context);
      frame.set(samples.subarray(window * WINDOW, (window + 1) * WINDOW), CONTEXT);
      const { output, stateN } = await session.run({ input: new Tensor('float32', frame, [1, frame.length]), state: memory.state, sr });
      if (output === undefined || stateN === undefined) throw new AppError('MODEL_UNSUPPORTED', `The model ${id} is no Silero VAD v5 or v6.`, { model: id });
      memory.state = stateN;
      memory.context = frame.slice(WINDOW);
      into[window] = Number(output.data[0]);
    }
  }

  return {
    windowSamples: WINDOW,
    reset() {
      memory = freshMemory();
    },
    async probabilities(added) {
      const samples = new Float32Array(memory.rest.length + added.length);
      samples.set(memory.rest);
      samples.set(added, memory.rest.length);
      const windows = Math.floor(samples.length / WINDOW);
      const into = new Float32Array(windows);
      for (let from = 0; from < windows; from += WINDOWS_PER_TURN) {
        await queue.run(id, () => guarded(id, () => listen(samples, from, Math.min(windows, from + WINDOWS_PER_TURN), into)));
      }
      memory.rest = samples.slice(windows * WINDOW);
      return into;
    },
  };
}
