/** Objects in pictures, and the person mask. */
import type { ModelEntry } from '../model-entry.ts';
import { COCO_LABELS } from './coco-labels.ts';
import { humanFiles, humanOrigin } from './human-models.ts';

export const objectModels: readonly ModelEntry[] = [
  {
    id: 'centernet-coco',
    task: 'object detection',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: humanFiles('centernet',
      { sha256: 'bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05', sizeBytes: 201_673 },
      { sha256: '1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef', sizeBytes: 4_030_290 }),
    conversion: {
      format: 'tfjs-graph', graph: 'graph', weights: 'weights', batch: 'dynamic', pixels: { scale: 1, offset: 0 },
      outputs: { heat: 'tower_0/keypoints', distances: 'tower_0/wh' }, tail: 'centernet-detections',
    },
    memoryMiB: 120,
    licence: 'MIT',
    origin: humanOrigin('CenterNet on MobileNet v3, trained on COCO'),
    inputs: [{ name: 'input', type: 'uint8', dims: ['n', 512, 512, 3], meaning: 'RGB pixels' }],
    outputs: [{
      name: 'detections', type: 'float32', dims: ['n', 100, 6],
      meaning: 'left, top, right, bottom in input pixels, score 0..1, class; best first, a neighbouring peak is dropped but overlaps are not',
    }],
    labels: COCO_LABELS,
  },
  {
    id: 'selfie-segmentation',
    task: 'person segmentation',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: humanFiles('selfie',
      { sha256: '8b7f5f95c0159a83a7240b1298a67012cfffd0396bfa653bdf452913610e9a88', sizeBytes: 83_670 },
      { sha256: '8f57aaa72dc068a50bd37c232d2e073e107912241e459002e1480876676f382a', sizeBytes: 212_886 }),
    conversion: {
      format: 'tfjs-graph', graph: 'graph', weights: 'weights', batch: 'dynamic', pixels: { scale: 1 / 255, offset: 0 },
      outputs: { mask: 'activation_10' },
    },
    memoryMiB: 40,
    licence: 'MIT',
    origin: humanOrigin('MediaPipe Selfie Segmentation (Google)'),
    inputs: [{ name: 'input', type: 'uint8', dims: ['n', 256, 256, 3], meaning: 'RGB pixels' }],
    outputs: [{ name: 'mask', type: 'float32', dims: ['n', 256, 256, 1], meaning: 'probability that a pixel belongs to a person' }],
  },
];
