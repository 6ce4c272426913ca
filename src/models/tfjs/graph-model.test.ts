import '../no-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { convertGraphModel } from './graph-model.ts';

interface TestNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const ints = (...i: number[]): unknown => ({ list: { i: i.map(String) } });

/** A graph model whose weights are plain int32 or float32. */
function model(nodes: readonly TestNode[], weights: Record<string, { shape: number[]; values: Int32Array | Float32Array }> = {}): { graph: Uint8Array; weights: Uint8Array } {
  const specs = Object.entries(weights).map(([name, { shape, values }]) => ({ name, shape, dtype: values instanceof Int32Array ? 'int32' : 'float32' }));
  const json = { modelTopology: { node: [...Object.keys(weights).map((name) => ({ name, op: 'Const' })), ...nodes] }, weightsManifest: [{ paths: ['w'], weights: specs }] };
  return {
    graph: new TextEncoder().encode(JSON.stringify(json)),
    weights: new Uint8Array(Buffer.concat(Object.values(weights).map(({ values }) => Buffer.from(values.buffer)))),
  };
}

const input = (...sizes: number[]): TestNode => ({
  name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: sizes.map((size) => ({ size: String(size) })) } } },
});

async function run(files: { graph: Uint8Array; weights: Uint8Array }, output: string, dims: number[], batch: 'dynamic' | 1 = 'dynamic'): Promise<{ dims: readonly number[]; values: number[] }> {
  const { graph, value } = convertGraphModel({ ...files, batch });
  graph.output('y', value(output));
  const session = await InferenceSession.create(graph.encode());
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => i + 1);
  const { y } = await session.run({ input: new Tensor('float32', data, dims) });
  await session.release();
  return { dims: y?.dims ?? [], values: Array.from(y?.data as Float32Array) };
}

test('a strided slice obeys its masks', async () => {
  const slice = (masks: Record<string, string>): TestNode => ({
    name: 'y', op: 'StridedSlice', input: ['x', 'begin', 'end', 'strides'],
    attr: Object.fromEntries(Object.entries(masks).map(([name, i]) => [name, { i }])),
  });
  const weights = {
    begin: { shape: [2], values: Int32Array.of(1, 1) },
    end: { shape: [2], values: Int32Array.of(2, 3) },
    strides: { shape: [2], values: Int32Array.of(1, 2) },
  };
  expect(await run(model([input(-1, 4), slice({})], weights), 'y', [3, 4])).toEqual({ dims: [1, 1], values: [6] });
  expect(await run(model([input(-1, 4), slice({ begin_mask: '1', end_mask: '2' })], weights), 'y', [3, 4])).toEqual({ dims: [2, 2], values: [2, 4, 6, 8] });
  expect(await run(model([input(-1, 4), slice({ shrink_axis_mask: '2' })], weights), 'y', [3, 4])).toEqual({ dims: [1], values: [6] });
});

test('a shape with one image in it follows the batch, where the network may take several', async () => {
  const files = model([input(1, 2, 3), { name: 'y', op: 'Reshape', input: ['x', 'shape'] }], { shape: { shape: [2], values: Int32Array.of(1, -1) } });
  expect((await run(files, 'y', [2, 2, 3])).dims).toEqual([2, 6]);
  expect((await run(files, 'y', [1, 2, 3], 1)).dims).toEqual([1, 6]);
});

test('a convolution with bias and ReLU, stride two, odd padding at the end', async () => {
  const files = model([
    input(-1, 2, 3, 1),
    {
      name: 'y', op: '_FusedConv2D', input: ['x', 'kernel', 'bias'],
      attr: { strides: ints(1, 2, 2, 1), dilations: ints(1, 1, 1, 1), padding: { s: base64('SAME') }, fused_ops: { list: { s: ['BiasAdd', 'Relu'].map(base64) } } },
    },
  ], { kernel: { shape: [2, 2, 1, 1], values: Float32Array.of(1, 1, 1, 1) }, bias: { shape: [1], values: Float32Array.of(-10) } });
  // 1 2 3 / 4 5 6: windows 1 2 4 5 and 3 . 6 . , the missing column counts as zeros.
  expect(await run(files, 'y', [1, 2, 3, 1])).toEqual({ dims: [1, 1, 2, 1], values: [2, 0] });
});

test('unpack gives each of its outputs by port, and pack joins them again', async () => {
  const files = model([
    input(2, 3),
    { name: 'parts', op: 'Unpack', input: ['x'], attr: { axis: { i: '0' }, num: { i: '2' } } },
    { name: 'y', op: 'Pack', input: ['parts:1', 'parts'], attr: { axis: { i: '1' } } },
  ]);
  expect(await run(files, 'y', [2, 3])).toEqual({ dims: [3, 2], values: [4, 1, 5, 2, 6, 3] });
});

test('an operation without a translation is named', () => {
  const { value } = convertGraphModel({ ...model([input(1), { name: 'y', op: 'Acosh', input: ['x'] }]), batch: 1 });
  expect(() => value('y')).toThrow(expect.objectContaining({ code: 'MODEL_UNSUPPORTED', details: { operation: 'Acosh' } }));
});

test('a file that is no graph model is refused', () => {
  expect(() => convertGraphModel({ graph: new TextEncoder().encode('{"nodes":[]}'), weights: new Uint8Array(), batch: 1 }))
    .toThrow(expect.objectContaining({ code: 'MODEL_CORRUPT' }));
});
