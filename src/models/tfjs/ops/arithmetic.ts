/** Arithmetic element by element, reductions, and changes of type. */
import { constantInts, type NodeContext, type Translator, type Translators, unsupported } from '../graph-node.ts';
import { type ElementType, elementCode, type Value } from '../onnx-graph.ts';

export const RELU6_LIMITS: readonly number[] = [0, 6];

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = { DT_FLOAT: 'float32', DT_INT32: 'int32', DT_BOOL: 'bool', DT_UINT8: 'uint8' };

const unary = (op: string): Translator => ({ graph, input }) => graph.node(op, [input(0)]);
const binary = (op: string, type?: ElementType): Translator => ({ graph, input }) =>
  graph.node(op, [input(0), input(1)], {}, type ?? input(0).type);

/** All uses here are indices: for numbers that are not negative, cutting off and rounding down are the same. */
function divideIntegers({ graph, input, node }: NodeContext): Value {
  if (input(0).type === 'float32') throw unsupported(node, 'it divides floats');
  return graph.node('Div', [input(0), input(1)]);
}

function mean(context: NodeContext): Value {
  const { graph, input, attributes } = context;
  return graph.node('ReduceMean', [input(0), graph.int64s(constantInts(context, 1))], { keepdims: { int: attributes.bool('keep_dims') ? 1 : 0 } });
}

function cast({ graph, input, attributes, node }: NodeContext): Value {
  const name = attributes.type('DstT');
  const type = ELEMENT_TYPES[name];
  if (type === undefined) throw unsupported(node, `type ${name}`);
  return castTo(graph, input(0), type);
}

export const castTo = (graph: NodeContext['graph'], value: Value, type: ElementType): Value =>
  value.type === type ? value : graph.node('Cast', [value], { to: { int: elementCode(type) } }, type);

export const arithmeticOps: Translators = {
  Add: binary('Add'),
  AddV2: binary('Add'),
  BiasAdd: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  RealDiv: binary('Div'),
  Minimum: binary('Min'),
  Maximum: binary('Max'),
  Prelu: binary('PRelu'),
  Equal: binary('Equal', 'bool'),
  FloorDiv: divideIntegers,
  FloorMod: binary('Mod'),
  AddN: ({ graph, input, inputs }) => graph.node('Sum', Array.from({ length: inputs }, (_, i) => input(i))),
  SquaredDifference: ({ graph, input }) => {
    const difference = graph.node('Sub', [input(0), input(1)]);
    return graph.node('Mul', [difference, difference]);
  },
  Relu: unary('Relu'),
  Relu6: ({ graph, input }) => graph.node('Clip', [input(0), ...RELU6_LIMITS.map((limit) => graph.floats([limit], []))]),
  Sigmoid: unary('Sigmoid'),
  Sqrt: unary('Sqrt'),
  Softmax: ({ graph, input }) => graph.node('Softmax', [input(0)], { axis: { int: -1 } }),
  Mean: mean,
  Cast: cast,
};
