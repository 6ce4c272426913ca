/** Bodies and hands. */
import type { ModelEntry } from '../model-entry.ts';
import { humanFiles, humanOrigin } from './human-models.ts';

export const bodyModels: readonly ModelEntry[] = [
  {
    id: 'movenet-lightning',
    task: 'body pose (one person)',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: humanFiles('movenet-lightning',
      { sha256: 'df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9', sizeBytes: 161_813 },
      { sha256: 'bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34', sizeBytes: 4_650_216 }),
    conversion: {
      format: 'tfjs-graph', graph: 'graph', weights: 'weights', batch: 1, pixels: { scale: 1, offset: 0 },
      outputs: { keypoints: 'Identity' },
    },
    memoryMiB: 60,
    licence: 'MIT',
    origin: humanOrigin('MoveNet Lightning (Google)'),
    inputs: [{ name: 'input', type: 'uint8', dims: [1, 192, 192, 3], meaning: 'RGB pixels of one person, padded to a square; one image a call' }],
    outputs: [{ name: 'keypoints', type: 'float32', dims: [1, 1, 17, 3], meaning: 'y, x as fractions of the input, score; in the order of the labels' }],
    labels: [
      'nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear', 'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
      'left_wrist', 'right_wrist', 'left_hip', 'right_hip', 'left_knee', 'right_knee', 'left_ankle', 'right_ankle',
    ],
  },
  {
    id: 'blazepose-full',
    task: 'body pose (one person, in depth)',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: humanFiles('blazepose-full',
      { sha256: '543a8415032e47d9a57bbd7a17080cae62221acefbcd9007ad1b95e57f8c86eb', sizeBytes: 157_328 },
      { sha256: '5dd67d57f4886a2ddfdad4496217e7ce012fb8d2e8f87d475a8cc0220d89086c', sizeBytes: 6_339_202 }),
    conversion: {
      format: 'tfjs-graph', graph: 'graph', weights: 'weights', batch: 'dynamic', pixels: { scale: 1 / 255, offset: 0 },
      outputs: { landmarks: 'Identity_2', poseflag: 'Identity_3', world: 'Identity_4' },
    },
    memoryMiB: 90,
    licence: 'MIT',
    origin: humanOrigin('MediaPipe BlazePose (Google)'),
    inputs: [{ name: 'input', type: 'uint8', dims: ['n', 256, 256, 3], meaning: 'RGB pixels of one person, padded to a square' }],
    outputs: [
      { name: 'landmarks', type: 'float32', dims: ['n', 195], meaning: '39 points: x, y, z in input pixels, visibility and presence before the sigmoid' },
      { name: 'poseflag', type: 'float32', dims: ['n', 1], meaning: 'probability that there is a person' },
      { name: 'world', type: 'float32', dims: ['n', 117], meaning: '39 points: x, y, z in metres from the middle of the hips' },
    ],
  },
  {
    id: 'handlandmark-full',
    task: 'hand landmarks',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: humanFiles('handlandmark-full',
      { sha256: '127cac529c6cd506d0e61261961c35e19635f4f2defa424a53aec8fb3cd28943', sizeBytes: 82_231 },
      { sha256: 'da938c486ad6b69ae46cfba38fdd9d34542a1cd4bd0e009e1f45fe711f276108', sizeBytes: 5_431_368 }),
    conversion: {
      format: 'tfjs-graph', graph: 'graph', weights: 'weights', batch: 'dynamic', pixels: { scale: 1 / 255, offset: 0 },
      outputs: { landmarks: 'Identity', handflag: 'Identity_1', handedness: 'Identity_2', world: 'Identity_3' },
    },
    memoryMiB: 60,
    licence: 'MIT',
    origin: humanOrigin('MediaPipe Hands (Google)'),
    inputs: [{ name: 'input', type: 'uint8', dims: ['n', 224, 224, 3], meaning: 'RGB pixels of one hand, fingers up, padded to a square' }],
    outputs: [
      { name: 'landmarks', type: 'float32', dims: ['n', 63], meaning: '21 points, x, y, z in input pixels' },
      { name: 'handflag', type: 'float32', dims: ['n', 1], meaning: 'probability that there is a hand' },
      { name: 'handedness', type: 'float32', dims: ['n', 1], meaning: 'above 0.5 a right hand' },
      { name: 'world', type: 'float32', dims: ['n', 63], meaning: '21 points, x, y, z in metres' },
    ],
  },
];
