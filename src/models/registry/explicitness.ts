/** Explicitness of pictures: two classifiers of the package nsfwjs. Each alone is a weak signal (see analyzers/lib/explicitness). */
import type { ModelEntry, ModelFiles } from '../model-entry.ts';

const PACKAGE = 'nsfwjs';

/** Classes of both networks in the order of their output. */
const LABELS = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;

type FileFacts = readonly [sha256: string, sizeBytes: number];

/** `model` and its shards, which are scripts. */
function scripts(folder: string, model: FileFacts, shards: readonly FileFacts[]): ModelFiles {
  const file = (name: string, [sha256, sizeBytes]: FileFacts): ModelFiles[string] => ({ package: PACKAGE, path: `dist/models/${folder}/${name}.min.js`, sha256, sizeBytes });
  return {
    model: file('model', model),
    ...Object.fromEntries(shards.map((facts, i) => [`weights${i + 1}`, file(`group1-shard${i + 1}of${shards.length}`, facts)])),
  };
}

const weightRoles = (count: number): string[] => Array.from({ length: count }, (_, i) => `weights${i + 1}`);

const origin = (network: string): string =>
  `${network} from nsfwjs (MIT). The licence of the weights is not stated apart from the package; the pictures they were trained on, collected from the web, are not published, and neither are the rights to them or a measured error.`;

const layout = (side: number): Pick<ModelEntry, 'inputs' | 'outputs' | 'labels'> => ({
  inputs: [{ name: 'input', type: 'uint8', dims: ['n', side, side, 3], meaning: 'RGB pixels of the whole picture, stretched to the square' }],
  outputs: [{ name: 'probabilities', type: 'float32', dims: ['n', LABELS.length], meaning: 'softmax over the labels' }],
  labels: LABELS,
});

export const explicitnessModels: readonly ModelEntry[] = [
  {
    id: 'nsfw-mobilenet',
    task: 'explicitness of pictures',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: scripts('mobilenet_v2_mid', ['a7a9e701491e2449b221dab7c424957f853e700602b5575da33cfd745616f964', 128_625], [
      ['f2e79a209e44d668220ec5f1533a98f2be954e3953685bf074d201b82fefc29a', 5_593_186],
      ['f291df992a0131741372506a6072fb9f1645bff7c973c983fd6276f5f9625d5e', 142_742],
    ]),
    conversion: {
      format: 'tfjs-graph', graph: 'model', weights: weightRoles(2), scripts: true, batch: 'dynamic', pixels: { scale: 1 / 255, offset: 0 },
      outputs: { probabilities: 'Identity' },
    },
    memoryMiB: 60,
    licence: 'MIT',
    origin: origin('A MobileNet v2 of medium size'),
    ...layout(224),
  },
  {
    id: 'nsfw-inception',
    task: 'explicitness of pictures',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: scripts('inception_v3', ['8c2b793b9d277840fc757725bf3b135c96d5a54ec020e2b4ab569fc3df6b3848', 177_909], [
      ['e9316ac20ff634f990e483062050afe9a4826885c3a212d676ce2cfda93a4884', 5_593_186],
      ['467b33d62b4c470edf8acd3da554e331f2d49f3f93ddd718f944f595c516cd82', 5_593_186],
      ['075300e057ca7e9fd2e282afbc3a6596a0404288c94bf781e9b20658cbeee664', 5_593_186],
      ['b51ee46e062e752e81c28761a56369432671bfb3d59f4f062f5bd4dd58ff5303', 5_593_186],
      ['d4149969b3c61e0d4dde1d4f555f5b00f4fc87f6bab1a4cd4967b24f62725de6', 5_593_186],
      ['b684762a7d7c39b80183d260bdab6f072321349300f9f2ff144a085a382acfc4', 1_853_246],
    ]),
    conversion: { format: 'tfjs-layers', layers: 'model', weights: weightRoles(6), scripts: true, pixels: { scale: 1 / 255, offset: 0 } },
    memoryMiB: 220,
    licence: 'MIT',
    origin: origin('An Inception v3'),
    ...layout(299),
  },
];
