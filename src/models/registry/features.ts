/** Backbones without their last layer: what a picture looks like, as numbers that can be compared. */
import type { ModelEntry } from '../model-entry.ts';
import { explicitnessModels } from './explicitness.ts';

/** The network whose last layer rates explicitness is a common MobileNet v2 before it, trained on ImageNet. */
const FEATURE_VECTOR = 'StatefulPartitionedCall/sequential/keras_layer/StatefulPartitionedCall/StatefulPartitionedCall/StatefulPartitionedCall/predict/feature_vector/SpatialSqueeze';

export const featureModels: readonly ModelEntry[] = explicitnessModels.flatMap(({ labels: _labels, ...entry }) => {
  const { conversion } = entry;
  if (entry.id !== 'nsfw-mobilenet' || conversion?.format !== 'tfjs-graph') return [];
  return [{
    ...entry,
    id: 'mobilenet-features',
    task: 'visual similarity',
    conversion: { ...conversion, outputs: { features: FEATURE_VECTOR } },
    outputs: [{ name: 'features', type: 'float32' as const, dims: ['n', 1792], meaning: 'features before the last layer, 0..6; compare by cosine' }],
  }];
});
