/** What face-api's networks for one face of 112x112 pixels have in common. */
import type { OnnxGraph, Value } from '../onnx-graph.ts';
import { conv, faceApiWeights, type FloatWeights, pixelPlanes } from './layers.ts';

const SIDE = 112;
/** Mean red, green, blue of the training. */
const MEAN = [122.782, 117.001, 104.298] as const;

export interface FaceNet {
  graph: OnnxGraph;
  weights: FloatWeights;
}

export function faceNet(manifest: Uint8Array, weightBytes: Uint8Array): { net: FaceNet; planes: Value } {
  const { graph, planes } = pixelPlanes(SIDE, MEAN, 255);
  return { net: { graph, weights: faceApiWeights(manifest, weightBytes) }, planes };
}

export const relu = ({ graph }: FaceNet, value: Value): Value => graph.node('Relu', [value]);

export const plainConv = ({ graph, weights }: FaceNet, input: Value, name: string, stride = 1): Value =>
  conv(graph, input, weights(`${name}/filters`), weights(`${name}/bias`).data, { stride });

/** Each channel by itself, then across the channels. */
export function separableConv({ graph, weights }: FaceNet, input: Value, name: string, stride = 1): Value {
  const spread = conv(graph, input, weights(`${name}/depthwise_filter`), undefined, { stride, depthwise: true });
  return conv(graph, spread, weights(`${name}/pointwise_filter`), weights(`${name}/bias`).data, {});
}

/** The mean over the picture, then one layer across the channels: [n, outputs]. */
export function fullyConnected({ graph, weights }: FaceNet, input: Value, name: string): Value {
  const mean = graph.node('ReduceMean', [input, graph.int64s([2, 3])], { keepdims: { int: 0 } });
  const { data, shape } = weights(`${name}/weights`);
  const bias = weights(`${name}/bias`);
  return graph.node('Add', [graph.node('MatMul', [mean, graph.floats(data, shape)]), graph.floats(bias.data, bias.shape)]);
}
