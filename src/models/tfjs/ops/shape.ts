/** Operations that rearrange elements without computing. */
import { constantInt, constantInts, type NodeContext, type Translators, unsupported } from '../graph-node.ts';
import type { Value } from '../onnx-graph.ts';

const END = Number.MAX_SAFE_INTEGER;

/** Sizes with a baked-in batch of one image follow the batch where the model may take several. */
function reshape(context: NodeContext): Value {
  const sizes = constantInts(context, 1);
  const follows = context.dynamicBatch && sizes.length > 1 && sizes[0] === 1;
  // 0 is ONNX's word for 'as in the input'.
  return context.graph.node('Reshape', [context.input(0), context.graph.int64s(follows ? [0, ...sizes.slice(1)] : sizes)]);
}

function concatenate(context: NodeContext): Value {
  const parts = Array.from({ length: context.inputs - 1 }, (_, i) => context.input(i));
  return context.graph.node('Concat', parts, { axis: { int: constantInt(context, context.inputs - 1) } });
}

function pack({ graph, input, inputs, attributes }: NodeContext): Value {
  const axis = attributes.int('axis');
  const parts = Array.from({ length: inputs }, (_, i) => graph.node('Unsqueeze', [input(i), graph.int64s([axis])]));
  return graph.node('Concat', parts, { axis: { int: axis } });
}

function unpack({ graph, input, attributes }: NodeContext): Value[] {
  const axis = attributes.int('axis');
  const count = attributes.int('num', 1);
  const { type } = input(0);
  const parts = count === 1 ? [input(0)] : graph.nodeOf('Split', [input(0)], Array.from({ length: count }, () => type), { axis: { int: axis }, num_outputs: { int: count } });
  return parts.map((part) => graph.node('Squeeze', [part, graph.int64s([axis])]));
}

function squeeze({ graph, input, attributes, node }: NodeContext): Value {
  const axes = attributes.ints('squeeze_dims');
  if (axes.length === 0) throw unsupported(node, 'no axes');
  return graph.node('Squeeze', [input(0), graph.int64s(axes)]);
}

/** Amounts come as one pair per axis; ONNX wants all beginnings, then all ends. */
function pad(context: NodeContext): Value {
  const pairs = constantInts(context, 1);
  const amounts = [...pairs.filter((_, i) => i % 2 === 0), ...pairs.filter((_, i) => i % 2 === 1)];
  return context.graph.node('Pad', [context.input(0), context.graph.int64s(amounts)]);
}

/** `x[begin:end:stride]` per axis; the masks are bit sets of axes. */
function stridedSlice(context: NodeContext): Value {
  const { graph, attributes, node } = context;
  if (attributes.int('ellipsis_mask') !== 0 || attributes.int('new_axis_mask') !== 0) throw unsupported(node, 'ellipsis or new axis');
  const [begin, end, strides] = [constantInts(context, 1), constantInts(context, 2), constantInts(context, 3)];
  if (strides.some((stride) => stride < 1)) throw unsupported(node, 'it runs backwards');
  const axes = begin.map((_, axis) => axis);
  const bit = (mask: string, axis: number): boolean => ((attributes.int(mask) >> axis) & 1) === 1;
  const shrink = axes.filter((axis) => bit('shrink_axis_mask', axis));
  const starts = begin.map((at, axis) => (bit('begin_mask', axis) && !shrink.includes(axis) ? 0 : at));
  const ends = axes.map((axis) => {
    if (shrink.includes(axis)) return starts[axis] === -1 ? END : (starts[axis] ?? 0) + 1;
    return bit('end_mask', axis) ? END : end[axis] ?? END;
  });
  const sliced = graph.node('Slice', [context.input(0), graph.int64s(starts), graph.int64s(ends), graph.int64s(axes), graph.int64s(strides)]);
  return shrink.length === 0 ? sliced : graph.node('Squeeze', [sliced, graph.int64s(shrink)]);
}

export const shapeOps: Translators = {
  Identity: ({ input }) => input(0),
  Reshape: reshape,
  ConcatV2: concatenate,
  Pack: pack,
  Unpack: unpack,
  Squeeze: squeeze,
  ExpandDims: (context) => context.graph.node('Unsqueeze', [context.input(0), context.graph.int64s([constantInt(context, 1)])]),
  Pad: pad,
  StridedSlice: stridedSlice,
};
