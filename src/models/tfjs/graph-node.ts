/** A node of a TensorFlow.js graph model, and what a translator of it gets to work with. */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { OnnxGraph, Value } from './onnx-graph.ts';
import type { Weight } from './weights.ts';

/** Protocol buffers as JSON: bytes are base64, 64-bit integers may be words. */
const Int = z.union([z.number(), z.string()]).transform(Number);
const AttributeValue = z.object({
  s: z.string().optional(),
  i: Int.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  type: z.string().optional(),
  list: z.object({ s: z.array(z.string()).optional(), i: z.array(Int).optional() }).optional(),
  shape: z.object({ dim: z.array(z.object({ size: Int })).optional() }).optional(),
});

export const GraphNode = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), AttributeValue).default({}),
});
export type GraphNode = z.infer<typeof GraphNode>;

const word = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1');

/** Attributes of a node by name, with TensorFlow's meaning of absent ones. */
export const attributesOf = ({ attr }: GraphNode) => ({
  word: (name: string): string => word(attr[name]?.s ?? ''),
  words: (name: string): string[] => (attr[name]?.list?.s ?? []).map(word),
  int: (name: string, absent = 0): number => attr[name]?.i ?? absent,
  ints: (name: string): number[] => attr[name]?.list?.i ?? [],
  bool: (name: string): boolean => attr[name]?.b ?? false,
  type: (name: string): string => attr[name]?.type ?? '',
  dims: (name: string): number[] => (attr[name]?.shape?.dim ?? []).map(({ size }) => size),
});
export type NodeAttributes = ReturnType<typeof attributesOf>;

export interface NodeContext {
  node: GraphNode;
  attributes: NodeAttributes;
  graph: OnnxGraph;
  /** The i-th input as a value of the ONNX graph. */
  input(i: number): Value;
  /** How many data inputs there are. */
  inputs: number;
  /** The i-th input where it has to be known at conversion. @throws AppError MODEL_UNSUPPORTED if it is computed */
  constant(i: number): Weight;
  /** Images may come in any number: sizes of 1 baked into shapes stand for it. */
  dynamicBatch: boolean;
}

/** Gives the ONNX values of the node's outputs. */
export type Translator = (context: NodeContext) => Value | Value[];
export type Translators = Readonly<Record<string, Translator>>;

export const unsupported = ({ op, name }: GraphNode, what: string): AppError =>
  new AppError('MODEL_UNSUPPORTED', `The TensorFlow operation ${op} ('${name}') cannot be converted: ${what}.`, { operation: op });

/** An input that has to be known, as plain integers. */
export const constantInts = (context: NodeContext, i: number): number[] => Array.from(context.constant(i).data);

/** The first integer of a known input, for axes and counts. */
export const constantInt = (context: NodeContext, i: number): number => constantInts(context, i)[0] ?? 0;
