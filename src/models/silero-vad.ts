/**
 * Voice activity by Silero VAD (v5 and v6 share this interface): windows of 512 samples at 16 kHz, each
 * preceded by the last 64 samples of the one before, and a recurrent state.
 */
import './no-telemetry.ts';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { VoiceActivity } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { Calls, ListenerMemory } from './inference-protocol.ts';

const WINDOW = 512;
const CONTEXT = 64;
const SAMPLE_RATE = 16_000n;
const STATE_DIMS = [2, 1, 128];
/** Half a minute of sound a call, so that an hour given at once does not hold a process. */
const WINDOWS_PER_CALL = 1024;

type Listening = Calls['voice_activity'];

/** Probabilities of whole windows; runs in an inference process. */
export async function listen(session: InferenceSession, { samples, memory }: Listening['request']): Promise<Listening['reply']> {
  const sr = new Tensor('int64', BigInt64Array.of(SAMPLE_RATE), []);
  const probabilities = new Float32Array(Math.floor(samples.length / WINDOW));
  let state: Tensor = new Tensor('float32', memory.state, STATE_DIMS);
  let { context } = memory;
  for (let window = 0; window < probabilities.length; window++) {
    const frame = new Float32Array(CONTEXT + WINDOW);
    frame.set(context);
    frame.set(samples.subarray(window * WINDOW, (window + 1) * WINDOW), CONTEXT);
    const { output, stateN } = await session.run({ input: new Tensor('float32', frame, [1, frame.length]), state, sr });
    if (output === undefined || stateN === undefined) throw new AppError('MODEL_UNSUPPORTED', 'The network is no Silero VAD v5 or v6.');
    state = stateN;
    context = frame.slice(WINDOW);
    probabilities[window] = Number(output.data[0]);
  }
  return { probabilities, memory: { state: Float32Array.from(state.data as Float32Array), context } };
}

const freshMemory = (): ListenerMemory => ({ state: new Float32Array(2 * 128), context: new Float32Array(CONTEXT) });

/**
 * One listener with its own state over a shared network. `probabilities` answers one value for each window
 * completed by the samples given; samples that fill no window wait for the next call, so window k since
 * `reset` always starts at k * 32 ms. Calls must follow each other.
 */
export function createVoiceActivity(ask: (request: Listening['request']) => Promise<Listening['reply']>): VoiceActivity {
  let memory = freshMemory();
  /** Samples that did not fill a window yet. */
  let rest = new Float32Array(0);

  return {
    windowSamples: WINDOW,
    reset() {
      memory = freshMemory();
      rest = new Float32Array(0);
    },
    async probabilities(added) {
      const samples = new Float32Array(rest.length + added.length);
      samples.set(rest);
      samples.set(added, rest.length);
      const windows = Math.floor(samples.length / WINDOW);
      const result = new Float32Array(windows);
      for (let from = 0; from < windows; from += WINDOWS_PER_CALL) {
        const to = Math.min(windows, from + WINDOWS_PER_CALL);
        const reply = await ask({ samples: samples.slice(from * WINDOW, to * WINDOW), memory });
        result.set(reply.probabilities, from);
        memory = reply.memory;
      }
      rest = samples.slice(windows * WINDOW);
      return result;
    },
  };
}
