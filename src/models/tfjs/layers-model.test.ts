import '../no-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { convertLayersModel } from './layers-model.ts';

interface TestLayer {
  name: string;
  class_name: string;
  config: Record<string, unknown>;
  from: string[];
}

function files(layers: readonly TestLayer[], weights: Record<string, { shape: number[]; values: number[] }>): { model: Uint8Array; weights: Uint8Array } {
  const config = {
    layers: layers.map(({ from, ...layer }) => ({ ...layer, inbound_nodes: from.length === 0 ? [] : [from.map((name) => [name, 0, 0, {}])] })),
    output_layers: [[layers.at(-1)?.name, 0, 0]],
  };
  const specs = Object.entries(weights).map(([name, { shape }]) => ({ name, shape, dtype: 'float32' }));
  return {
    model: new TextEncoder().encode(JSON.stringify({ modelTopology: { model_config: { config } }, weightsManifest: [{ paths: ['w'], weights: specs }] })),
    weights: new Uint8Array(Buffer.from(Float32Array.from(Object.values(weights).flatMap(({ values }) => values)).buffer)),
  };
}

const input: TestLayer = { name: 'x', class_name: 'InputLayer', config: { batch_input_shape: [null, 2, 2, 3] }, from: [] };
const CONV = { strides: [1, 1], padding: 'same', data_format: 'channels_last', dilation_rate: [1, 1], activation: 'linear', use_bias: true };

async function run(model: ReturnType<typeof files>, pixels: number[]): Promise<number[]> {
  const session = await InferenceSession.create(convertLayersModel({ ...model, pixels: { scale: 0.5, offset: 1 } }));
  const { probabilities } = await session.run({ input: new Tensor('uint8', Uint8Array.from(pixels), [pixels.length / 12, 2, 2, 3]) });
  await session.release();
  return Array.from(probabilities?.data as Float32Array);
}

test('batch normalisation comes after the bias, and features keep the order of the original', async () => {
  const model = files([
    input,
    // two channels out: red, and green plus 10
    { name: 'c', class_name: 'Conv2D', config: CONV, from: ['x'] },
    { name: 'n', class_name: 'BatchNormalization', config: { axis: 3, epsilon: 0, center: true, scale: true }, from: ['c'] },
    { name: 'f', class_name: 'Flatten', config: { data_format: 'channels_last' }, from: ['n'] },
    // picks the second pixel's two channels
    { name: 'd', class_name: 'Dense', config: { activation: 'linear', use_bias: false }, from: ['f'] },
  ], {
    'c/kernel': { shape: [1, 1, 3, 2], values: [1, 0, 0, 1, 0, 0] },
    'c/bias': { shape: [2], values: [0, 10] },
    'n/gamma': { shape: [2], values: [1, 3] },
    'n/beta': { shape: [2], values: [100, 0] },
    'n/moving_mean': { shape: [2], values: [0, 1] },
    'n/moving_variance': { shape: [2], values: [1, 4] },
    'd/kernel': { shape: [8, 2], values: [0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
  });
  // second pixel: red 8 → 5, + 100; green 4 → 3, (3 + 10 - 1) * 3 / 2
  expect(await run(model, [0, 0, 0, 8, 4, 0, 0, 0, 0, 0, 0, 0])).toEqual([105, 18]);
});

test('averages at the edge count only what is there; branches join by channel', async () => {
  const pool = { pool_size: [2, 2], strides: [1, 1], padding: 'same', data_format: 'channels_last' };
  const model = files([
    input,
    { name: 'a', class_name: 'AveragePooling2D', config: pool, from: ['x'] },
    { name: 'm', class_name: 'MaxPooling2D', config: pool, from: ['x'] },
    { name: 'j', class_name: 'Concatenate', config: { axis: 3 }, from: ['a', 'm'] },
    { name: 'f', class_name: 'Flatten', config: { data_format: 'channels_last' }, from: ['j'] },
  ], {});
  const reds = (await run(model, [2, 0, 0, 4, 0, 0, 6, 0, 0, 8, 0, 0])).filter((_, i) => i % 3 === 0);
  // 2 3 / 4 5 after scaling: averages, then maxima, of each pixel
  expect(reds).toEqual([3.5, 5, 4, 5, 4.5, 5, 5, 5]);
});

test('layers and settings without a translation are refused', () => {
  const refused: unknown = expect.objectContaining({ code: 'MODEL_UNSUPPORTED' });
  const pixels = { scale: 1, offset: 0 };
  expect(() => convertLayersModel({ ...files([input, { name: 'l', class_name: 'LSTM', config: {}, from: ['x'] }], {}), pixels })).toThrow(refused);
  expect(() => convertLayersModel({ ...files([input, { name: 'c', class_name: 'Conv2D', config: { ...CONV, dilation_rate: [2, 2] }, from: ['x'] }], {}), pixels })).toThrow(refused);
  expect(() => convertLayersModel({ ...files([input, { name: 'c', class_name: 'Conv2D', config: CONV, from: ['x'] }], {}), pixels })).toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
});
