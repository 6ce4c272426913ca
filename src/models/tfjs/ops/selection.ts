/** Finding and gathering elements. TensorFlow's indices are 32-bit, ONNX's 64-bit: they change back and forth here. */
import { constantInt, type NodeContext, type Translators, unsupported } from '../graph-node.ts';
import type { Value } from '../onnx-graph.ts';
import { castTo } from './arithmetic.ts';

function argMax(context: NodeContext): Value {
  const { graph, input } = context;
  return castTo(graph, graph.node('ArgMax', [input(0)], { axis: { int: constantInt(context, 1) }, keepdims: { int: 0 } }, 'int64'), 'int32');
}

function topK(context: NodeContext): Value[] {
  const { graph, input } = context;
  const [values, indices] = graph.nodeOf('TopK', [input(0), graph.int64s([constantInt(context, 1)])], [input(0).type, 'int64'], { axis: { int: -1 } });
  return values === undefined || indices === undefined ? [] : [values, castTo(graph, indices, 'int32')];
}

function gather(context: NodeContext): Value {
  const { graph, input, attributes, node } = context;
  if (attributes.int('batch_dims') !== 0) throw unsupported(node, 'batch dimensions');
  return graph.node('Gather', [input(0), input(1)], { axis: { int: constantInt(context, 2) } });
}

export const selectionOps: Translators = {
  ArgMax: argMax,
  TopKV2: topK,
  GatherV2: gather,
  GatherNd: ({ graph, input }) => graph.node('GatherND', [input(0), castTo(graph, input(1), 'int64')]),
};
