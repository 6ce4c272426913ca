/** Probabilities of speech by a voice activity model, computed once for all analyzers of a run. */
import type { AudioWindow, VoiceActivity } from '@aima/sdk';
import { finiteSamples } from './finite-samples.ts';
import { sharedByWindow } from './shared-by-window.ts';

export interface HeardWindow {
  /** Mono, finite. */
  samples: Float32Array;
  /** One for each window of 512 samples that these completed. */
  probabilities: Float32Array;
}

const share = sharedByWindow<Promise<HeardWindow>>();

/** @returns what hears the next window of one medium; windows come in order. Nobody may change what it answers. */
export const voiceProbabilities = (voice: VoiceActivity): ((window: AudioWindow) => Promise<HeardWindow>) => share(async (window) => {
  const samples = finiteSamples(window.channels[0]);
  return { samples, probabilities: await voice.probabilities(samples) };
});
