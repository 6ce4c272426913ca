/**
 * face-api's facial expression: densely connected blocks (Huang et al., 'Densely Connected Convolutional Networks', 2017)
 * of separable convolutions over 112x112 pixels of one face.
 */
import type { Value } from '../onnx-graph.ts';
import { faceNet, fullyConnected, plainConv, relu, separableConv, type FaceNet } from './face-net.ts';

const BLOCKS = 4;
const LAYERS = 4;

/** Each layer sees the sum of all layers before it; the first one halves the picture. */
function denseBlock(net: FaceNet, input: Value, name: string, first: boolean): Value {
  const { graph } = net;
  let seen = relu(net, first ? plainConv(net, input, `${name}/conv0`, 2) : separableConv(net, input, `${name}/conv0`, 2));
  let sum = seen;
  for (let layer = 1; layer < LAYERS; layer++) {
    sum = graph.node('Add', [sum, separableConv(net, seen, `${name}/conv${layer}`)]);
    seen = relu(net, sum);
  }
  return seen;
}

/** Output: `probabilities` [n, 7]. */
export function convertExpression(manifest: Uint8Array, weightBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { net, planes } = faceNet(manifest, weightBytes);
  const features = Array.from({ length: BLOCKS }, (_, i) => i).reduce((value, i) => denseBlock(net, value, `dense${i}`, i === 0), planes);
  net.graph.output('probabilities', net.graph.node('Softmax', [fullyConnected(net, features, 'fc')], { axis: { int: 1 } }));
  return net.graph.encode();
}
