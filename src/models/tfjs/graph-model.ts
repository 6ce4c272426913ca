/** TensorFlow.js graph models (`model.json` and weights) to ONNX. */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { PixelInput } from '../model-entry.ts';
import { attributesOf, GraphNode, type NodeContext, type Translators, unsupported } from './graph-node.ts';
import { createOnnxGraph, type OnnxGraph, type Value } from './onnx-graph.ts';
import { arithmeticOps } from './ops/arithmetic.ts';
import { convolutionOps } from './ops/convolution.ts';
import { poolingOps } from './ops/pooling.ts';
import { selectionOps } from './ops/selection.ts';
import { shapeOps } from './ops/shape.ts';
import { pixelsToFloats } from './pixel-input.ts';
import { readWeights, type Weight, WeightsManifest } from './weights.ts';

const GraphModel = z.object({
  modelTopology: z.object({ node: z.array(GraphNode) }),
  weightsManifest: WeightsManifest,
});

const translators: Translators = { ...arithmeticOps, ...convolutionOps, ...poolingOps, ...selectionOps, ...shapeOps };

export interface GraphConversion {
  graph: Uint8Array;
  weights: Uint8Array;
  /** Present: the ONNX network takes uint8 RGB. */
  pixels?: PixelInput;
  batch: 'dynamic' | 1;
}

export interface ConvertedGraph {
  graph: OnnxGraph;
  /** The value of a TensorFlow node's output, `name` or `name:port`. */
  value: (output: string) => Value;
}

interface Conversion {
  graph: OnnxGraph;
  nodes: ReadonlyMap<string, GraphNode>;
  weights: ReadonlyMap<string, Weight>;
  options: GraphConversion;
  /** Values of nodes already translated. */
  done: Map<string, readonly Value[]>;
}

function splitName(reference: string): { name: string; port: number } {
  const [name = '', port = '0'] = reference.split(':');
  return { name, port: Number(port) };
}

const constantValue = (graph: OnnxGraph, { type, data, shape }: Weight): Value =>
  type === 'float32' ? graph.floats(data, shape) : graph.int32s(data, shape);

function placeholder({ graph, options }: Conversion, node: GraphNode): Value {
  const attributes = attributesOf(node);
  const [, ...sizes] = attributes.dims('shape');
  const batch = options.batch === 'dynamic' ? 'n' : options.batch;
  const type = attributes.type('dtype') === 'DT_INT32' ? 'int32' : 'float32';
  if (options.pixels === undefined) return graph.input('input', type, [batch, ...sizes]);
  const rgb = [...sizes.slice(0, -1), 3];
  return pixelsToFloats(graph, graph.input('input', 'uint8', [batch, ...rgb]), options.pixels, type);
}

/** Names of the nodes behind the data inputs; control inputs (`^name`) only order execution. */
const dataInputs = (node: GraphNode): string[] => node.input.filter((name) => !name.startsWith('^'));

function contextOf(conversion: Conversion, node: GraphNode): NodeContext {
  const inputs = dataInputs(node);
  const inputName = (i: number): string => inputs[i] ?? '';
  return {
    node,
    attributes: attributesOf(node),
    graph: conversion.graph,
    inputs: inputs.length,
    dynamicBatch: conversion.options.batch === 'dynamic',
    input: (i) => valueOf(conversion, inputName(i)),
    constant(i) {
      let { name } = splitName(inputName(i));
      for (let source = conversion.nodes.get(name); source?.op === 'Identity'; source = conversion.nodes.get(name)) name = splitName(source.input[0] ?? '').name;
      const weight = conversion.weights.get(name);
      if (weight === undefined) throw unsupported(node, `input ${i} is computed`);
      return weight;
    },
  };
}

function translate(conversion: Conversion, name: string): readonly Value[] {
  const weight = conversion.weights.get(name);
  if (weight !== undefined) return [constantValue(conversion.graph, weight)];
  const node = conversion.nodes.get(name);
  if (node === undefined) throw new AppError('MODEL_CORRUPT', `The graph has no node '${name}'.`);
  if (node.op === 'Placeholder') return [placeholder(conversion, node)];
  const translator = translators[node.op];
  if (translator === undefined) throw unsupported(node, 'there is no translation for it');
  const values = translator(contextOf(conversion, node));
  return Array.isArray(values) ? values : [values];
}

/** Nodes are translated when an output first asks for them, so unused branches cost nothing. */
function valueOf(conversion: Conversion, reference: string): Value {
  const { name, port } = splitName(reference);
  const values = conversion.done.get(name) ?? translate(conversion, name);
  conversion.done.set(name, values);
  const value = values[port];
  if (value === undefined) throw new AppError('MODEL_CORRUPT', `The graph has no output '${reference}'.`);
  return value;
}

/**
 * Opens a graph model for conversion; ask it for values, then name them as outputs of the ONNX graph.
 * @throws AppError MODEL_CORRUPT (unreadable), MODEL_UNSUPPORTED (an operation that has no translation)
 */
export function convertGraphModel(options: GraphConversion): ConvertedGraph {
  const parsed = GraphModel.safeParse(JSON.parse(new TextDecoder().decode(options.graph)));
  if (!parsed.success) throw new AppError('MODEL_CORRUPT', 'The file is no TensorFlow.js graph model.', {}, parsed.error);
  const { modelTopology, weightsManifest } = parsed.data;
  const conversion: Conversion = {
    graph: createOnnxGraph('aima'),
    nodes: new Map(modelTopology.node.map((node) => [node.name, node])),
    weights: readWeights(weightsManifest, options.weights),
    options,
    done: new Map(),
  };
  return { graph: conversion.graph, value: (output) => valueOf(conversion, output) };
}
