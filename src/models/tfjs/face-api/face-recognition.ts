/**
 * face-api's face descriptor: a ResNet with 29 layers after dlib's (King, 'High Quality Face Recognition with
 * Deep Metric Learning', 2017). 150x150 pixels of one face → 128 numbers; the Euclidean distance between two
 * descriptors tells whether they show one person (below about 0.6).
 */
import type { OnnxGraph, Value } from '../onnx-graph.ts';
import { conv, type ConvSettings, faceApiWeights, type FloatWeights, pixelPlanes } from './layers.ts';

const SIDE = 150;
/** Mean red, green, blue of the training. */
const MEAN = [122.782, 117.001, 104.298] as const;

/** An image in the middle of the network; its side is known, because residuals are padded by it. */
interface Plane {
  value: Value;
  channels: number;
  side: number;
}

interface Net {
  graph: OnnxGraph;
  weights: FloatWeights;
}

function layer({ graph, weights }: Net, { value, side }: Plane, name: string, settings: ConvSettings): Plane {
  const kernel = weights(`${name}/conv/filters`);
  const [kernelSide = 1, , , channels = 1] = kernel.shape;
  const affine = { scale: weights(`${name}/scale/weights`).data, shift: weights(`${name}/scale/biases`).data };
  const { stride = 1, padding } = settings;
  return {
    value: conv(graph, value, kernel, weights(`${name}/conv/bias`).data, { ...settings, affine }),
    channels,
    side: padding === 'VALID' ? Math.floor((side - kernelSide) / stride) + 1 : side,
  };
}

/** Appends zeros: channels, rows at the bottom, columns at the right. */
function grow({ graph }: Net, plane: Plane, channels: number, side: number): Plane {
  if (plane.channels === channels && plane.side === side) return plane;
  const [more, longer] = [channels - plane.channels, side - plane.side];
  return { value: graph.node('Pad', [plane.value, graph.int64s([0, 0, 0, 0, 0, more, longer, longer])]), channels, side };
}

const addRelu = ({ graph }: Net, a: Plane, b: Plane): Plane => ({ ...a, value: graph.node('Relu', [graph.node('Add', [a.value, b.value])]) });

function residual(net: Net, input: Plane, name: string): Plane {
  const inner = layer(net, input, `${name}/conv1`, { activation: 'relu' });
  return addRelu(net, layer(net, inner, `${name}/conv2`, {}), input);
}

/** Halves the resolution; the shortcut is an average, and whichever side is smaller gets zeros. */
function residualDown(net: Net, input: Plane, name: string): Plane {
  const inner = layer(net, input, `${name}/conv1`, { stride: 2, padding: 'VALID', activation: 'relu' });
  const main = layer(net, inner, `${name}/conv2`, {});
  const pooled = { ...input, side: Math.floor(input.side / 2), value: net.graph.node('AveragePool', [input.value], { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } }) };
  const side = Math.max(main.side, pooled.side);
  return addRelu(net, grow(net, pooled, main.channels, side), grow(net, main, main.channels, side));
}

const BODY: readonly { name: string; down?: true }[] = [
  { name: 'conv32_1' }, { name: 'conv32_2' }, { name: 'conv32_3' },
  { name: 'conv64_down', down: true }, { name: 'conv64_1' }, { name: 'conv64_2' }, { name: 'conv64_3' },
  { name: 'conv128_down', down: true }, { name: 'conv128_1' }, { name: 'conv128_2' },
  { name: 'conv256_down', down: true }, { name: 'conv256_1' }, { name: 'conv256_2' },
  { name: 'conv256_down_out', down: true },
];

/** Output: `descriptor` [n, 128]. */
export function convertFaceRecognition(manifest: Uint8Array, weightBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { graph, planes } = pixelPlanes(SIDE, MEAN, 255);
  const net: Net = { graph, weights: faceApiWeights(manifest, weightBytes) };
  const first = layer(net, { value: planes, channels: 3, side: SIDE }, 'conv32_down', { stride: 2, padding: 'VALID', activation: 'relu' });
  const pooled: Plane = {
    ...first,
    side: Math.floor((first.side - 3) / 2) + 1,
    value: graph.node('MaxPool', [first.value], { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] } }),
  };
  const body = BODY.reduce((plane, { name, down }) => (down === true ? residualDown : residual)(net, plane, name), pooled);
  const average = graph.node('ReduceMean', [body.value, graph.int64s([2, 3])], { keepdims: { int: 0 } });
  const { data, shape } = net.weights('fc');
  graph.output('descriptor', graph.node('MatMul', [average, graph.floats(data, shape)]));
  return graph.encode();
}
