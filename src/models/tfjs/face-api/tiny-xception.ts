/**
 * face-api's apparent age: a small Xception (Chollet, 'Xception: Deep Learning with Depthwise Separable Convolutions',
 * 2017) over 112x112 pixels of one face. The network also guesses a gender, which is left out.
 */
import type { OnnxGraph, Value } from '../onnx-graph.ts';
import { faceNet, fullyConnected, plainConv, relu, separableConv, type FaceNet } from './face-net.ts';

const MAIN_BLOCKS = 2;

const add = (graph: OnnxGraph, a: Value, b: Value): Value => graph.node('Add', [a, b]);

/** Two separable convolutions and a halving, beside a shortcut that halves as well. */
function reduction(net: FaceNet, input: Value, name: string, activateInput: boolean): Value {
  const first = separableConv(net, activateInput ? relu(net, input) : input, `${name}/separable_conv0`);
  const second = separableConv(net, relu(net, first), `${name}/separable_conv1`);
  const halved = net.graph.node('MaxPool', [second], { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] }, auto_pad: { word: 'SAME_UPPER' } });
  return add(net.graph, halved, plainConv(net, input, `${name}/expansion_conv`, 2));
}

const middle = (net: FaceNet, input: Value, name: string): Value =>
  add(net.graph, input, [0, 1, 2].reduce((value, i) => separableConv(net, relu(net, value), `${name}/separable_conv${i}`), input));

/** Output: `years` [n, 1]. */
export function convertAge(manifest: Uint8Array, weightBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { net, planes } = faceNet(manifest, weightBytes);
  const first = relu(net, plainConv(net, planes, 'entry_flow/conv_in', 2));
  const entered = reduction(net, reduction(net, first, 'entry_flow/reduction_block_0', false), 'entry_flow/reduction_block_1', true);
  const main = Array.from({ length: MAIN_BLOCKS }, (_, i) => `middle_flow/main_block_${i}`).reduce((value, name) => middle(net, value, name), entered);
  const last = relu(net, separableConv(net, reduction(net, main, 'exit_flow/reduction_block', true), 'exit_flow/separable_conv'));
  net.graph.output('years', fullyConnected(net, last, 'fc/age'));
  return net.graph.encode();
}
