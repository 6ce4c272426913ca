/** Builds an ONNX model (IR version 8, opset 18; field numbers from onnx.proto) node by node. */
import { createMessage, encodeMessage, type Message } from './protobuf.ts';

export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool';

/** One attribute of a node: an integer, a float, integers or a word. */
export type Attribute = { int: number } | { float: number } | { ints: readonly number[] } | { word: string };
export type Attributes = Readonly<Record<string, Attribute>>;

/** The result of a node, an input or a constant: its name in the graph and its element type. */
export interface Value {
  name: string;
  type: ElementType;
}

export interface OnnxGraph {
  /** A string in `dims` names a size that varies. */
  input(name: string, type: ElementType, dims: readonly (number | string)[]): Value;
  floats(data: Float32Array | readonly number[], dims: readonly number[]): Value;
  /** 64-bit integers, as shapes, axes and indices have to be. */
  int64s(values: readonly number[], dims?: readonly number[]): Value;
  int32s(data: Int32Array, dims: readonly number[]): Value;
  /** An absent optional input is null. The result has the type of the first input unless `type` says otherwise. */
  node(op: string, inputs: readonly (Value | null)[], attributes?: Attributes, type?: ElementType): Value;
  nodeOf(op: string, inputs: readonly (Value | null)[], types: readonly ElementType[], attributes?: Attributes): Value[];
  output(name: string, from: Value): void;
  encode(): Uint8Array<ArrayBuffer>;
}

const IR_VERSION = 8;
const OPSET = 18;
const ELEMENT_CODE: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

export const elementCode = (type: ElementType): number => ELEMENT_CODE[type];

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = createMessage().string(1, name);
  if ('float' in attribute) return message.float(2, attribute.float).varint(20, 1);
  if ('int' in attribute) return message.varint(3, attribute.int).varint(20, 2);
  if ('word' in attribute) return message.string(4, attribute.word).varint(20, 3);
  return message.packed(8, attribute.ints).varint(20, 7);
}

function valueInfo({ name, type }: Value, dims?: readonly (number | string)[]): Message {
  const tensor = createMessage().varint(1, elementCode(type));
  if (dims !== undefined) {
    const shape = createMessage();
    for (const dim of dims) shape.message(1, typeof dim === 'number' ? createMessage().varint(1, dim) : createMessage().string(2, dim));
    tensor.message(2, shape);
  }
  return createMessage().string(1, name).message(2, createMessage().message(1, tensor));
}

/** Raw data is little-endian by the format; so is every machine that Node runs on. */
const tensorMessage = ({ name, type }: Value, data: ArrayBufferView, dims: readonly number[]): Message =>
  createMessage().packed(1, dims).varint(2, elementCode(type)).string(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

export function createOnnxGraph(producer: string): OnnxGraph {
  const nodes: Message[] = [];
  const initializers: Message[] = [];
  const inputs: Message[] = [];
  const outputs: Message[] = [];
  let names = 0;
  const fresh = (type: ElementType): Value => ({ name: `v${names++}`, type });

  function constant(type: ElementType, data: ArrayBufferView, dims: readonly number[]): Value {
    const value = fresh(type);
    initializers.push(tensorMessage(value, data, dims));
    return value;
  }

  function emit(op: string, from: readonly (Value | null)[], to: readonly Value[], attributes: Attributes): void {
    const message = createMessage();
    for (const value of from) message.string(1, value?.name ?? '');
    for (const value of to) message.string(2, value.name);
    message.string(4, op);
    for (const [name, attribute] of Object.entries(attributes)) message.message(5, attributeMessage(name, attribute));
    nodes.push(message);
  }

  function nodeOf(op: string, from: readonly (Value | null)[], types: readonly ElementType[], attributes: Attributes = {}): Value[] {
    const to = types.map(fresh);
    emit(op, from, to, attributes);
    return to;
  }

  return {
    nodeOf,
    input(name, type, dims) {
      const value = { name, type };
      inputs.push(valueInfo(value, dims));
      return value;
    },
    floats: (data, dims) => constant('float32', data instanceof Float32Array ? data : Float32Array.from(data), dims),
    int64s: (values, dims = [values.length]) => constant('int64', BigInt64Array.from(values, BigInt), dims),
    int32s: (data, dims) => constant('int32', data, dims),
    node(op, from, attributes = {}, type = from[0]?.type ?? 'float32') {
      const value = fresh(type);
      emit(op, from, [value], attributes);
      return value;
    },
    output(name, from) {
      const value = { name, type: from.type };
      emit('Identity', [from], [value], {});
      outputs.push(valueInfo(value));
    },
    encode() {
      const graph = createMessage();
      for (const node of nodes) graph.message(1, node);
      graph.string(2, producer);
      for (const tensor of initializers) graph.message(5, tensor);
      for (const value of inputs) graph.message(11, value);
      for (const value of outputs) graph.message(12, value);
      return encodeMessage(createMessage().varint(1, IR_VERSION).string(2, producer).message(7, graph).message(8, createMessage().string(1, '').varint(2, OPSET)));
    },
  };
}
