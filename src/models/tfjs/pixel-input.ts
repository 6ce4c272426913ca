/** Networks that take bytes: uint8 RGB pixels become the numbers of the training inside the graph. */
import type { PixelInput } from '../model-entry.ts';
import type { OnnxGraph, Value } from './onnx-graph.ts';
import { castTo } from './ops/arithmetic.ts';

/** Weights of red, green and blue in luma (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114];

/** Pixels [n, height, width, 3] → [n, height, width, 3 or 1], `x * scale + offset`, or blue, green, red less their means; integer networks take bytes as they are. */
export function pixelsToFloats(graph: OnnxGraph, pixels: Value, { scale, offset, gray, bgrMean }: PixelInput, type: 'float32' | 'int32'): Value {
  const numbers = castTo(graph, pixels, type);
  if (type === 'int32') return numbers;
  if (bgrMean !== undefined) {
    const bgr = graph.node('Gather', [numbers, graph.int64s([2, 1, 0])], { axis: { int: 3 } });
    return graph.node('Sub', [bgr, graph.floats(bgrMean, [3])]);
  }
  const channels = gray === true ? graph.node('MatMul', [numbers, graph.floats(LUMA, [3, 1])]) : numbers;
  const scaled = scale === 1 ? channels : graph.node('Mul', [channels, graph.floats([scale], [])]);
  return offset === 0 ? scaled : graph.node('Add', [scaled, graph.floats([offset], [])]);
}
