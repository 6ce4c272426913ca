/**
 * The small real weights of `AIMA_TEST_MODELS` as entries of the full tier, served by a local mirror of the hub.
 * Their repositories there are made up; hashes, layouts and what is known of their licences are real.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import type { ModelEntry, WeightsEntry } from '../../src/models/model-entry.ts';
import { COCO_LABELS } from '../../src/models/registry/coco-labels.ts';
import { startHubMirror, type HubMirror, type MirrorOptions, type MirrorRepository } from './hub-mirror.ts';
import { needsModels } from './media.ts';

const TEST_REVISION = 'a1'.repeat(20);

type Layout = Pick<ModelEntry, 'inputs' | 'outputs'>;
type Rest = Partial<Pick<ModelEntry, 'labels' | 'needsConsent' | 'role'>>;
type FileFacts = readonly [name: string, sha256: string, sizeBytes: number];

const hubFile = (folder: string, [name, sha256, sizeBytes]: FileFacts): ModelEntry['files'][string] => ({ hub: { repository: `aima-test/${folder}`, revision: TEST_REVISION }, path: name, sha256, sizeBytes });

const network = (id: string, task: string, folder: string, file: FileFacts, licence: string, layout: Layout, rest: Rest = {}): ModelEntry => ({
  id, task, tier: 'full', kind: 'tensor', runtime: 'onnxruntime', memoryMiB: 60, licence, origin: 'a test file', files: { model: hubFile(folder, file) }, ...layout, ...rest,
});

const enhancer = (id: string, runtime: 'onnxruntime' | 'sherpa-onnx', files: ModelEntry['files']): ModelEntry => ({
  id, task: 'speech enhancement', tier: 'full', role: 'speech-enhancer', kind: 'speech_enhancement', runtime, memoryMiB: 60, licence: 'MIT', origin: 'a test file', files, inputs: [], outputs: [],
});

type Coding = NonNullable<ModelEntry['inputs'][number]['pixels']>;
const RGB: Coding = { order: 'rgb', mean: [0, 0, 0], std: [1, 1, 1] };
const BGR: Coding = { ...RGB, order: 'bgr' };
const IMAGENET: Coding = { order: 'rgb', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

const floats = (name: string, dims: readonly (number | string)[], meaning: string): ModelEntry['inputs'][number] => ({ name, type: 'float32', dims, meaning });
const picture = (name: string, dims: readonly (number | string)[], meaning: string, pixels: Coding): ModelEntry['inputs'][number] => ({ ...floats(name, dims, meaning), pixels });

/** What the engine can run. */
export const testNetworks: readonly ModelEntry[] = [
  network('test-yolox-nano', 'object detection', 'yolox-nano', ['yolox_nano.onnx', 'd39bee73564e338080378b0ad567fbb40e818b55bbfaf971de82a0267ed16b8a', 3_713_911], 'Apache-2.0', {
    inputs: [picture('images', [1, 3, 416, 416], 'BGR planes 0..255, picture at the top left, padded with 114', BGR)],
    outputs: [floats('output', [1, 3549, 85], 'cells of strides 8, 16, 32: centre offset, logarithm of the size, objectness, 80 class scores')],
  }, { role: 'object-detector', labels: COCO_LABELS }),
  network('test-yunet', 'face detection', 'yunet-2026may', ['face_detection_yunet_2026may.onnx', 'ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0', 229_738], 'MIT', {
    inputs: [picture('input', [1, 3, 'height', 'width'], 'BGR planes 0..255, multiples of 32', BGR)],
    outputs: ['cls', 'obj', 'bbox', 'kps'].flatMap((part) => [8, 16, 32].map((stride) => floats(`${part}_${stride}`, [1, 'anchors', part === 'bbox' ? 4 : part === 'kps' ? 10 : 1], `stride ${stride}`))),
  }, { role: 'face-detector' }),
  network('test-ultra-light-face', 'face detection', 'ultra-light-face-rfb-320', ['version-RFB-320-opt.onnx', '31249e1287ceae8d2389572679f9168a20e45ae5d22d5154b55d2834096d56a5', 1_257_153], 'MIT', {
    inputs: [floats('input', [1, 3, 240, 320], 'RGB planes, (x - 127) / 128, plain resize')],
    outputs: [floats('scores', [1, 4420, 2], 'background, face'), floats('boxes', [1, 4420, 4], 'left, top, right, bottom as fractions')],
  }),
  network('test-osnet', 'person re-identification', 'osnet-x0-25-msmt17', ['osnet_x0_25_msmt17.onnx', 'dddd73c80b78e24ef982f9c352c1947b42d67433887011e8eb33a00313edef5e', 891_413], 'MIT', {
    inputs: [picture('input', ['batch', 3, 256, 128], 'RGB planes of one person, (x/255 - mean) / std of ImageNet', IMAGENET)],
    outputs: [floats('output', ['batch', 512], 'compare by cosine')],
  }, {
    role: 'person-embedder',
    needsConsent: {
      en: 'Trained on MSMT17, a data set for research only; commercial use is not allowed.',
      de: 'Mit MSMT17 trainiert, einem Datensatz nur für die Forschung; gewerbliche Nutzung ist nicht erlaubt.',
    },
  }),
  network('test-tcmonodepth', 'depth estimation', 'tcmonodepth-small-192x320', ['tcmonodepth_tcsmallnet_192x320.onnx', '902b886beaebd3f68deb40bab2fd636a0c112c1ef1cbdd15fa26e5c55b389b4d', 790_459], 'MIT', {
    inputs: [picture('input', [1, 3, 192, 320], 'RGB planes 0..255', RGB)],
    outputs: [floats('output', [1, 1, 192, 320], 'relative inverse depth, larger is nearer')],
  }, { role: 'depth-estimator' }),
  network('test-selfie-256', 'person segmentation', 'selfie-segmentation-256', ['selfie_segmentation.onnx', '1511ab5564cb0ae179cba9bcad6ad931003ccc71656f11fd270967023678c6a5', 447_596], 'Apache-2.0', {
    inputs: [picture('input_1:0', [1, 256, 256, 3], 'RGB pixels 0..1', { ...RGB, std: [255, 255, 255] })],
    outputs: [floats('activation_10', [1, 256, 256, 1], 'probability of a person')],
  }, { role: 'person-segmenter' }),
  {
    ...network('test-yamnet', 'audio tagging', 'yamnet', ['yamnet.onnx', 'a364a7bf4c9518cfa7ac91d9ad16c5f9b94fcba57d2c75ee3089d7b46aebd27a', 3_831_166], 'Apache-2.0', {
      inputs: [floats('log_mel', ['n', 96, 64], 'log(mel + 0.001) of mono 16 kHz, patches of 0.96 s')],
      outputs: [floats('scores', ['n', 521], 'probabilities'), floats('embeddings', ['n', 1024], 'features')],
    }, { role: 'audio-tagger', labels: { file: 'classes', before: [], after: [], column: 'display_name' } }),
    files: {
      model: hubFile('yamnet', ['yamnet.onnx', 'a364a7bf4c9518cfa7ac91d9ad16c5f9b94fcba57d2c75ee3089d7b46aebd27a', 3_831_166]),
      classes: hubFile('yamnet', ['yamnet_class_map.csv', 'cdf24d193e196d9e95912a2667051ae203e92a2ba09449218ccb40ef787c6df2', 14_096]),
    },
  },
  network('test-gestures', 'static hand gestures', 'hand-gesture-keypoint-classifier', ['keypoint_classifier.onnx', 'eb75d1511fea07b775d9cf555ed7766686b1e1926a9d41fa6f6842e90f002f42', 6_071], 'Apache-2.0', {
    inputs: [floats('input', ['n', 42], '21 landmarks of a hand, x and y from the wrist, divided by the largest')], outputs: [{ name: 'class_ids', type: 'int64', dims: ['n'], meaning: 'open, close, pointer' }],
  }, { role: 'gesture-classifier', labels: ['open', 'close', 'pointer'] }),
  enhancer('test-gtcrn', 'sherpa-onnx', { model: hubFile('gtcrn', ['gtcrn_simple.sherpa-meta.onnx', '38f92b8d36d9e018e4c6e296a267bde9540c9e40cf3befad7520d6583f2b619a', 535_425]) }),
  enhancer('test-dtln', 'onnxruntime', {
    mask: hubFile('dtln', ['model_1.onnx', '22b91cae3855e5a0620e66a917ca6c82c58db0e842c770f58d86751c5e8d4ae3', 1_458_237]),
    signal: hubFile('dtln', ['model_2.onnx', 'e20c92f9233fccf29cddf86970d0d0161a03aebccc26d6f4d5639c4d5ec2e639', 2_510_010]),
  }),
];

/** A damaged file under its own hash: it can be pulled, and no runtime loads it. */
export const corruptModel: ModelEntry = network('test-corrupt', 'nothing', 'corrupt', ['model.int8.onnx', 'ec8f692e324cea184af3a1694df1fe45afdc8f220cd6ab2eb9e2772c44a37d71', 1_540_034], 'MIT', { inputs: [], outputs: [] });

/** Runs in llama.cpp, which the engine does not hold. */
export const tinyLanguageModel: WeightsEntry = {
  id: 'test-tinyllamas', task: 'text generation', tier: 'full', runtime: 'llama.cpp', memoryMiB: 20, licence: 'MIT', origin: 'a test file',
  files: { model: hubFile('tinyllamas-stories260k', ['stories260K.gguf', '2404a710b62c6fa46f4d8a6e4eebb2b7dec2ee9cca98189211181a234e568c59', 1_185_440]) }, inputs: [], outputs: [],
};

export const testModelEntries: readonly WeightsEntry[] = [...testNetworks, corruptModel, tinyLanguageModel];

/** The same as a user would write it into a file for `AIMA_MODEL_ENTRIES`. */
export function asOwnEntry(entry: WeightsEntry): Record<string, unknown> {
  const { id, task, role, runtime, files, memoryMiB, licence, needsConsent, origin, inputs, outputs, labels } = entry;
  return { id, task, role, runtime, files, memoryMiB, licence, needsConsent, origin, inputs, outputs, labels };
}

/** The licence that the mirror states for a repository. */
const statedLicence = (entry: WeightsEntry): string => entry.licence.toLowerCase();

/** A mirror of these entries' files. Skips the test where the weights are missing. */
export async function mirrorOfTestModels(context: Pick<TestContext, 'skip'>, entries: readonly WeightsEntry[] = testModelEntries, options: MirrorOptions = {}): Promise<HubMirror> {
  const repositories: Record<string, MirrorRepository> = {};
  for (const entry of entries) {
    for (const { hub, path: name } of Object.values(entry.files)) {
      if (hub === undefined) continue;
      const file = needsModels(context, path.join(hub.repository.replace('aima-test/', ''), name));
      repositories[hub.repository] = { revision: hub.revision, licence: statedLicence(entry), files: { ...repositories[hub.repository]?.files, [name]: readFileSync(file) } };
    }
  }
  return startHubMirror(repositories, options);
}
