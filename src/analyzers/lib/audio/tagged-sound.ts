/** Class scores of all sound of a medium by a tagging network (role `audio-tagger`), computed once for all analyzers of a run. */
import type { AudioWindow, TensorModel } from '@aima/sdk';
import { finiteSamples } from './finite-samples.ts';
import { MEL_BANDS, melPatches, PATCH_FRAMES, PATCH_HOP_MS, PATCH_MS, type MelPatches } from './log-mel.ts';
import { sharedByWindow } from './shared-by-window.ts';
import type { Tagging } from './tagging.ts';

export interface TaggedSound {
  hear(window: AudioWindow): Promise<void>;
  finish(): Promise<Pick<Tagging, 'scores' | 'labels' | 'hopMs' | 'windowMs'>>;
}

async function scoresOf(model: TensorModel, patches: readonly Float32Array[]): Promise<Float32Array> {
  const [input] = model.inputs ?? [];
  if (patches.length === 0 || input === undefined) return new Float32Array(0);
  const data = new Float32Array(patches.length * PATCH_FRAMES * MEL_BANDS);
  patches.forEach((patch, i) => { data.set(patch, i * PATCH_FRAMES * MEL_BANDS); });
  const { scores } = await model.run({ [input.name]: { type: 'float32', dims: [patches.length, PATCH_FRAMES, MEL_BANDS], data } });
  if (scores?.type !== 'float32') throw new Error('The tagging network gave no scores.');
  return scores.data;
}

interface Heard { patches: MelPatches; scores: Float32Array }

const share = sharedByWindow<Promise<Heard>>();

/** One listener of one medium. The rows of scores that it collects: 2 kB for half a second. */
export function taggedSound(model: TensorModel): TaggedSound {
  const labels = model.labels ?? [];
  const own = melPatches();
  const heard: Float32Array[] = [];
  let patches: MelPatches = own;
  // Who begins does the work with its own patches; all others take them over with the answer.
  const door = share(async (window) => ({ patches: own, scores: await scoresOf(model, own.add(finiteSamples(window.channels[0]))) }));
  return {
    async hear(window) {
      const answer = await door(window);
      patches = answer.patches;
      heard.push(answer.scores);
    },
    async finish() {
      heard.push(await scoresOf(model, patches.finish()));
      const scores = new Float32Array(heard.reduce((sum, { length }) => sum + length, 0));
      heard.reduce((at, rows) => (scores.set(rows, at), at + rows.length), 0);
      return { scores, labels, hopMs: PATCH_HOP_MS, windowMs: PATCH_MS };
    },
  };
}
