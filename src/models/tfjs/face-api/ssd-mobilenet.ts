/**
 * face-api's face detector: MobileNet v1 (Howard et al., 2017) with SSD heads (Liu et al., 2016) at six
 * resolutions, 512x512 pixels, 5118 prior boxes. Gives decoded boxes and scores; overlaps are left in.
 */
import type { OnnxGraph, Value } from '../onnx-graph.ts';
import { batchNorm, conv, faceApiWeights, type FloatWeights, pixelPlanes } from './layers.ts';

const SIDE = 512;
const EPSILON = 0.001;
/** Depthwise layers that halve the resolution. */
const HALVING = new Set([2, 4, 6, 12]);
const DEPTHWISE_LAYERS = 13;
/** The first head looks at this layer, before the last halving. */
const EARLY_LAYER = 11;
/** Box encodings were divided by these in training (the SSD paper's variances). */
const CENTRE_SCALE = 10;
const SIZE_SCALE = 5;

interface Net {
  graph: OnnxGraph;
  weights: FloatWeights;
}

const pointwise = ({ graph, weights }: Net, input: Value, name: string, stride: number): Value =>
  conv(graph, input, weights(`${name}/weights`), weights(`${name}/convolution_bn_offset`).data, { stride, activation: 'relu6' });

function backbone(net: Net, planes: Value): { early: Value; late: Value } {
  const { graph, weights } = net;
  let late = pointwise(net, planes, 'MobilenetV1/Conv2d_0_pointwise', 2);
  let early = late;
  for (let layer = 1; layer <= DEPTHWISE_LAYERS; layer++) {
    const name = `MobilenetV1/Conv2d_${layer}`;
    const spread = conv(graph, late, weights(`${name}_depthwise/depthwise_weights`), undefined, {
      stride: HALVING.has(layer) ? 2 : 1,
      depthwise: true,
      activation: 'relu6',
      affine: batchNorm(weights, `${name}_depthwise/BatchNorm`, EPSILON),
    });
    late = pointwise(net, spread, `${name}_pointwise`, 1);
    if (layer === EARLY_LAYER) early = late;
  }
  return { early, late };
}

/** What the heads look at, from fine to coarse. */
function featureMaps(net: Net, planes: Value): Value[] {
  const { early, late } = backbone(net, planes);
  const maps = [early, late];
  let map = late;
  for (let layer = 0; layer < 8; layer++) {
    map = pointwise(net, map, `Prediction/Conv2d_${layer}_pointwise`, layer % 2 === 0 ? 1 : 2);
    if (layer % 2 === 1) maps.push(map);
  }
  return maps;
}

/** One row of `width` numbers per prior box, all maps in turn: [n, 5118, width]. */
function heads({ graph, weights }: Net, maps: readonly Value[], kind: 'BoxEncodingPredictor' | 'ClassPredictor', width: number): Value {
  const rows = maps.map((map, i) => {
    const name = `Prediction/BoxPredictor_${i}/${kind}`;
    const predicted = conv(graph, map, weights(`${name}/weights`), weights(`${name}/biases`).data, {});
    const last = graph.node('Transpose', [predicted], { perm: { ints: [0, 2, 3, 1] } });
    return graph.node('Reshape', [last, graph.int64s([0, -1, width])]);
  });
  return graph.node('Concat', rows, { axis: { int: 1 } });
}

/** Prior boxes come as top, left, bottom, right; decoding wants centre and size, in the order y, x. */
function priors({ weights }: Net): { centres: Float32Array; sizes: Float32Array; count: number } {
  const { data } = weights('Output/extra_dim');
  const count = data.length / 4;
  const at = (i: number, side: number): number => data[Math.floor(i / 2) * 4 + (i % 2) + side] ?? 0;
  const sizes = Float32Array.from({ length: count * 2 }, (_, i) => at(i, 2) - at(i, 0));
  return { count, sizes, centres: Float32Array.from({ length: count * 2 }, (_, i) => at(i, 0) + (sizes[i] ?? 0) / 2) };
}

/** Encodings (y, x, height, width) → left, top, right, bottom as fractions of the input's side. */
function decodeBoxes(net: Net, encodings: Value): Value {
  const { graph } = net;
  const { centres, sizes, count } = priors(net);
  const part = (from: number, to: number): Value => graph.node('Slice', [encodings, graph.int64s([from]), graph.int64s([to]), graph.int64s([2])]);
  const scaled = (values: Float32Array, by: number): Value => graph.floats(values.map((value) => value / by), [1, count, 2]);
  const centre = graph.node('Add', [graph.node('Mul', [part(0, 2), scaled(sizes, CENTRE_SCALE)]), scaled(centres, 1)]);
  const growth = graph.node('Exp', [graph.node('Mul', [part(2, 4), graph.floats([1 / SIZE_SCALE], [])])]);
  const half = graph.node('Mul', [growth, scaled(sizes, 2)]);
  const corners = graph.node('Concat', [graph.node('Sub', [centre, half]), graph.node('Add', [centre, half])], { axis: { int: 2 } });
  return graph.node('Gather', [corners, graph.int64s([1, 0, 3, 2])], { axis: { int: 2 } });
}

/** Outputs: `boxes` [n, 5118, 4] left, top, right, bottom as fractions; `scores` [n, 5118], 0..1. */
export function convertSsdMobilenet(manifest: Uint8Array, weightBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { graph, planes } = pixelPlanes(SIDE, [127.5, 127.5, 127.5], 127.5);
  const net: Net = { graph, weights: faceApiWeights(manifest, weightBytes) };
  const maps = featureMaps(net, planes);
  // Classes: background, face, and one that the published network leaves unused.
  const face = graph.node('Gather', [heads(net, maps, 'ClassPredictor', 3), graph.int64s([1], [])], { axis: { int: 2 } });
  graph.output('boxes', decodeBoxes(net, heads(net, maps, 'BoxEncodingPredictor', 4)));
  graph.output('scores', graph.node('Sigmoid', [face]));
  return graph.encode();
}
