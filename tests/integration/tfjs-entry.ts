/** What TensorFlow.js needs to run the very model of an entry: its files, and its pixels as it was trained on them. */
import type * as TfCore from '@tensorflow/tfjs-core';
import type { ModelEntry } from '../../src/models/index.ts';
import { sourcePath } from '../../src/models/package-files.ts';
import type { ModelFilePaths, Oracle, Pixels } from './tfjs-oracle.ts';

/** Absolute path of a file of a package. */
export function file(entry: ModelEntry, role: string): string {
  const source = entry.files[role];
  if (source === undefined) throw new Error(`${entry.id} has no ${role}`);
  return sourcePath(source, '/nonexistent');
}

export const filesOf = (entry: ModelEntry, model: string, weights: string | readonly string[]): ModelFilePaths =>
  ({ model: file(entry, model), weights: [weights].flat().map((role) => file(entry, role)) });

/** Bytes of pixels → the input of the network, as its own package does it. */
export function prepared(tf: typeof TfCore, entry: ModelEntry): (image: TfCore.Tensor4D) => TfCore.Tensor {
  const { scale, offset, gray, bgrMean } = entry.conversion && 'pixels' in entry.conversion && entry.conversion.pixels ? entry.conversion.pixels : { scale: 1, offset: 0 };
  return (image) => {
    if (entry.id === 'movenet-lightning') return tf.cast(image, 'int32');
    if (bgrMean !== undefined) return tf.sub(tf.reverse(image, 3), [...bgrMean]);
    const channels = gray === true ? tf.sum(tf.mul(image, [0.299, 0.587, 0.114]), 3, true) : image;
    return tf.add(tf.mul(channels, scale), offset);
  };
}

/** Runs the entry's own model on the pixels, one image after the other; its results are thrown away. */
export async function runEntry(oracle: Oracle, entry: ModelEntry, pixels: Pixels): Promise<void> {
  const { conversion } = entry;
  if (conversion === undefined) throw new Error(`${entry.id} is not converted`);
  switch (conversion.format) {
    case 'tfjs-graph': {
      const outputs = conversion.tail === 'centernet-detections' ? ['tower_0/detections'] : Object.values(conversion.outputs);
      await oracle.graph(filesOf(entry, conversion.graph, conversion.weights), pixels, prepared(oracle.tf, entry), outputs);
      return;
    }
    case 'tfjs-layers': {
      await oracle.layers(filesOf(entry, conversion.layers, conversion.weights), pixels, prepared(oracle.tf, entry));
      return;
    }
    default: {
      const run = { 'face-api-ssd': oracle.faceSsd, 'face-api-recognition': oracle.faceDescriptor, 'face-api-age': oracle.faceYears, 'face-api-expression': oracle.faceExpressions }[conversion.format];
      await run({ manifest: file(entry, conversion.manifest), weights: file(entry, conversion.weights) }, pixels);
    }
  }
}
