import type { VoiceActivity } from '@aima/sdk';
import { join } from './made-sound.cases.ts';

/** Hears speech wherever there is sound. */
export function levelAsVoice(): VoiceActivity {
  let rest = new Float32Array(0);
  return {
    windowSamples: 512,
    reset: () => { rest = new Float32Array(0); },
    probabilities: async (added) => {
      const samples = join(rest, added);
      const count = Math.floor(samples.length / 512);
      rest = samples.slice(count * 512);
      return Float32Array.from({ length: count }, (_, k) => (samples.subarray(k * 512, (k + 1) * 512).some((x) => Math.abs(x) > 0.01) ? 0.9 : 0.02));
    },
  };
}
