import type { TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { dtlnEnhancement } from './dtln.ts';
import { noise } from '../analyzers/lib/audio/made-sound.cases.ts';

/** Networks of DTLN's layout that let pass what they are given, times `gain`; a state that counts their calls. */
function passing(gain: number): { mask: TensorModel; signal: TensorModel; states: number[] } {
  const states: number[] = [];
  return {
    states,
    mask: { run: async ({ input_3: state }) => {
      const count = state?.type === 'float32' ? state.data[0] ?? 0 : NaN;
      states.push(count);
      return { activation_2: { type: 'float32', dims: [1, 1, 257], data: new Float32Array(257).fill(gain) }, tf_op_layer_stack_2: { type: 'float32', dims: [1, 2, 128, 2], data: new Float32Array(512).fill(count + 1) } };
    } },
    // Four blocks lie over each sample.
    signal: { run: async ({ input_4: block, input_5: state }) => {
      if (block?.type !== 'float32' || state === undefined) throw new Error('no block');
      return { conv1d_3: { ...block, data: block.data.map((x) => x / 4) }, tf_op_layer_stack_5: state };
    } },
  };
}

test('blocks add up to the sound, with its gain, its length and the state handed on', async () => {
  const sound = noise(0.3, 0.5, 16_000);
  const { mask, signal, states } = passing(0.5);
  const heard = await dtlnEnhancement(mask, signal).enhance(sound);
  expect(heard).toHaveLength(sound.length);
  for (const [i, x] of sound.entries()) expect(heard[i]).toBeCloseTo(0.5 * x, 5);
  expect(states).toEqual(states.map((_, i) => i));
  expect(states.length).toBeGreaterThan(30);
});

test('another network is refused', async () => {
  const { signal } = passing(1);
  await expect(dtlnEnhancement({ run: async () => ({}) }, signal).enhance(new Float32Array(600))).rejects.toThrow('no DTLN');
});
