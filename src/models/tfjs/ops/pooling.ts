/** Pooling and resizing of images. */
import { constantInts, type NodeContext, type Translators } from '../graph-node.ts';
import type { Attributes, Value } from '../onnx-graph.ts';
import { paddingOf, toNchw, toNhwc } from './convolution.ts';

function pool(context: NodeContext, op: 'MaxPool' | 'AveragePool', more: Attributes = {}): Value {
  const { graph, attributes } = context;
  return toNhwc(graph, graph.node(op, [toNchw(graph, context.input(0))], {
    kernel_shape: { ints: attributes.ints('ksize').slice(1, 3) },
    strides: { ints: attributes.ints('strides').slice(1, 3) },
    ...paddingOf(context),
    ...more,
  }));
}

function resizeBilinear(context: NodeContext): Value {
  const { graph, attributes } = context;
  const grid = attributes.bool('align_corners') ? 'align_corners' : attributes.bool('half_pixel_centers') ? 'half_pixel' : 'asymmetric';
  const size = graph.int64s(constantInts(context, 1));
  return toNhwc(graph, graph.node('Resize', [toNchw(graph, context.input(0)), null, null, size], {
    mode: { word: 'linear' },
    axes: { ints: [2, 3] },
    coordinate_transformation_mode: { word: grid },
  }));
}

export const poolingOps: Translators = {
  MaxPool: (context) => pool(context, 'MaxPool'),
  // Padding does not count in TensorFlow's averages, nor in ONNX's by default.
  AvgPool: (context) => pool(context, 'AveragePool'),
  ResizeBilinear: resizeBilinear,
};
