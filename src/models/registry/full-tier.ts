/**
 * Models of the full tier: fetched by `aima models pull`. Only entries whose source, revision, hash, size and licence
 * could be checked stand here; `docs/decisions/0002-full-tier-models.md` says how, and what is still to be verified.
 */
import type { PixelCoding } from '@aima/sdk';
import type { ModelEntry, TensorLayout } from '../model-entry.ts';
import { COCO_LABELS } from './coco-labels.ts';

const YUNET = 'https://media.githubusercontent.com/media/opencv/opencv_zoo/26cc381e4d2594bb9f47a26eb8fd96c94a13660d/models/face_detection_yunet';
const DTLN = 'https://raw.githubusercontent.com/breizhn/DTLN/1de1f15a8b5b7e1c44905618ff2ef70ca8277fbc/pretrained_model';
const GTCRN = 'https://raw.githubusercontent.com/Xiaobin-Rong/gtcrn/3862c44808dca492ea5a8a145d2dc2a1028d08c8/stream/onnx_models';

/** Plain bytes, blue first, as OpenCV reads pictures. */
const BGR_BYTES: PixelCoding = { order: 'bgr', mean: [0, 0, 0], std: [1, 1, 1] };
/** Mean and standard deviation of ImageNet's training pictures, in bytes. */
const IMAGENET: PixelCoding = { order: 'rgb', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

const YUNET_STRIDES = [8, 16, 32];

const state = (name: string): TensorLayout => ({ name, type: 'float32', dims: [1, 2, 128, 2], meaning: 'recurrent state, zeros at the start' });

export const fullTierModels: readonly ModelEntry[] = [
  {
    id: 'yunet-2026may',
    task: 'face detection',
    tier: 'full',
    role: 'face-detector',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: {
      model: {
        url: `${YUNET}/face_detection_yunet_2026may.onnx`, path: 'face_detection_yunet_2026may.onnx',
        sha256: 'ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0', sizeBytes: 229_738,
      },
    },
    memoryMiB: 60,
    licence: 'MIT',
    origin: 'YuNet from the OpenCV Zoo, whose directory of the model says MIT.',
    inputs: [{ name: 'input', type: 'float32', dims: [1, 3, 'height', 'width'], meaning: 'BGR planes 0..255, height and width multiples of 32', pixels: BGR_BYTES }],
    outputs: YUNET_STRIDES.flatMap((stride): TensorLayout[] => [
      { name: `cls_${stride}`, type: 'float32', dims: [1, 'anchors', 1], meaning: 'score of a face; the confidence is the root of cls times obj' },
      { name: `obj_${stride}`, type: 'float32', dims: [1, 'anchors', 1], meaning: 'score of an object' },
      { name: `bbox_${stride}`, type: 'float32', dims: [1, 'anchors', 4], meaning: `offset of the centre and logarithm of the size, in strides of ${stride} pixels` },
      { name: `kps_${stride}`, type: 'float32', dims: [1, 'anchors', 10], meaning: `right eye, left eye, nose, right and left corner of the mouth: x, y offsets in strides of ${stride} pixels` },
    ]),
  },
  {
    id: 'yolox-s-coco',
    task: 'object detection',
    tier: 'full',
    role: 'object-detector',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: {
      model: {
        url: 'https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/yolox_s.onnx', path: 'yolox_s.onnx',
        sha256: 'c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063', sizeBytes: 35_858_002,
      },
    },
    memoryMiB: 250,
    licence: 'Apache-2.0',
    origin: 'YOLOX-S of its makers (Megvii), trained on COCO; 40.5 AP on its validation set. The layout is the makers\' own and was not opened here.',
    inputs: [{ name: 'images', type: 'float32', dims: [1, 3, 640, 640], meaning: 'BGR planes 0..255, picture at the top left, padded with 114', pixels: BGR_BYTES }],
    outputs: [{
      name: 'output', type: 'float32', dims: [1, 8400, 85],
      meaning: 'cells of strides 8, 16, 32: centre offset, logarithm of the size (in strides), objectness 0..1, 80 class scores 0..1',
    }],
    labels: COCO_LABELS,
  },
  {
    id: 'depth-anything-v2-small',
    task: 'depth estimation',
    tier: 'full',
    role: 'depth-estimator',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: {
      model: {
        hub: { repository: 'onnx-community/depth-anything-v2-small', revision: '4472b7362082ad9968fee890ca0f1e5aca36b93d' },
        path: 'onnx/model.onnx', sha256: 'afb6a5c28f3b6bf1618c6e43f02073ef9dfdc70e937502d51603e57b0a1df10c', sizeBytes: 99_060_839,
      },
    },
    memoryMiB: 900,
    licence: 'Apache-2.0',
    origin: 'Depth Anything V2 Small (the small one alone is Apache-2.0, the larger ones are not), exported by the ONNX community. The layout is the exporter\'s usual one and was not opened here.',
    inputs: [{ name: 'pixel_values', type: 'float32', dims: ['n', 3, 'height', 'width'], meaning: 'RGB planes, (x/255 - mean) / std with ImageNet\'s mean and std, height and width multiples of 14', pixels: IMAGENET }],
    outputs: [{ name: 'predicted_depth', type: 'float32', dims: ['n', 'height', 'width'], meaning: 'relative inverse depth, larger is nearer' }],
  },
  {
    id: 'dtln',
    task: 'speech enhancement',
    tier: 'full',
    role: 'speech-enhancer',
    kind: 'speech_enhancement',
    runtime: 'onnxruntime',
    files: {
      mask: { url: `${DTLN}/model_1.onnx`, path: 'model_1.onnx', sha256: '22b91cae3855e5a0620e66a917ca6c82c58db0e842c770f58d86751c5e8d4ae3', sizeBytes: 1_458_237 },
      signal: { url: `${DTLN}/model_2.onnx`, path: 'model_2.onnx', sha256: 'e20c92f9233fccf29cddf86970d0d0161a03aebccc26d6f4d5639c4d5ec2e639', sizeBytes: 2_510_010 },
    },
    memoryMiB: 70,
    licence: 'MIT',
    origin: 'Dual-signal transformation LSTM network (Westhausen and Meyer, 2020) from its authors\' repository, MIT.',
    inputs: [
      { name: 'input_2', type: 'float32', dims: [1, 1, 257], meaning: 'mask: magnitudes of a block: mono 16 kHz, 512 samples, shift 128, no window' }, state('input_3'),
      { name: 'input_4', type: 'float32', dims: [1, 1, 512], meaning: 'signal: the block after the first stage, -1..1' }, state('input_5'),
    ],
    outputs: [
      { name: 'activation_2', type: 'float32', dims: [1, 1, 257], meaning: 'mask: 0..1 for the magnitudes' }, state('tf_op_layer_stack_2'),
      { name: 'conv1d_3', type: 'float32', dims: [1, 1, 512], meaning: 'signal: the block without noise, to be overlapped and added; 384 samples late' }, state('tf_op_layer_stack_5'),
    ],
  },
  {
    id: 'gtcrn',
    task: 'speech enhancement',
    tier: 'full',
    role: 'speech-enhancer',
    kind: 'speech_enhancement',
    runtime: 'sherpa-onnx',
    files: {
      model: {
        url: `${GTCRN}/gtcrn_simple.onnx`, path: 'gtcrn_simple.onnx',
        sha256: 'b4718df6228e7bdf1a8a435cf98f838636eb2fd331acabf86ba87c5192ebcb87', sizeBytes: 535_190,
      },
    },
    memoryMiB: 30,
    licence: 'MIT',
    origin: 'GTCRN (Rong et al., 2024), streaming form from its authors\' repository, MIT.',
    inputs: [{ name: 'samples', type: 'float32', dims: ['samples'], meaning: 'mono 16 kHz, -1..1; by sherpa-onnx, with metadata that AIMA adds' }],
    outputs: [{ name: 'samples', type: 'float32', dims: ['samples'], meaning: 'the same sound without noise' }],
  },
];
