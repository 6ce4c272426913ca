/**
 * Decodes CenterNet (Zhou et al., 'Objects as Points', 2019) for any number of images. The graph that ships
 * does the same for one image only: a peak of the heat map is an object's centre, four distances give its box.
 */
import { AppError } from '../../kernel/app-error.ts';
import type { ConvertedGraph } from './graph-model.ts';
import { castTo } from './ops/arithmetic.ts';
import { toNchw } from './ops/convolution.ts';
import type { OnnxGraph, Value } from './onnx-graph.ts';

const GRID = 128;
const CELLS = GRID * GRID;
/** Input pixels per cell. */
const CELL_PIXELS = 4;
const DETECTIONS = 100;

/** Scores that are the largest among their eight neighbours, the others 0; [n, 80 * CELLS], class by class. */
function peaks(graph: OnnxGraph, heat: Value): Value {
  const planes = toNchw(graph, heat);
  const largest = graph.node('MaxPool', [planes], { kernel_shape: { ints: [3, 3] }, strides: { ints: [1, 1] }, pads: { ints: [1, 1, 1, 1] } });
  const isPeak = graph.node('Equal', [planes, largest], {}, 'bool');
  const kept = graph.node('Where', [isPeak, planes, graph.floats([0], [])], {}, 'float32');
  return graph.node('Reshape', [kept, graph.int64s([0, -1])]);
}

/**
 * @param heat scores after the sigmoid, [n, 128, 128, 80]
 * @param distances from a cell to left, top, right, bottom in input pixels, [n, 128, 128, 4]
 * @returns [n, 100, 6]: left, top, right, bottom in input pixels, score, class; best first, no suppression of overlaps
 */
function centernetDetections(graph: OnnxGraph, heat: Value, distances: Value): Value {
  const best = graph.nodeOf('TopK', [peaks(graph, heat), graph.int64s([DETECTIONS])], ['float32', 'int64'], { axis: { int: -1 } });
  const [scores, flat] = best;
  if (scores === undefined || flat === undefined) throw new AppError('INTERNAL', 'TopK has two outputs.');
  const column = (value: Value): Value => graph.node('Unsqueeze', [castTo(graph, value, 'float32'), graph.int64s([2])]);
  const cells = graph.int64s([CELLS], []);
  const grid = graph.int64s([GRID], []);
  const cell = graph.node('Mod', [flat, cells]);
  const pixels = (value: Value): Value => graph.node('Mul', [column(value), graph.floats([CELL_PIXELS], [])]);
  const centre = graph.node('Concat', [pixels(graph.node('Mod', [cell, grid])), pixels(graph.node('Div', [cell, grid]))], { axis: { int: 2 } });

  const perCell = graph.node('Reshape', [distances, graph.int64s([0, CELLS, 4])]);
  const rows = graph.node('Expand', [graph.node('Unsqueeze', [cell, graph.int64s([2])]), graph.int64s([1, 1, 4])]);
  const sides = graph.node('GatherElements', [perCell, rows], { axis: { int: 1 } });
  const [near, far] = graph.nodeOf('Split', [sides], ['float32', 'float32'], { axis: { int: 2 }, num_outputs: { int: 2 } });
  if (near === undefined || far === undefined) throw new AppError('INTERNAL', 'Split has two outputs.');
  const corners = [graph.node('Sub', [centre, near]), graph.node('Add', [centre, far])];
  return graph.node('Concat', [...corners, column(scores), column(graph.node('Div', [flat, cells]))], { axis: { int: 2 } });
}

/** Puts the decoding on a converted graph whose entry names the outputs `heat` and `distances`. */
export function addCenternetDetections({ graph, value }: ConvertedGraph, outputs: Readonly<Record<string, string>>): void {
  const { heat, distances } = outputs;
  if (heat === undefined || distances === undefined) throw new AppError('MODEL_UNSUPPORTED', 'CenterNet needs heat and distances.');
  graph.output('detections', centernetDetections(graph, value(heat), value(distances)));
}
