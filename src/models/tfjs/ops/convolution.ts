/** Convolutions and dense layers. TensorFlow.js keeps images as NHWC, ONNX convolves NCHW: each layer is wrapped in two transpositions, which ONNX Runtime's optimizer cancels between layers. */
import { type NodeContext, type Translators, unsupported } from '../graph-node.ts';
import type { Attributes, OnnxGraph, Value } from '../onnx-graph.ts';
import { DEPTHWISE_OIHW, OIHW, permute, TO_NCHW, TO_NHWC } from '../tensor-layout.ts';
import type { Weight } from '../weights.ts';
import { RELU6_LIMITS } from './arithmetic.ts';

export const toNchw = (graph: OnnxGraph, value: Value): Value => graph.node('Transpose', [value], { perm: { ints: TO_NCHW } });
export const toNhwc = (graph: OnnxGraph, value: Value): Value => graph.node('Transpose', [value], { perm: { ints: TO_NHWC } });

/** Height and width of an attribute that lists batch, height, width, channels. */
const plane = (values: readonly number[]): number[] => (values.length === 4 ? values.slice(1, 3) : [1, 1]);

/** SAME puts the odd pixel of padding at the end, which ONNX calls SAME_UPPER. */
export function paddingOf({ node, attributes }: NodeContext): Attributes {
  const padding = attributes.word('padding');
  if (padding === 'SAME') return { auto_pad: { word: 'SAME_UPPER' } };
  if (padding === 'VALID') return { auto_pad: { word: 'VALID' } };
  throw unsupported(node, `padding '${padding}'`);
}

function floatWeight(context: NodeContext, i: number): Extract<Weight, { type: 'float32' }> {
  const weight = context.constant(i);
  if (weight.type !== 'float32') throw unsupported(context.node, 'weights are not floats');
  return weight;
}

/** The steps that TensorFlow fused into a node after its product: `BiasAdd` first, then an activation. */
function activate({ node, graph }: NodeContext, value: Value, activation: string | undefined, slope: () => Value): Value {
  switch (activation) {
    case undefined: return value;
    case 'Relu': return graph.node('Relu', [value]);
    case 'Relu6': return graph.node('Clip', [value, ...RELU6_LIMITS.map((limit) => graph.floats([limit], []))]);
    case 'Sigmoid': return graph.node('Sigmoid', [value]);
    case 'Prelu': return graph.node('PRelu', [value, slope()]);
    default: throw unsupported(node, `fused '${activation}'`);
  }
}

function fusedSteps({ node, attributes }: NodeContext): { bias: boolean; activation: string | undefined } {
  const [first, ...rest] = attributes.words('fused_ops');
  if (rest.length > 1 || (first !== undefined && first !== 'BiasAdd')) throw unsupported(node, `fused '${[first, ...rest].join(' ')}'`);
  return { bias: first !== undefined, activation: rest[0] };
}

function convolve(context: NodeContext, depthwise: boolean): Value {
  const { graph, attributes } = context;
  const kernel = floatWeight(context, 1);
  const [height = 1, width = 1, channelsIn = 1, last = 1] = kernel.shape;
  const weights = depthwise
    ? graph.floats(permute(kernel.data, kernel.shape, DEPTHWISE_OIHW), [channelsIn * last, 1, height, width])
    : graph.floats(permute(kernel.data, kernel.shape, OIHW), [last, channelsIn, height, width]);
  const { bias, activation } = fusedSteps(context);
  const convolved = graph.node('Conv', [toNchw(graph, context.input(0)), weights, bias ? context.input(2) : null].filter((value) => value !== null), {
    kernel_shape: { ints: [height, width] },
    strides: { ints: plane(attributes.ints('strides')) },
    dilations: { ints: plane(attributes.ints('dilations')) },
    group: { int: depthwise ? channelsIn : 1 },
    ...paddingOf(context),
  });
  const slope = (): Value => {
    const { data } = floatWeight(context, 3);
    return graph.floats(data, [data.length, 1, 1]);
  };
  return toNhwc(graph, activate(context, convolved, activation, slope));
}

/** Transposed convolution with SAME padding: the result is `stride` times as large as the input. */
function convolveTransposed(context: NodeContext): Value {
  const { graph, attributes, node } = context;
  if (attributes.word('padding') !== 'SAME') throw unsupported(node, 'only SAME padding');
  const kernel = floatWeight(context, 1);
  const [height = 1, width = 1, channelsOut = 1, channelsIn = 1] = kernel.shape;
  const strides = plane(attributes.ints('strides'));
  const totals = [height - (strides[0] ?? 1), width - (strides[1] ?? 1)];
  if (totals.some((total) => total < 0)) throw unsupported(node, 'the stride is larger than the kernel');
  const begin = totals.map((total) => Math.floor(total / 2));
  const end = totals.map((total, i) => total - (begin[i] ?? 0));
  const weights = graph.floats(permute(kernel.data, kernel.shape, [3, 2, 0, 1]), [channelsIn, channelsOut, height, width]);
  return toNhwc(graph, graph.node('ConvTranspose', [toNchw(graph, context.input(2)), weights], {
    kernel_shape: { ints: [height, width] },
    strides: { ints: strides },
    pads: { ints: [...begin, ...end] },
  }));
}

function multiplyMatrices(context: NodeContext): Value {
  const { graph, attributes } = context;
  const { bias, activation } = fusedSteps(context);
  const product = graph.node('Gemm', bias ? [context.input(0), context.input(1), context.input(2)] : [context.input(0), context.input(1)], {
    transA: { int: attributes.bool('transpose_a') ? 1 : 0 },
    transB: { int: attributes.bool('transpose_b') ? 1 : 0 },
  });
  return activate(context, product, activation, () => context.input(3));
}

export const convolutionOps: Translators = {
  Conv2D: (context) => convolve(context, false),
  _FusedConv2D: (context) => convolve(context, false),
  DepthwiseConv2dNative: (context) => convolve(context, true),
  FusedDepthwiseConv2dNative: (context) => convolve(context, true),
  Conv2DBackpropInput: convolveTransposed,
  MatMul: multiplyMatrices,
  _FusedMatMul: multiplyMatrices,
};
