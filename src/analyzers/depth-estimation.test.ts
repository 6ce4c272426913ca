import type { Observation } from '@aima/contract';
import type { TensorModel } from '@aima/sdk';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { depthEstimation } from './depth-estimation.ts';

const SIDE = 32;
/** Sees the red of a picture as nearness. */
const depth: TensorModel = {
  inputs: [{ name: 'image', type: 'float32', dims: [1, 3, SIDE, SIDE] }],
  run: async ({ image }) => ({ map: { type: 'float32', dims: [1, SIDE, SIDE], data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => Number(image?.data[i] ?? 0)) } }),
};
/** Near on the right, from `edge` of the width on. */
const picture = (atMs: number, edge: number) => ({ atMs, pixels: Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i % 3 === 0 ? ((Math.floor(i / 3) % SIDE) / SIDE >= edge ? 220 : 20 + (Math.floor(i / 3 / SIDE) % 4)) : 90)) });
const shot = (number: number, startMs: number, endMs: number): Observation => ({ id: `o-shot-${number}`, runId: 'r', mediaId: 'm', analyzer: 'scene_segmentation', label: 'shot', startMs, endMs, confidence: 0.9, sentence: '', source: 'model' });
const frames = (...edges: number[]) => ({ width: SIDE, height: SIDE, frames: edges.map((edge, i) => picture(i * 2000, edge)) });

test('each shot is summed up from its stretches, weighted by time, and names them', async () => {
  const { findings } = await runAnalyzer(depthEstimation, { medium: { kind: 'video', durationMs: 12_000 }, frames: frames(0.75, 0.75, 0.75, 0.25, 0.25, 0.75), models: { depth }, upstream: { scene_segmentation: [shot(1, 0, 10_000), shot(2, 10_000, 12_000)] } });
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs])).toEqual([['depth', 0, 4000], ['depth', 6000, 8000], ['depth', 10_000, 10_000], ['shot', 0, 10_000], ['shot', 10_000, 12_000]]);
  const [long, short] = findings.slice(3);
  expect(long?.known.basedOn).toEqual(['o-shot-1', 'o-test-0', 'o-test-1']);
  // 4 s of a quarter, 2 s of three quarters.
  expect(long?.attributes['nearShare']).toBeCloseTo((4 * 0.25 + 2 * 0.75) / 6, 2);
  expect(long?.attributes).toMatchObject({ layers: 2 });
  expect(short?.attributes['nearShare']).toBeCloseTo(0.25, 2);
  expect(long?.sentence).toMatch(/^Depth of the shot: 42 % near, 0 % in the middle, 58 % far back \(relative, no metres\)\.$/);
});

test('without shots there is no summary; a flat picture has one layer; German sentences', async () => {
  const { findings } = await runAnalyzer(depthEstimation, { medium: { kind: 'image' }, frames: { width: SIDE, height: SIDE, frames: [picture(0, 2)] }, models: { depth }, language: 'de', parameters: { flatBelow: 0.3 } });
  expect(findings.map(({ known, attributes, sentence }) => [known.label, attributes['layers'], sentence])).toEqual([['flat', 1, 'Das Bild hat kaum Tiefe.']]);
});
