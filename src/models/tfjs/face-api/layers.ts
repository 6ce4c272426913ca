/** Layers that face-api's networks are made of. Its code defines them over NHWC; here they are NCHW throughout. */
import { AppError } from '../../../kernel/app-error.ts';
import { createOnnxGraph, type OnnxGraph, type Value } from '../onnx-graph.ts';
import { castTo, RELU6_LIMITS } from '../ops/arithmetic.ts';
import { toNchw } from '../ops/convolution.ts';
import { DEPTHWISE_OIHW, OIHW, permute } from '../tensor-layout.ts';
import { readWeights, WeightsManifest } from '../weights.ts';

export interface FloatWeight {
  shape: readonly number[];
  data: Float32Array;
}

export type FloatWeights = (name: string) => FloatWeight;

/** The weights of a face-api network by name. @throws AppError MODEL_CORRUPT */
export function faceApiWeights(manifest: Uint8Array, weights: Uint8Array): FloatWeights {
  const parsed = WeightsManifest.safeParse(JSON.parse(new TextDecoder().decode(manifest)));
  if (!parsed.success) throw new AppError('MODEL_CORRUPT', 'The file is no weight manifest of face-api.', {}, parsed.error);
  const all = readWeights(parsed.data, weights);
  return (name) => {
    const weight = all.get(name);
    if (weight?.type !== 'float32') throw new AppError('MODEL_CORRUPT', `The weight manifest has no floats '${name}'.`);
    return weight;
  };
}

/** Per channel of a layer's result: `y * scale + shift`. */
export interface Affine {
  scale: Float32Array;
  shift: Float32Array;
}

/** What batch normalisation learned, per channel; without gamma or beta the layer was trained without them. */
interface BatchStatistics {
  gamma?: Float32Array;
  beta?: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/** Batch normalisation as scale and shift. */
export function affineOf({ gamma, beta, mean, variance }: BatchStatistics, epsilon: number): Affine {
  const scale = variance.map((value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon));
  return { scale, shift: mean.map((value, i) => (beta?.[i] ?? 0) - value * (scale[i] ?? 0)) };
}

export const batchNorm = (weights: FloatWeights, prefix: string, epsilon: number): Affine => affineOf({
  gamma: weights(`${prefix}/gamma`).data,
  beta: weights(`${prefix}/beta`).data,
  mean: weights(`${prefix}/moving_mean`).data,
  variance: weights(`${prefix}/moving_variance`).data,
}, epsilon);

export interface ConvSettings {
  stride?: number;
  padding?: 'SAME_UPPER' | 'VALID';
  depthwise?: boolean;
  activation?: 'relu' | 'relu6';
  /** Folded into kernel and bias; comes after the bias. */
  affine?: Affine;
}

/** Convolution with bias, folded scale and shift, activation. Kernel as TensorFlow keeps it. */
export function conv(graph: OnnxGraph, input: Value, kernel: FloatWeight, bias: Float32Array | undefined, { stride = 1, padding = 'SAME_UPPER', depthwise = false, activation, affine }: ConvSettings): Value {
  const [height = 1, width = 1, channelsIn = 1, last = 1] = kernel.shape;
  const channels = depthwise ? channelsIn : last;
  const permuted = permute(kernel.data, kernel.shape, depthwise ? DEPTHWISE_OIHW : OIHW);
  const perChannel = permuted.length / channels;
  const folded = affine === undefined ? permuted : permuted.map((value, i) => value * (affine.scale[Math.floor(i / perChannel)] ?? 1));
  const shift = Float32Array.from({ length: channels }, (_, c) => (bias?.[c] ?? 0) * (affine?.scale[c] ?? 1) + (affine?.shift[c] ?? 0));
  const result = graph.node('Conv', [input, graph.floats(folded, [channels, depthwise ? 1 : channelsIn, height, width]), graph.floats(shift, [channels])], {
    kernel_shape: { ints: [height, width] },
    strides: { ints: [stride, stride] },
    group: { int: depthwise ? channels : 1 },
    auto_pad: { word: padding },
  });
  if (activation === 'relu') return graph.node('Relu', [result]);
  if (activation === 'relu6') return graph.node('Clip', [result, ...RELU6_LIMITS.map((limit) => graph.floats([limit], []))]);
  return result;
}

/** Starts a graph that takes uint8 RGB [n, side, side, 3] and gives floats [n, 3, side, side], `(x - mean) / divisor` per channel. */
export function pixelPlanes(side: number, mean: readonly [number, number, number], divisor: number): { graph: OnnxGraph; planes: Value } {
  const graph = createOnnxGraph('aima');
  const pixels = toNchw(graph, castTo(graph, graph.input('input', 'uint8', ['n', side, side, 3]), 'float32'));
  const centred = graph.node('Sub', [pixels, graph.floats(mean, [1, 3, 1, 1])]);
  return { graph, planes: graph.node('Div', [centred, graph.floats([divisor], [])]) };
}
