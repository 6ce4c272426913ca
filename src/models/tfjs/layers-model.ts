/**
 * TensorFlow.js layers models (Keras: `model.json` with a list of layers, and weights) to ONNX, for the layers that
 * image classifiers are made of. Images are NCHW inside; batch normalisation after a convolution is folded into it.
 */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { PixelInput } from '../model-entry.ts';
import { affineOf, conv, type Affine, type FloatWeight } from './face-api/layers.ts';
import { createOnnxGraph, type OnnxGraph, type Value } from './onnx-graph.ts';
import { toNchw, toNhwc } from './ops/convolution.ts';
import { pixelsToFloats } from './pixel-input.ts';
import { readWeights, type Weight, WeightsManifest } from './weights.ts';

const Pair = z.tuple([z.int(), z.int()]);
const Padding = z.enum(['same', 'valid']);
const ChannelsLast = z.literal('channels_last');
const Activation = z.enum(['linear', 'relu', 'softmax']);
type Activation = z.infer<typeof Activation>;

/** `[[['layer', node, output, {}], …]]`: one call, from first outputs. */
const Inbound = z.array(z.array(z.tuple([z.string(), z.literal(0), z.literal(0), z.unknown()]))).max(1).transform((calls) => (calls[0] ?? []).map(([name]) => name));

const layer = <N extends string, C extends z.ZodType>(className: N, config: C) =>
  z.object({ name: z.string(), class_name: z.literal(className), config, inbound_nodes: Inbound });

const Pooling = z.object({ pool_size: Pair, strides: Pair, padding: Padding, data_format: ChannelsLast });
const Layer = z.discriminatedUnion('class_name', [
  layer('InputLayer', z.object({ batch_input_shape: z.tuple([z.null(), z.int(), z.int(), z.literal(3)]) })),
  layer('Conv2D', z.object({ strides: Pair.refine(([y, x]) => y === x), padding: Padding, data_format: ChannelsLast, dilation_rate: z.tuple([z.literal(1), z.literal(1)]), activation: z.enum(['linear', 'relu']), use_bias: z.boolean() })),
  layer('BatchNormalization', z.object({ axis: z.literal(3), epsilon: z.number(), center: z.boolean(), scale: z.boolean() })),
  layer('Activation', z.object({ activation: Activation })),
  layer('MaxPooling2D', Pooling),
  layer('AveragePooling2D', Pooling),
  layer('Concatenate', z.object({ axis: z.literal(3) })),
  layer('Flatten', z.object({ data_format: ChannelsLast })),
  layer('Dense', z.object({ activation: Activation, use_bias: z.boolean() })),
  layer('Dropout', z.object({})),
]);
type Layer = z.infer<typeof Layer>;
type LayerOf<N extends Layer['class_name']> = Extract<Layer, { class_name: N }>;

const LayersModel = z.object({
  modelTopology: z.object({ model_config: z.object({ config: z.object({
    layers: z.array(Layer),
    output_layers: z.tuple([z.tuple([z.string(), z.literal(0), z.literal(0)])]),
  }) }) }),
  weightsManifest: WeightsManifest,
});

export interface LayersConversion {
  model: Uint8Array;
  weights: Uint8Array;
  /** How the uint8 RGB that the ONNX network takes becomes what the layers were trained on. */
  pixels: PixelInput;
}

interface Net {
  graph: OnnxGraph;
  layers: ReadonlyMap<string, Layer>;
  weights: ReadonlyMap<string, Weight>;
  pixels: PixelInput;
  done: Map<string, Value>;
}

function weightOf({ weights }: Net, name: string): FloatWeight {
  const weight = weights.get(name);
  if (weight?.type !== 'float32') throw new AppError('MODEL_CORRUPT', `The layers model has no floats '${name}'.`);
  return weight;
}

function activate(graph: OnnxGraph, value: Value, activation: Activation): Value {
  switch (activation) {
    case 'linear': return value;
    case 'relu': return graph.node('Relu', [value]);
    case 'softmax': return graph.node('Softmax', [value], { axis: { int: -1 } });
  }
}

const padding = (word: z.infer<typeof Padding>): 'SAME_UPPER' | 'VALID' => (word === 'same' ? 'SAME_UPPER' : 'VALID');

function inputOf({ name, inbound_nodes: inputs }: Layer): string {
  const [first, ...more] = inputs;
  if (first === undefined || more.length > 0) throw new AppError('MODEL_UNSUPPORTED', `The layer '${name}' must have one input.`);
  return first;
}

function convolve(net: Net, conv2d: LayerOf<'Conv2D'>, affine?: Affine): Value {
  const { config, name } = conv2d;
  return conv(net.graph, valueOf(net, inputOf(conv2d)), weightOf(net, `${name}/kernel`), config.use_bias ? weightOf(net, `${name}/bias`).data : undefined, {
    stride: config.strides[0],
    padding: padding(config.padding),
    ...(config.activation === 'relu' ? { activation: 'relu' as const } : {}),
    ...(affine === undefined ? {} : { affine }),
  });
}

function normalise(net: Net, batchNorm: LayerOf<'BatchNormalization'>): Value {
  const { config: { epsilon, center, scale }, name } = batchNorm;
  const from = net.layers.get(inputOf(batchNorm));
  if (from?.class_name !== 'Conv2D' || from.config.activation !== 'linear') throw new AppError('MODEL_UNSUPPORTED', `'${name}' does not follow a plain convolution.`);
  return convolve(net, from, affineOf({
    ...(scale ? { gamma: weightOf(net, `${name}/gamma`).data } : {}),
    ...(center ? { beta: weightOf(net, `${name}/beta`).data } : {}),
    mean: weightOf(net, `${name}/moving_mean`).data,
    variance: weightOf(net, `${name}/moving_variance`).data,
  }, epsilon));
}

/** Padding does not count in averages, neither in TensorFlow nor in ONNX by default. */
function pool(net: Net, pooling: LayerOf<'MaxPooling2D' | 'AveragePooling2D'>): Value {
  const { config } = pooling;
  return net.graph.node(pooling.class_name === 'MaxPooling2D' ? 'MaxPool' : 'AveragePool', [valueOf(net, inputOf(pooling))], {
    kernel_shape: { ints: config.pool_size }, strides: { ints: config.strides }, auto_pad: { word: padding(config.padding) },
  });
}

function dense(net: Net, fullyConnected: LayerOf<'Dense'>): Value {
  const { name, config } = fullyConnected;
  const kernel = weightOf(net, `${name}/kernel`);
  const inputs = [valueOf(net, inputOf(fullyConnected)), net.graph.floats(kernel.data, kernel.shape)];
  if (config.use_bias) {
    const bias = weightOf(net, `${name}/bias`);
    inputs.push(net.graph.floats(bias.data, bias.shape));
  }
  return activate(net.graph, net.graph.node('Gemm', inputs), config.activation);
}

function translate(net: Net, each: Layer): Value {
  const { graph } = net;
  switch (each.class_name) {
    case 'InputLayer': {
      const [, height, width] = each.config.batch_input_shape;
      return toNchw(graph, pixelsToFloats(graph, graph.input('input', 'uint8', ['n', height, width, 3]), net.pixels, 'float32'));
    }
    case 'Conv2D': return convolve(net, each);
    case 'BatchNormalization': return normalise(net, each);
    case 'Activation': return activate(graph, valueOf(net, inputOf(each)), each.config.activation);
    case 'MaxPooling2D': case 'AveragePooling2D': return pool(net, each);
    case 'Concatenate': return graph.node('Concat', each.inbound_nodes.map((name) => valueOf(net, name)), { axis: { int: 1 } });
    // The layer after it knows its features in the order of NHWC.
    case 'Flatten': return graph.node('Flatten', [toNhwc(graph, valueOf(net, inputOf(each)))]);
    case 'Dense': return dense(net, each);
    // Only training drops anything.
    case 'Dropout': return valueOf(net, inputOf(each));
  }
}

function valueOf(net: Net, name: string): Value {
  const known = net.done.get(name);
  if (known !== undefined) return known;
  const found = net.layers.get(name);
  if (found === undefined) throw new AppError('MODEL_CORRUPT', `The layers model has no layer '${name}'.`);
  const value = translate(net, found);
  net.done.set(name, value);
  return value;
}

/**
 * Output: `probabilities`, what the last layer gives.
 * @throws AppError MODEL_CORRUPT (weights missing), MODEL_UNSUPPORTED (a layer or setting that has no translation)
 */
export function convertLayersModel({ model, weights, pixels }: LayersConversion): Uint8Array<ArrayBuffer> {
  const parsed = LayersModel.safeParse(JSON.parse(new TextDecoder().decode(model)));
  if (!parsed.success) throw new AppError('MODEL_UNSUPPORTED', 'The file is no layers model that can be converted.', {}, parsed.error);
  const { modelTopology: { model_config: { config } }, weightsManifest } = parsed.data;
  const net: Net = {
    graph: createOnnxGraph('aima'),
    layers: new Map(config.layers.map((each) => [each.name, each])),
    weights: readWeights(weightsManifest, weights),
    pixels,
    done: new Map(),
  };
  net.graph.output('probabilities', valueOf(net, config.output_layers[0][0]));
  return net.graph.encode();
}
