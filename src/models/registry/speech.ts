/** Voice activity and English speech to text. */
import type { ModelEntry } from '../model-entry.ts';

const SEGMENTATION = { repository: 'csukuangfj/sherpa-onnx-pyannote-segmentation-3-0', revision: '9403a6902bb58e3d5ae8c7e77c3422de279db2e0' };
const EMBEDDING = { repository: 'csukuangfj/speaker-embedding-models', revision: '0743f301363dec56491a490f6d6cbc9d67f9a3bf' };
const MOONSHINE = '@moonshine-ai/moonshine-js';

export const speechModels: readonly ModelEntry[] = [
  {
    id: 'silero-vad',
    task: 'voice activity detection',
    tier: 'lite',
    kind: 'voice_activity',
    runtime: 'onnxruntime',
    files: {
      model: {
        package: '@ricky0123/vad-web',
        path: 'dist/silero_vad_v6.onnx',
        sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
        sizeBytes: 2_327_524,
      },
    },
    memoryMiB: 20,
    licence: 'ISC',
    origin: 'Silero VAD v6 (MIT upstream), unchanged in a package that says ISC.',
    inputs: [
      { name: 'input', type: 'float32', dims: ['n', 576], meaning: '64 samples of context and a window of 512, mono 16 kHz, -1..1' },
      { name: 'state', type: 'float32', dims: [2, 'n', 128], meaning: 'recurrent state, zeros at the start' },
      { name: 'sr', type: 'int64', dims: [], meaning: 'sample rate in Hz' },
    ],
    outputs: [
      { name: 'output', type: 'float32', dims: ['n', 1], meaning: 'probability of speech' },
      { name: 'stateN', type: 'float32', dims: [2, 'n', 128], meaning: 'state for the next window' },
    ],
  },
  {
    id: 'moonshine-tiny-en',
    task: 'speech to text (English)',
    tier: 'lite',
    kind: 'speech_to_text',
    runtime: 'onnxruntime',
    files: {
      encoder: {
        package: MOONSHINE,
        path: 'dist/model/tiny/quantized/encoder_model.onnx',
        sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
        sizeBytes: 7_937_661,
      },
      decoder: {
        package: MOONSHINE,
        path: 'dist/model/tiny/quantized/decoder_model_merged.onnx',
        sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
        sizeBytes: 20_243_286,
      },
      tokens: {
        package: 'llama-tokenizer-js',
        path: 'llama-tokenizer.js',
        sha256: '34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d',
        sizeBytes: 676_487,
      },
    },
    memoryMiB: 180,
    licence: 'MIT',
    origin: 'Moonshine tiny, English only (Useful Sensors, MIT), shipped by its own makers; token names from llama-tokenizer-js (MIT).',
    inputs: [{ name: 'input_values', type: 'float32', dims: [1, 'samples'], meaning: 'encoder: mono 16 kHz, -1..1' }],
    outputs: [{ name: 'logits', type: 'float32', dims: [1, 'tokens', 32_768], meaning: 'decoder: next token, unnormalised' }],
  },
  {
    id: 'pyannote-wespeaker',
    task: 'speaker diarization',
    tier: 'full',
    kind: 'speaker_diarization',
    runtime: 'sherpa-onnx',
    files: {
      segmentation: { hub: SEGMENTATION, path: 'model.onnx', sha256: '220ad67ca923bef2fa91f2390c786097bf305bceb5e261d4af67b38e938e1079', sizeBytes: 5_992_913 },
      embedding: { hub: EMBEDDING, path: 'wespeaker_en_voxceleb_resnet34_LM.onnx', sha256: 'e9848563da86f263117134dfd7ad63c92355b37de492b55e325400c9d9c39012', sizeBytes: 26_530_550 },
    },
    memoryMiB: 250,
    licence: 'MIT AND CC-BY-4.0',
    origin: 'pyannote segmentation 3.0 (CNRS, MIT) and WeSpeaker ResNet34-LM trained on VoxCeleb (CC-BY-4.0), both in the form for sherpa-onnx. Not run here: the weights are not on the machine that wrote this.',
    inputs: [{ name: 'samples', type: 'float32', dims: ['samples'], meaning: 'mono 16 kHz, -1..1' }],
    outputs: [{ name: 'turns', type: 'float32', dims: ['turns', 3], meaning: 'start and end in seconds, number of the voice; by sherpa-onnx' }],
  },
  {
    id: 'rnnoise',
    task: 'speech enhancement',
    tier: 'lite',
    kind: 'speech_enhancement',
    runtime: 'wasm',
    files: {
      module: {
        package: '@shiguredo/rnnoise-wasm',
        path: 'dist/rnnoise.js',
        sha256: 'e6958293a0118bf9860cb2753332f7562531cc987c914552c426cd7d7180a63e',
        sizeBytes: 4_827_304,
      },
    },
    memoryMiB: 40,
    licence: 'Apache-2.0',
    origin: 'RNNoise (Xiph.Org, BSD-3-Clause upstream) with its weights, built to WebAssembly by Shiguredo (Apache-2.0).',
    inputs: [{ name: 'frame', type: 'float32', dims: [480], meaning: 'mono 48 kHz in steps of 16 bits; resampled from 16 kHz by AIMA' }],
    outputs: [{ name: 'frame', type: 'float32', dims: [480], meaning: 'the same sound without noise, 960 samples late' }],
  },
];
